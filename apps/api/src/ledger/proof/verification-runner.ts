import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { DomainError } from '@fanfare/contracts';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import type { Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Accounts } from '../../identity/index.js';
import { Programs } from '../../programs/index.js';
import { type BookRunner, BookRunners, type EndedRun, type RunningRun } from '../runs/book-runners.js';
import { BookRuns } from '../runs/book-runs.service.js';
import { type Mismatch, Verifier } from '../verifier.js';
import { Checkpoints, type ProgramMismatch } from './checkpoints.service.js';

export interface VerificationResult {
  readonly books: number;
  readonly facts: number;
  readonly entries: number;
  readonly mismatches: number;
  /** The first of them. */
  readonly named: readonly (Omit<Mismatch, 'programId'> | ProgramMismatch)[];
}

const NAMED = 200;

/** `verify` as a run: every day by the clock, and whenever staff ask. */
@Injectable()
export class VerificationRunner implements BookRunner<object, VerificationResult>, OnModuleInit {
  readonly kind = 'verification';
  private readonly logger = new Logger('Verification');

  constructor(
    private readonly runners: BookRunners,
    private readonly runs: BookRuns,
    private readonly verifier: Verifier,
    private readonly checkpoints: Checkpoints,
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly accounts: Accounts,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
    this.maintenance.register({ name: 'verification', everyMs: DAY_MS, run: () => this.startAll() });
  }

  async run({ programId, report }: RunningRun<object>): Promise<VerificationResult> {
    const { books, facts, entries, wrong, mismatches: ofBooks } = await this.verifier.verify(programId, report);
    const altered = await this.checkpoints.altered(programId);
    const mismatches = wrong + altered.length;
    if (mismatches > 0) this.logger.error({ programId, mismatches }, 'The books are not what their facts say');
    return { books, facts, entries, mismatches, named: [...altered, ...ofBooks.map(({ programId: _, ...mismatch }) => mismatch)].slice(0, NAMED) };
  }

  /** The owners are told what the daily one found, once a day: who asks for one reads the answer. Of two verifications of a program, one ends before the other begins. */
  async done(tx: Tx, { programId, id, byClock, result, at }: EndedRun<VerificationResult>): Promise<void> {
    if (!byClock || result.mismatches === 0) return;
    const [told] = (await tx.query(
      `SELECT 1 FROM book_runs WHERE program_id = $1 AND kind = 'verification' AND id <> $2 AND started_by IS NULL AND (result->>'mismatches')::int > 0
         AND (ended_at AT TIME ZONE 'UTC')::date = ($3::timestamptz AT TIME ZONE 'UTC')::date LIMIT 1`, [programId, id, at])) as unknown[];
    if (told) return;
    const owners = await this.accounts.ownersOf(tx, programId);
    await writeOutbox(tx, programId, owners.map((accountId) => ({ topic: 'books.differ', payload: { accountId, runId: id } })), at);
  }

  private async startAll(): Promise<void> {
    for (const programId of await this.programs.list()) await this.startDaily(programId);
  }

  private async startDaily(programId: Id): Promise<void> {
    try {
      await this.runs.start(programId, 'verification', {}, null);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'run.already_running') throw error;
    }
  }
}
