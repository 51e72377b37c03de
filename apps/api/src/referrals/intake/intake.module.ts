import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProgramsModule } from '../../programs/index.js';
import { BouncedConfirmations } from './bounced-confirmations.js';
import { DomainList } from './domain-list.entity.js';
import { DomainListsController } from './domain-lists.controller.js';
import { DomainLists } from './domain-lists.service.js';
import { MailDomain, SignupTrace } from './signup-trace.entity.js';
import { SignupTraces } from './signup-traces.service.js';
import { TraceRetention } from './trace-retention.js';

/** What is measured of a sign-up, for the checks to judge. */
@Module({
  imports: [ProgramsModule, TypeOrmModule.forFeature([SignupTrace, MailDomain, DomainList])],
  controllers: [DomainListsController],
  providers: [SignupTraces, TraceRetention, BouncedConfirmations, DomainLists],
  exports: [SignupTraces],
})
export class IntakeModule {}
