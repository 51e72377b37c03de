import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';

/** As long as mails are listed: until then an erasure finds those to an address that is no longer the member's. */
const KEPT_DAYS = 90;

/** Forgets addresses that were asked for, and those that were left. */
@Injectable()
export class AddressChores implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'old_address_changes', everyMs: DAY_MS, run: (at) => this.forget(at) });
  }

  private async forget(at: Date): Promise<void> {
    const before = new Date(at.getTime() - KEPT_DAYS * DAY_MS);
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) => tx.query('DELETE FROM address_changes WHERE program_id = $1 AND created_at < $2', [programId, before]));
    }
    await this.transactions.inDirectory((tx) => tx.query(`DELETE FROM tokens WHERE kind IN ('address_change', 'address_undo') AND created_at < $1`, [before]));
  }
}
