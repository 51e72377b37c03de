import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';

/** A request by its name. */
export interface NamedRequest {
  readonly programId: string;
  /** Whose name it is: the API key. */
  readonly principalId: string;
  readonly key: string;
  readonly hash: Buffer;
}
export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

const KEPT_MS = 2 * DAY_MS;
/** A request still under way after that was cut off with its process: whoever asks again does it. */
const ABANDONED_MS = 60_000;

/** Remembers what machines asked under an `Idempotency-Key`, so that asking again is answered and not done again. */
@Injectable()
export class StoredAnswers implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly programs: Programs,
    private readonly maintenance: Maintenance,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'old_idempotency_keys', everyMs: DAY_MS, run: (at) => this.forget(at) });
  }

  /**
   * @returns the answer there was; null: the caller is to do it, and to `finish` or `release`
   * @throws DomainError `request.key_reused`, `request.in_flight`
   */
  async begin(request: NamedRequest): Promise<StoredAnswer | null> {
    const now = this.clock.now();
    return this.transactions.inProgram(request.programId, async (tx) => {
      const begun = (await tx.query(
        `INSERT INTO idempotency_keys (program_id, principal_id, key, request_hash, begun_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1`,
        [...nameOf(request), request.hash, now])) as unknown[];
      return begun.length > 0 ? null : this.known(tx, request, now);
    });
  }

  async finish(request: NamedRequest, answer: StoredAnswer): Promise<void> {
    await this.transactions.inProgram(request.programId, (tx) => tx.query(
      'UPDATE idempotency_keys SET status = $4, body = $5 WHERE program_id = $1 AND principal_id = $2 AND key = $3',
      [...nameOf(request), answer.status, JSON.stringify(answer.body)]));
  }

  /** It was refused, and changed nothing: the name is free again. */
  async release(request: NamedRequest): Promise<void> {
    await this.transactions.inProgram(request.programId, (tx) => tx.query(
      'DELETE FROM idempotency_keys WHERE program_id = $1 AND principal_id = $2 AND key = $3 AND status IS NULL', nameOf(request)));
  }

  private async known(tx: Tx, request: NamedRequest, now: Date): Promise<StoredAnswer | null> {
    const [row] = (await tx.query(
      `SELECT request_hash AS hash, status, body, begun_at AS "begunAt" FROM idempotency_keys WHERE program_id = $1 AND principal_id = $2 AND key = $3 FOR UPDATE`,
      nameOf(request))) as { hash: Buffer; status: number | null; body: unknown; begunAt: Date }[];
    if (row && !row.hash.equals(request.hash)) throw new DomainError('request.key_reused');
    if (row?.status != null) return { status: row.status, body: row.body };
    if (!row || now.getTime() - row.begunAt.getTime() < ABANDONED_MS) throw new DomainError('request.in_flight', { retryAfterSeconds: 1 });
    await tx.query('UPDATE idempotency_keys SET begun_at = $4 WHERE program_id = $1 AND principal_id = $2 AND key = $3', [...nameOf(request), now]);
    return null;
  }

  private async forget(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) =>
        tx.query('DELETE FROM idempotency_keys WHERE program_id = $1 AND begun_at < $2', [programId, new Date(at.getTime() - KEPT_MS)]));
    }
  }
}

function nameOf({ programId, principalId, key }: NamedRequest): string[] {
  return [programId, principalId, key];
}
