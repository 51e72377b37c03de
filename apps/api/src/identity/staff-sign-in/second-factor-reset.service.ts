import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Accounts } from '../accounts/accounts.service.js';
import { Sessions } from '../sessions/sessions.service.js';

/**
 * For whoever lost the authenticator and the recovery codes: an operator, who has the database anyway, clears both. The
 * password stays, and the next sign-in sets a new second factor up.
 */
@Injectable()
export class SecondFactorReset {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  /**
   * Signs the person out everywhere and leaves a row without an actor in the log of every program that gave them a role.
   * @returns the number of those programs. @throws DomainError `staff.not_found`
   */
  async reset(email: string): Promise<number> {
    const hash = this.accounts.hashOf(email);
    const account = hash && (await this.accounts.byEmailHash(hash));
    const programs = account ? (await this.accounts.accountPrograms(account.id)).filter((program) => program.role !== null) : [];
    if (!account || !programs[0]) throw new DomainError('staff.not_found');
    await this.transactions.inProgram(programs[0].programId, async (tx) => {
      await this.clear(tx, account.id);
      for (const { programId } of programs) await this.note(tx, programId, account.id);
    });
    return programs.length;
  }

  private async clear(tx: Tx, accountId: string): Promise<void> {
    await tx.query(
      `UPDATE staff_credentials SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = NULL, updated_at = $2 WHERE account_id = $1`,
      [accountId, this.clock.now()]);
    await tx.query('DELETE FROM recovery_codes WHERE account_id = $1', [accountId]);
    await this.sessions.revokeAll(tx, accountId);
  }

  /** One transaction enters one program after the other, so that the act and all its rows are there together. */
  private async note(tx: Tx, programId: string, accountId: string): Promise<void> {
    await tx.query('SELECT enter_program($1)', [programId]);
    await audit(tx, programId, { actorId: null, action: 'staff.second_factor_reset', subjectId: accountId, detail: {} }, this.clock.now());
  }
}
