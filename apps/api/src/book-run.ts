import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IdentityModule } from './identity/index.js';
import { BookRunJobs, LedgerModule } from './ledger/index.js';
import { MembersModule } from './members/index.js';
import { PlatformModule } from './platform/platform.module.js';
import { ProgramsModule } from './programs/index.js';
import { RewardsModule } from './rewards/index.js';

/** The books, and who turns their decisions into things. */
@Module({ imports: [PlatformModule, IdentityModule, ProgramsModule, MembersModule, LedgerModule, RewardsModule] })
class BookRunModule {}

/** One run in a process of its own, started by the worker: `book-run.js PROGRAM RUN`. It ends with the run, or with the worker. */
process.on('disconnect', () => process.exit(1));
const [programId, runId] = process.argv.slice(2) as [string, string];
const app = await NestFactory.createApplicationContext(BookRunModule, { logger: ['warn', 'error', 'fatal'] });
await app.get(BookRunJobs).perform(programId, runId);
await app.close();
process.exit(0);
