import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { ProgramsModule } from '../programs/index.js';
import { AddressChange } from './address/address-change.entity.js';
import { AddressChanges } from './address/address-changes.service.js';
import { AddressChores } from './address/address-chores.js';
import { AddressMoves } from './address/address-moves.service.js';
import { AddressPageController } from './address/address-page.controller.js';
import { MemberAddressController } from './address/member-address.controller.js';
import { MyAddressController } from './address/my-address.controller.js';
import { MemberBookController } from './book/member-book.controller.js';
import { MemberBooks } from './book/member-book.service.js';
import { ErasuresController } from './leaving/erasures.controller.js';
import { Erasures } from './leaving/erasures.service.js';
import { Leaving } from './leaving/leaving.service.js';
import { MemberData } from './leaving/member-data.js';
import { MemberExports } from './leaving/member-export.service.js';
import { MyDataController } from './leaving/my-data.controller.js';
import { TeamRequestsController } from './leaving/team-requests.controller.js';
import { TeamRequests } from './leaving/team-requests.service.js';
import { BulkActs } from './list/bulk.service.js';
import { CsvExport } from './list/csv-export.service.js';
import { MemberList } from './list/member-list.service.js';
import { MembersController } from './list/members.controller.js';
import { Consent, Identity, Member, Profile } from './member.entity.js';
import { StaffData } from './notes/staff-data.js';
import { MemberNote, MemberTag } from './notes/staff-notes.entity.js';
import { StaffNotes } from './notes/staff-notes.service.js';
import { PersonalLinks } from './personal-links.service.js';
import { Profiles } from './profiles.service.js';
import { Memberships } from './memberships.service.js';
import { Members } from './members.service.js';
import { MemberTags } from './tags/member-tags.service.js';
import { PeopleView } from './views/people-view.entity.js';
import { PeopleViewsController } from './views/people-views.controller.js';
import { PeopleViews } from './views/people-views.service.js';

/** Members: enrolment, profile, consent, and how the team keeps them in order. */
@Module({
  imports: [IdentityModule, ProgramsModule, TypeOrmModule.forFeature([Member, Profile, Identity, AddressChange, Consent, MemberTag, MemberNote, PeopleView])],
  controllers: [MembersController, MemberBookController, PeopleViewsController, MyDataController, ErasuresController, TeamRequestsController, MyAddressController, MemberAddressController, AddressPageController],
  providers: [Members, Memberships, Profiles, PersonalLinks, MemberList, BulkActs, CsvExport, MemberBooks, MemberTags, StaffNotes, PeopleViews, MemberData, StaffData, MemberExports, Leaving, Erasures, TeamRequests, AddressChanges, AddressMoves, AddressChores],
  exports: [Members, Memberships, MemberList, PersonalLinks, Profiles, MemberTags, StaffNotes, PeopleViews],
})
export class MembersModule {}
