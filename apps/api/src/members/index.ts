export { MembersModule } from './members.module.js';
export { boardNameField } from './members.dto.js';
export { type Enrolment, Members } from './members.service.js';
export { type OwnProfile, Profiles } from './profiles.service.js';
