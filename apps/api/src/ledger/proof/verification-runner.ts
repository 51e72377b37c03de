import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { DomainError } from '@fanfare/contracts';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';
import { type BookRunner, BookRunners, type RunningRun } from '../runs/book-runners.js';
import { BookRuns } from '../runs/book-runs.service.js';
import { type Mismatch, Verifier } from '../verifier.js';

export interface VerificationResult {
  readonly books: number;
  readonly facts: number;
  readonly entries: number;
  readonly mismatches: number;
  /** The first of them. */
  readonly named: readonly Omit<Mismatch, 'programId'>[];
}

const NAMED = 200;

/** `verify` as a run: every day by the clock, and whenever staff ask. */
@Injectable()
export class VerificationRunner implements BookRunner, OnModuleInit {
  readonly kind = 'verification';
  private readonly logger = new Logger('Verification');

  constructor(
    private readonly runners: BookRunners,
    private readonly runs: BookRuns,
    private readonly verifier: Verifier,
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
    this.maintenance.register({ name: 'verification', everyMs: DAY_MS, run: () => this.startAll() });
  }

  async run({ programId, report }: RunningRun<object>): Promise<VerificationResult> {
    const { books, facts, entries, wrong, mismatches } = await this.verifier.verify(programId, report);
    if (wrong > 0) this.logger.error({ programId, mismatches: wrong }, 'The books are not what their facts say');
    return { books, facts, entries, mismatches: wrong, named: mismatches.slice(0, NAMED).map(({ programId: _, ...mismatch }) => mismatch) };
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
