import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LIMITS } from '@fanfare/contracts';
import { Transactions } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';

const BROWSERS_KEPT_DAYS = 180;

/** Records expire: a sign-up that nobody confirmed after 30 days, a browser that was not seen for 180. */
@Injectable()
export class SignupRetention implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'unconfirmed_signups', everyMs: DAY_MS, run: (at) => this.run(at) });
  }

  private async run(at: Date): Promise<void> {
    const before = (days: number) => new Date(at.getTime() - days * DAY_MS);
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, async (tx) => {
        await tx.query('DELETE FROM submissions WHERE program_id = $1 AND used_at IS NULL AND created_at < $2', [programId, before(LIMITS.unconfirmedDays)]);
        await tx.query('DELETE FROM browsers WHERE program_id = $1 AND seen_at < $2', [programId, before(BROWSERS_KEPT_DAYS)]);
      });
    }
  }
}
