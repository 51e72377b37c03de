import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../platform/jobs/maintenance.js';
import { Programs } from '../programs/index.js';

const KEPT_DAYS = 730;

/** Who was asked and came is forgotten two years after an event. What coming brought stays in the books. */
@Injectable()
export class InvitationRetention implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'old_guest_lists', everyMs: DAY_MS, run: (at) => this.run(new Date(at.getTime() - KEPT_DAYS * DAY_MS)) });
  }

  private async run(endedBefore: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) => tx.query(
        'DELETE FROM invitations i USING events e WHERE i.program_id = $1 AND e.program_id = $1 AND e.id = i.event_id AND e.ends_at < $2', [programId, endedBefore]));
    }
  }
}
