import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../../identity/index.js';
import { LedgerModule } from '../../ledger/index.js';
import { MembersModule } from '../../members/index.js';
import { ProgramsModule } from '../../programs/index.js';
import { ReferralsModule } from '../../referrals/index.js';
import { ImportCheck } from './import-check.js';
import { ImportData } from './import-data.js';
import { ImportIntake } from './import-intake.js';
import { ImportQueue } from './import-queue.js';
import { ImportsController } from './imports.controller.js';
import { Imports } from './imports.service.js';
import { ImportWorker } from './import-worker.js';
import { PeopleImport, PeopleImportRow } from './people-import.entity.js';

/** People who come from another program, in files. */
@Module({
  imports: [IdentityModule, ProgramsModule, MembersModule, LedgerModule, ReferralsModule, TypeOrmModule.forFeature([PeopleImport, PeopleImportRow])],
  controllers: [ImportsController],
  providers: [Imports, ImportQueue, ImportWorker, ImportCheck, ImportIntake, ImportData],
})
export class ImportsModule {}
