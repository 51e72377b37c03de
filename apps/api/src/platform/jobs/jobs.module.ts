import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OutboxEntry } from '../outbox/outbox-entry.entity.js';
import { Relay } from '../outbox/relay.js';
import { Subscribers } from '../outbox/subscribers.js';
import { FailedWorkController } from './failed-work.controller.js';
import { FailedWork } from './failed-work.service.js';
import { Housekeeping } from './housekeeping.js';
import { Jobs } from './jobs.js';
import { Maintenance } from './maintenance.js';
import { Worker } from './worker.js';

/** Outbox, queues and recurring work. Nothing runs until somebody calls `Worker.start()`. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([OutboxEntry])],
  controllers: [FailedWorkController],
  providers: [Jobs, FailedWork, Maintenance, Subscribers, Relay, Worker, Housekeeping],
  exports: [Jobs, FailedWork, Maintenance, Subscribers, Relay, Worker],
})
export class JobsModule {}
