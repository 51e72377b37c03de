import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../platform/jobs/maintenance.js';

const INVITATION_KEPT_DAYS = 30;
const HOUR_MS = DAY_MS / 24;

/** Forgets what signing in and inviting leave behind, as the table list promises. */
@Injectable()
export class IdentityChores implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly maintenance: Maintenance,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'old_sign_ins', everyMs: HOUR_MS, run: (at) => this.deleteSignIns(at) });
    this.maintenance.register({ name: 'old_invitations', everyMs: DAY_MS, run: (at) => this.forgetInvited(at) });
  }

  /** Challenges after a day; sessions a day after they ended. */
  private async deleteSignIns(at: Date): Promise<void> {
    const dayAgo = new Date(at.getTime() - DAY_MS);
    await this.transactions.inDirectory(async (tx) => {
      await tx.query('DELETE FROM challenges WHERE created_at < $1', [dayAgo]);
      await tx.query('DELETE FROM sessions WHERE expires_at < $1 OR revoked_at < $1', [dayAgo]);
    });
  }

  /** The address goes; that somebody was invited, by whom and as what, stays. */
  private async forgetInvited(at: Date): Promise<void> {
    const expiredBefore = new Date(at.getTime() - INVITATION_KEPT_DAYS * DAY_MS);
    const programs = await this.transactions.inDirectory((tx): Promise<{ id: string }[]> => tx.query('SELECT program_id AS id FROM program_slugs'));
    for (const { id } of programs) {
      await this.transactions.inProgram(id, (tx) =>
        tx.query(`UPDATE staff_invitations SET email = '' WHERE program_id = $1 AND expires_at < $2 AND email <> ''`, [id, expiredBefore]));
    }
    await this.transactions.inDirectory((tx) => tx.query(`DELETE FROM tokens WHERE kind = 'staff_invitation' AND expires_at < $1`, [expiredBefore]));
  }
}
