import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { type ConstructorOptions, type JobResult, PgBoss } from 'pg-boss';
import { CONFIG, type Config } from '../config/config.js';
import type { Tx } from '../database/transactions.js';
import { inParallel } from './in-parallel.js';
import { JOBS_SCHEMA, type QueueName } from './queues.js';

/** A job as its handler sees it. `data` holds ids, never personal data. */
export interface Job<T> {
  readonly id: string;
  readonly data: T;
  /** Seconds to wait before it is due. */
  readonly startAfter?: number;
}
/** Thrown by a handler that was told to stop before it was done: nothing went wrong, and the job is done later. */
export class JobStopped extends Error {}

/** Throwing means "again later", by the queue's retries; a handler must stand being run twice. */
export type JobHandler<T> = (job: Job<T>) => Promise<void>;
export interface JobOptions {
  /** How many jobs of the queue this process runs at the same time. */
  readonly concurrency: number;
}
interface Registration extends JobOptions {
  readonly queue: QueueName;
  readonly handler: JobHandler<unknown>;
}

const BATCH = 50;
const RESTART_MS = 5_000;

/**
 * The queue, pg-boss in a schema that the migrations made. Nothing connects before the first use and nothing polls
 * before `start()`. While the database is away pg-boss reports errors, keeps polling, and goes on when it is back.
 */
@Injectable()
export class Jobs implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly registrations: Registration[] = [];
  private boss: Promise<PgBoss> | null = null;
  private polling = false;
  private stopped = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Says who handles a queue; one handler per queue. Takes effect with `start()` or `drain()`. */
  work<T>(queue: QueueName, options: JobOptions, handler: JobHandler<T>): void {
    if (this.registrations.some((other) => other.queue === queue)) throw new Error(`queue ${queue} has a handler already`);
    this.registrations.push({ queue, ...options, handler: handler as JobHandler<unknown> });
  }

  /** Adds jobs; one whose id is there already is left as it is, waiting, running or done. */
  async insert<T extends object>(queue: QueueName, jobs: readonly Job<T>[]): Promise<void> {
    if (jobs.length === 0) return;
    const boss = await this.connected();
    await boss.insert(queue, jobs.map((job) => ({ ...job })));
  }

  /** Moves a dead job back to where it came from, with all its tries, in the caller's transaction. @returns how many were moved: one, or none */
  async redrive(tx: Tx, queue: QueueName, id: string, data: object): Promise<number> {
    const boss = await this.connected();
    return boss.redrive(queue, { ids: [id], data, db: { executeSql: async (text, values) => ({ rows: (await tx.query(text, values)) as unknown[] }) } });
  }

  /** Polls every registered queue from now on. Waits for the database if it is not there yet. */
  async start(): Promise<void> {
    this.polling = true;
    await this.close(); // a client that was only inserting has no supervision
    while (!this.stopped) {
      try {
        const boss = await this.connected();
        for (const registration of this.registrations) await this.poll(boss, registration);
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'The queue cannot be reached; trying again');
        await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
      }
    }
  }

  /** Runs what is due in a queue now, and what that brings, then returns: for tests and one-off commands. */
  async drain(queue: QueueName): Promise<void> {
    const registration = this.registrations.find((other) => other.queue === queue);
    if (!registration) return;
    const boss = await this.connected();
    for (;;) {
      const jobs = await boss.fetch<unknown & object>(queue, { batchSize: BATCH });
      if (jobs.length === 0) return;
      for (const result of await this.run(registration, jobs)) {
        if (result.status === 'completed') await boss.complete(queue, result.id);
        else await boss.fail(queue, result.id, result.output as object);
      }
    }
  }

  /** Before the database goes: handlers at work still need it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.close();
  }

  private connected(): Promise<PgBoss> {
    this.boss ??= this.connect().catch((error: unknown) => {
      this.boss = null; // the next caller tries again
      throw error;
    });
    return this.boss;
  }

  private async connect(): Promise<PgBoss> {
    const boss = new PgBoss({ ...QUIET, connectionString: this.config.databaseUrl, supervise: this.polling, useListenNotify: this.polling });
    boss.on('error', (error) => this.logger.error({ err: error }, 'queue'));
    boss.on('warning', (warning) => this.logger.warn(warning.message));
    try {
      return await boss.start();
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => undefined);
      throw error;
    }
  }

  private async poll(boss: PgBoss, registration: Registration): Promise<void> {
    await boss.work<object, unknown, typeof POLLING>(registration.queue, POLLING, (jobs) => this.run(registration, jobs));
  }

  private async run(registration: Registration, jobs: readonly Job<unknown>[]): Promise<JobResult[]> {
    return inParallel(jobs, registration.concurrency, async ({ id, data }) => {
      try {
        await registration.handler({ id, data });
        return { id, status: 'completed' };
      } catch (error) {
        if (error instanceof JobStopped) this.logger.log({ queue: registration.queue, job: id }, 'The job was stopped and goes on later');
        else this.logger.warn({ err: error, queue: registration.queue, job: id }, 'The job failed and is tried again later');
        return { id, status: 'failed', output: { message: error instanceof Error ? error.message : String(error) } };
      }
    });
  }

  private async close(): Promise<void> {
    const boss = await this.boss?.catch(() => null);
    this.boss = null;
    await boss?.stop({ graceful: true, timeout: 15_000 });
  }
}

/** No DDL, no cron, no statistics, no maintenance that needs an owner. */
const QUIET: ConstructorOptions = {
  schema: JOBS_SCHEMA, migrate: false, createSchema: false, schedule: false, persistQueueStats: false, persistWarnings: false,
  reindex: false, monitorVacuum: false, max: 4, application_name: 'fanfare-jobs',
};
/** A full batch is followed by the next at once: one job at a time would be bound by the polling interval. */
const POLLING = { batchSize: BATCH, burstWhenBatchFull: true, perJobResults: true, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 } as const;
