import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../audit.js';
import { Clock } from '../clock.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { nextCursor, readCursor } from '../paging.js';
import type { FailedWorkQuery, FailedWorkResponse } from './failed-work.dto.js';
import { Jobs } from './jobs.js';

interface Row { readonly id: string; readonly topic: string; readonly subscriber: string; readonly error: string | null; readonly at: Date }

const ERROR_CHARS = 300;
/** The queues know nothing of programs: every statement about them names the program itself. */
const DEAD = `FROM pgboss.job WHERE name = 'events_dead' AND state = 'created' AND data->>'programId' = $1::uuid::text`;

/** What a subscriber could not take in after every try: a person decides whether it is tried once more or left. */
@Injectable()
export class FailedWork {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(programId: string, { cursor, limit }: FailedWorkQuery): Promise<FailedWorkResponse> {
    const place = readCursor(cursor);
    const rows = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `SELECT * FROM (SELECT id, data->'event'->>'topic' AS topic, data->>'subscriber' AS subscriber, left(source_output->>'message', ${ERROR_CHARS}) AS error,
         date_trunc('milliseconds', created_on) AS at ${DEAD}) dead
       WHERE $2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid) ORDER BY at DESC, id DESC LIMIT $4`, [programId, place?.at ?? null, place?.id ?? null, limit + 1])) as Row[]);
    return { items: rows.slice(0, limit).map(({ at, ...row }) => ({ ...row, failedAt: at.toISOString() })), nextCursor: nextCursor(rows, limit, (row) => row) };
  }

  async count(tx: Tx, programId: string): Promise<number> {
    const [{ count }] = (await tx.query(`SELECT count(*)::int AS count ${DEAD}`, [programId])) as [{ count: number }];
    return count;
  }

  /** Back into the queue with all its tries. Whoever takes it in stands repeats. @throws DomainError `job.not_found` */
  async retry(programId: string, actorId: string, id: string): Promise<void> {
    await this.decide(programId, actorId, id, 'job.retried', (tx) => this.jobs.redrive(tx, 'events_dead', id, { programId }));
  }

  /** @throws as `retry` */
  async dismiss(programId: string, actorId: string, id: string): Promise<void> {
    await this.decide(programId, actorId, id, 'job.dismissed', async (tx) => {
      const [, gone] = (await tx.query(`DELETE ${DEAD} AND id = $2`, [programId, id])) as [unknown, number];
      return gone;
    });
  }

  private async decide(programId: string, actorId: string, id: string, action: string, act: (tx: Tx) => Promise<number>): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      const [job] = (await tx.query(`SELECT data->'event'->>'topic' AS topic, data->>'subscriber' AS subscriber ${DEAD} AND id = $2`, [programId, id])) as { topic: string; subscriber: string }[];
      if (!job || (await act(tx)) === 0) throw new DomainError('job.not_found');
      await audit(tx, programId, { actorId, action, subjectId: id, detail: { ...job } }, at);
    });
  }
}
