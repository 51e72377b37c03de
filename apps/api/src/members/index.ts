export { MembersModule } from './members.module.js';
export { boardNameField } from './board-name.dto.js';
export { type Enrolment, Members } from './members.service.js';
export { PersonalLinks, type PersonalPageOwner } from './personal-links.service.js';
export { Memberships } from './memberships.service.js';
export { type OwnProfile, Profiles } from './profiles.service.js';
export { PeopleViews } from './views/people-views.service.js';
export { StaffNotes } from './notes/staff-notes.service.js';
export { MemberTags } from './tags/member-tags.service.js';
