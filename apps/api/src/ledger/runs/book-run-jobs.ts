import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Jobs, JobStopped } from '../../platform/jobs/jobs.js';
import { DAY_MS, Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../../platform/outbox/subscribers.js';
import { Programs } from '../../programs/index.js';
import type { RunKind } from './book-run.entity.js';
import { BookRunners, RunCancelled } from './book-runners.js';

interface RunJob { readonly programId: Id; readonly runId: Id }
interface Begun { readonly kind: RunKind; readonly input: object; readonly startedBy: Id | null; readonly createdAt: Date }

const KEPT_DAYS = 30;
/** Progress is written at most so often. */
const REPORT_MS = 500;

/** The worker's side of runs: in a process one that a person asked for and one of the clock's at a time; a killed one is taken up again when its heartbeat is missed. */
@Injectable()
export class BookRunJobs implements Subscriber, OnModuleInit {
  readonly name = 'ledger.book_runs';
  readonly topics = ['book_run.started'];
  private readonly logger = new Logger('BookRuns');
  private place: (programId: Id, runId: Id) => Promise<void> = (programId, runId) => this.perform(programId, runId);

  constructor(
    private readonly subscribers: Subscribers,
    private readonly jobs: Jobs,
    private readonly maintenance: Maintenance,
    private readonly runners: BookRunners,
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
    for (const queue of ['book_runs', 'asked_runs'] as const) this.jobs.work<RunJob>(queue, { concurrency: 1 }, ({ data }) => this.run(data.programId, data.runId));
    this.maintenance.register({ name: 'open_book_runs', everyMs: 10 * MINUTE_MS, run: (at) => this.takeUp(at) });
    this.maintenance.register({ name: 'old_book_runs', everyMs: DAY_MS, run: (at) => this.deleteOld(at) });
  }

  async handle(programId: Id, { payload }: RelayedEvent): Promise<void> {
    await this.plan(programId, String(payload['runId']), payload['asked'] === true);
  }

  /** Planned twice it is planned once. */
  private async plan(programId: Id, runId: Id, asked: boolean): Promise<void> {
    await this.jobs.insert<RunJob>(asked ? 'asked_runs' : 'book_runs', [{ id: runId, data: { programId, runId } }]);
  }

  /** An open run lets no other of its kind begin: one whose job is lost gets another, and after a day it has failed. */
  private async takeUp(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      const open = (await this.transactions.inProgram(programId, async (tx) => {
        await tx.query(`UPDATE book_runs SET status = 'failed', ended_at = $2 WHERE program_id = $1 AND status IN ('waiting', 'running') AND created_at < $3`, [programId, at, new Date(at.getTime() - DAY_MS)]);
        return tx.query(`SELECT id, started_by IS NOT NULL AS asked FROM book_runs WHERE program_id = $1 AND status IN ('waiting', 'running')`, [programId]);
      })) as { id: Id; asked: boolean }[];
      for (const { id, asked } of open) await this.plan(programId, id, asked);
    }
  }

  /** Where runs are performed from now on; without a word, in this process. */
  performIn(place: (programId: Id, runId: Id) => Promise<void>): void {
    this.place = place;
  }

  /** What goes wrong is the run's end, not the job's: it would go wrong again. Being told to stop is neither: the job takes the run up again. */
  private async run(programId: Id, id: Id): Promise<void> {
    try {
      await this.place(programId, id);
    } catch (error) {
      if (error instanceof JobStopped) throw error;
      this.logger.error({ err: error, run: id }, 'The run failed');
      await this.end(programId, id, 'failed', null);
    }
  }

  /** Does the work of a run that has not ended, here. */
  async perform(programId: Id, id: Id): Promise<void> {
    const found = await this.begin(programId, id);
    if (!found) return;
    const report = this.reporter(programId, id);
    try {
      const runner = this.runners.get(found.kind);
      const result = await runner.run({ programId, id, input: found.input, startedAt: found.createdAt, report });
      await this.end(programId, id, 'done', result, (tx, at) => runner.done?.(tx, { programId, id, byClock: found.startedBy === null, result, at }));
    } catch (error) {
      if (!(error instanceof RunCancelled)) throw error;
    }
  }

  private async begin(programId: Id, id: Id): Promise<Begun | null> {
    const [rows] = (await this.transactions.inProgram(programId, (tx) => tx.query(
      `UPDATE book_runs SET status = 'running', done = 0 WHERE program_id = $1 AND id = $2 AND status IN ('waiting', 'running')
       RETURNING kind, input, started_by AS "startedBy", created_at AS "createdAt"`, [programId, id]))) as [Begun[], number];
    return rows[0] ?? null;
  }

  private reporter(programId: Id, id: Id): (done: number, total: number) => Promise<void> {
    let last = 0;
    return async (done, total) => {
      const now = performance.now();
      if (last > 0 && now - last < REPORT_MS) return;
      last = now;
      const [, running] = (await this.transactions.inProgram(programId, (tx) => tx.query(
        `UPDATE book_runs SET done = $3, total = $4 WHERE program_id = $1 AND id = $2 AND status = 'running'`, [programId, id, done, total]))) as [unknown, number];
      if (running === 0) throw new RunCancelled();
    };
  }

  /** @param then what follows, unless somebody has stopped it meanwhile */
  private async end(programId: Id, id: Id, status: 'done' | 'failed', result: object | null, then?: (tx: Tx, at: Date) => Promise<void> | undefined): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      const [, ended] = (await tx.query(
        `UPDATE book_runs SET status = $3, result = $4, ended_at = $5, done = CASE WHEN $3 = 'done' THEN coalesce(total, done) ELSE done END
         WHERE program_id = $1 AND id = $2 AND status = 'running'`, [programId, id, status, result && JSON.stringify(result), at])) as [unknown, number];
      if (ended > 0) await then?.(tx, at);
    });
  }

  private async deleteOld(at: Date): Promise<void> {
    const before = new Date(at.getTime() - KEPT_DAYS * DAY_MS);
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, async (tx) => {
        for (const table of ['what_if_people', 'what_if_moves']) {
          await tx.query(`DELETE FROM ${table} p USING book_runs r WHERE p.program_id = $1 AND r.program_id = $1 AND r.id = p.run_id AND r.created_at < $2`, [programId, before]);
        }
        await tx.query(`DELETE FROM book_runs WHERE program_id = $1 AND created_at < $2 AND status NOT IN ('waiting', 'running')`, [programId, before]);
      });
    }
  }
}
