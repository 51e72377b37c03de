import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { ProgramsModule } from '../programs/index.js';
import { Leaving } from './leaving/leaving.service.js';
import { MemberData } from './leaving/member-data.js';
import { MemberExports } from './leaving/member-export.service.js';
import { MyDataController } from './leaving/my-data.controller.js';
import { Consent, Identity, Member, Profile } from './member.entity.js';
import { MemberList } from './member-list.service.js';
import { MembersController } from './members.controller.js';
import { MyBoardNameController } from './my-board-name.controller.js';
import { Profiles } from './profiles.service.js';
import { Members } from './members.service.js';

/** Members: enrolment, profile, consent. */
@Module({
  imports: [IdentityModule, ProgramsModule, TypeOrmModule.forFeature([Member, Profile, Identity, Consent])],
  controllers: [MembersController, MyBoardNameController, MyDataController],
  providers: [Members, Profiles, MemberList, MemberData, MemberExports, Leaving],
  exports: [Members, Profiles],
})
export class MembersModule {}
