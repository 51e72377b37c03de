import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';

const KEPT_DAYS = 30;

/** Traces go after 30 days: no check looks further back. */
@Injectable()
export class TraceRetention implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'signup_traces', everyMs: DAY_MS, run: (at) => this.run(at) });
  }

  private async run(at: Date): Promise<void> {
    const before = new Date(at.getTime() - KEPT_DAYS * DAY_MS);
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) => tx.query('DELETE FROM signup_traces WHERE program_id = $1 AND at < $2', [programId, before]));
    }
  }
}
