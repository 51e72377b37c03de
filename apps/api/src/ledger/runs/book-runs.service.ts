import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { constraintOf, Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import type { RunKind, RunStatus } from './book-run.entity.js';

/** A run as it stands. */
export interface RunView<Input = object, Result = object> {
  readonly id: Id;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly input: Input;
  readonly done: number;
  readonly total: number | null;
  readonly result: Result | null;
  readonly startedBy: Id | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

const VIEW = `id, kind, status, input, done, total, result, started_by AS "startedBy", created_at AS "createdAt", ended_at AS "endedAt"`;

/** What is asked of runs: to begin, to stop, and how far they are. The work itself is the worker's. */
@Injectable()
export class BookRuns {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @param by null: nobody but the clock. @throws DomainError `run.already_running` */
  async start(programId: Id, kind: RunKind, input: object, by: Id | null): Promise<RunView> {
    try {
      return await this.transactions.inProgram(programId, (tx) => this.startWithin(tx, programId, kind, input, by));
    } catch (error) {
      if (constraintOf(error) === 'uq_book_runs_open') throw new DomainError('run.already_running');
      throw error;
    }
  }

  private async startWithin(tx: Tx, programId: Id, kind: RunKind, input: object, by: Id | null): Promise<RunView> {
    const at = this.clock.now();
    const id = newId();
    await tx.query(
      `INSERT INTO book_runs (program_id, id, kind, status, input, done, started_by, created_at) VALUES ($1, $2, $3, 'waiting', $4, 0, $5, $6)`,
      [programId, id, kind, JSON.stringify(input), by, at]);
    if (by) await audit(tx, programId, { actorId: by, action: `${kind}.started`, subjectId: id, detail: {} }, at);
    await writeOutbox(tx, programId, [{ topic: 'book_run.started', payload: { runId: id, asked: by !== null } }], at);
    return one(await readRuns(tx, programId, 'id = $2', [id]));
  }

  /** Stops it at its next step. One that has ended stays as it is. @throws DomainError `run.not_found` */
  async cancel(programId: Id, kind: RunKind, id: Id, by: Id): Promise<RunView> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [stopped] = (await tx.query(
        `UPDATE book_runs SET status = 'cancelled', ended_at = $4 WHERE program_id = $1 AND id = $2 AND kind = $3 AND status IN ('waiting', 'running') RETURNING id`,
        [programId, id, kind, at])) as [unknown[], number];
      if (stopped.length > 0) await audit(tx, programId, { actorId: by, action: `${kind}.cancelled`, subjectId: id, detail: {} }, at);
      return one(await readRuns(tx, programId, 'id = $2 AND kind = $3', [id, kind]));
    });
  }

  /** @throws DomainError `run.not_found` */
  async get<Input = object, Result = object>(programId: Id, kind: RunKind, id: Id): Promise<RunView<Input, Result>> {
    return this.transactions.readProgram(programId, async (tx) => one(await readRuns(tx, programId, 'id = $2 AND kind = $3', [id, kind])) as RunView<Input, Result>);
  }

  /** Newest first. */
  async newest(programId: Id, kind: RunKind, limit: number): Promise<RunView[]> {
    return this.transactions.readProgram(programId, (tx) => readRuns(tx, programId, 'kind = $2 ORDER BY created_at DESC, id DESC LIMIT $3', [kind, limit]));
  }
}

async function readRuns(tx: Tx, programId: Id, where: string, params: readonly unknown[]): Promise<RunView[]> {
  return (await tx.query(`SELECT ${VIEW} FROM book_runs WHERE program_id = $1 AND ${where}`, [programId, ...params])) as RunView[];
}

function one(rows: readonly RunView[]): RunView {
  const [run] = rows;
  if (!run) throw new DomainError('run.not_found');
  return run;
}
