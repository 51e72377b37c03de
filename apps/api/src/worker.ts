import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { BookRunJobs, inOwnProcess } from './ledger/index.js';
import { assertDurable, assertServiceRole } from './platform/database/assert-role.js';
import { Worker } from './platform/jobs/worker.js';

/** The same modules without HTTP: relays events, runs jobs and recurring chores. */
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['warn', 'error', 'fatal'] });
app.enableShutdownHooks();
await assertServiceRole(app.get(DataSource));
await assertDurable(app.get(DataSource));
app.get(BookRunJobs).performIn(inOwnProcess);
app.get(Worker).start();
console.log('The worker runs.');
