import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../platform/jobs/maintenance.js';
import { Programs } from '../programs/index.js';

const KEPT_DAYS = 90;
/** Where a grant can end; only `delivered` can be left again, by a parcel that comes back. */
const ENDED = ['delivered', 'fulfilled', 'revoked', 'expired'];

/** Forgets sizes and addresses once nothing can have to be sent again. */
@Injectable()
export class ClaimRetention implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'old_claim_details', everyMs: DAY_MS, run: (at) => this.run(at) });
  }

  private async run(at: Date): Promise<void> {
    const endedBefore = new Date(at.getTime() - KEPT_DAYS * DAY_MS);
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) => tx.query(
        `DELETE FROM claim_details c USING grants g
         WHERE c.program_id = $1 AND g.program_id = $1 AND g.id = c.grant_id AND g.status = ANY($2) AND g.updated_at < $3`,
        [programId, ENDED, endedBefore]));
    }
  }
}
