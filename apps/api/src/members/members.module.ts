import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProgramsModule } from '../programs/index.js';
import { Consent, Identity, Member, Profile } from './member.entity.js';
import { MemberList } from './member-list.service.js';
import { MembersController } from './members.controller.js';
import { Members } from './members.service.js';

/** Members: enrolment, profile, consent. */
@Module({
  imports: [ProgramsModule, TypeOrmModule.forFeature([Member, Profile, Identity, Consent])],
  controllers: [MembersController],
  providers: [Members, MemberList],
  exports: [Members],
})
export class MembersModule {}
