import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError } from '@fanfare/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { sha256 } from '../../platform/keys.js';
import { Sessions } from '../sessions/sessions.service.js';
import { assertStrong } from './password-strength.js';
import { Passwords } from './passwords.js';

/** `waived`: the demo's accounts sign in without one; outside the demo that counts for nothing. */
export type SecondFactorPolicy = 'required' | 'waived';

/** Sets and resets passwords. */
@Injectable()
export class Credentials {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly sessions: Sessions,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /** Checks and hashes a new password; done before any transaction, because it takes its time. @throws DomainError `auth.password_weak` */
  async prepare(password: string, about: readonly string[]): Promise<string> {
    assertStrong(password, about);
    return this.passwords.hash(password);
  }

  /** Gives an account its first password. One that has a password keeps it. */
  async create(tx: EntityManager, accountId: string, passwordHash: string, policy: SecondFactorPolicy): Promise<void> {
    await tx.query(
      `INSERT INTO staff_credentials (account_id, password_hash, totp_waived, updated_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (account_id) DO NOTHING`,
      [accountId, passwordHash, policy === 'waived', this.clock.now()],
    );
  }

  /** Whether the account has a password already, and whether this is it. */
  async check(accountId: string, password: string): Promise<'none' | 'matches' | 'differs'> {
    const [row] = (await this.source.query('SELECT password_hash AS hash FROM staff_credentials WHERE account_id = $1', [accountId])) as { hash: string }[];
    if (!row) return 'none';
    return (await this.passwords.matches(row.hash, password)) ? 'matches' : 'differs';
  }

  /**
   * A new password by the mailed token. Ends every session and keeps the second factor: whoever reads the mail still
   * needs it. @throws DomainError `auth.challenge_expired` (also: used, unknown), `auth.password_weak`
   */
  async reset(token: string, password: string): Promise<void> {
    const email = await this.emailBehind(token);
    const passwordHash = await this.prepare(password, [email]);
    await this.transactions.inDirectory(async (tx) => {
      const now = this.clock.now();
      const [[used]] = (await tx.query(
        `UPDATE challenges SET used_at = $2 WHERE token_hash = $1 AND purpose = 'password_reset' AND account_id IS NOT NULL
           AND used_at IS NULL AND expires_at > $2 RETURNING account_id AS "accountId"`,
        [sha256(token), now],
      )) as [{ accountId: string }[], number];
      if (!used) throw new DomainError('auth.challenge_expired');
      await tx.query('UPDATE staff_credentials SET password_hash = $2, updated_at = $3 WHERE account_id = $1', [used.accountId, passwordHash, now]);
      await this.sessions.revokeAll(tx, used.accountId);
    });
  }

  private async emailBehind(token: string): Promise<string> {
    const [row] = (await this.source.query(
      `SELECT a.email FROM challenges c JOIN accounts a ON a.id = c.account_id
       WHERE c.token_hash = $1 AND c.purpose = 'password_reset' AND c.used_at IS NULL AND c.expires_at > $2`,
      [sha256(token), this.clock.now()],
    )) as { email: string }[];
    if (!row) throw new DomainError('auth.challenge_expired');
    return row.email;
  }
}
