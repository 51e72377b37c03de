import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError } from '@fanfare/contracts';
import { DataSource } from 'typeorm';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Keys, sameText, sha256 } from '../../platform/keys.js';
import { Accounts } from '../accounts/accounts.service.js';
import { type OpenedSession, Sessions } from '../sessions/sessions.service.js';
import { ATTEMPTS_PER_CHALLENGE } from './challenges.service.js';

/** A session and whose it is. */
export interface SignedInAccount {
  readonly accountId: string;
  readonly session: OpenedSession;
}

/** The browser that finishes a sign-in, by its cookies. */
export interface SigningBrowser {
  /** What it got when it asked; null in any other. */
  readonly nonce: string | null;
  /** Kept with the session: a sign-up from the same browser may be the member's own. */
  readonly visitorHash: Buffer | null;
}

/** Finishes a sign-in by the mailed link or code, in the browser that asked for it. Gives `member` sessions only. */
@Injectable()
export class MemberSignIn {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly limits: RateLimits,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `auth.other_browser`; `auth.challenge_expired` (also: used, unknown) */
  async withToken(token: string, browser: SigningBrowser): Promise<SignedInAccount> {
    const nonce = nonceOf(browser);
    const signedIn = await this.consume('token_hash = $1 AND nonce_hash = $3', [sha256(token)], nonce, browser.visitorHash);
    if (signedIn) return signedIn;
    throw new DomainError((await this.liveElsewhere(token)) ? 'auth.other_browser' : 'auth.challenge_expired');
  }

  /**
   * Every try counts before it is compared, so parallel tries cannot share one.
   * @throws DomainError `auth.other_browser`, `auth.challenge_expired`, `auth.too_many_attempts`, `auth.invalid_credentials` (`triesLeft`)
   */
  async withCode(email: string, code: string, browser: SigningBrowser, ip: string): Promise<SignedInAccount> {
    const nonce = nonceOf(browser);
    const hash = this.accounts.hashOf(email);
    if (!hash) throw new DomainError('auth.challenge_expired');
    this.limits.takeForBlock('wrongTryOfBlock', ip);
    this.limits.take('wrongTry', hash.toString('hex'), ip);
    const challenge = await this.countTry(hash, nonce);
    if (!sameText(this.keys.code('challenge', challenge.id), code)) {
      throw new DomainError('auth.invalid_credentials', { triesLeft: ATTEMPTS_PER_CHALLENGE - challenge.attempts });
    }
    const signedIn = await this.consume('id = $1 AND nonce_hash = $3', [challenge.id], nonce, browser.visitorHash);
    if (!signedIn) throw new DomainError('auth.challenge_expired');
    this.limits.giveBack('wrongTry', hash.toString('hex'), ip);
    return signedIn;
  }

  private async consume(where: string, [key]: [Buffer | string], nonce: string, visitorHash: Buffer | null): Promise<SignedInAccount | null> {
    return this.transactions.inDirectory(async (tx) => {
      const [rows] = (await tx.query(
        `UPDATE challenges SET used_at = $2 WHERE ${where} AND purpose = 'member_sign_in' AND account_id IS NOT NULL
           AND used_at IS NULL AND expires_at > $2 RETURNING account_id AS "accountId"`,
        [key, this.clock.now(), sha256(nonce)],
      )) as [{ accountId: string }[], number];
      const [row] = rows;
      return row ? { accountId: row.accountId, session: await this.sessions.open(tx, row.accountId, 'member', visitorHash) } : null;
    });
  }

  private async countTry(hash: Buffer, nonce: string): Promise<{ id: string; attempts: number }> {
    const now = this.clock.now();
    const [newest] = (await this.source.query(
      `SELECT id FROM challenges WHERE email_hash = $1 AND nonce_hash = $2 AND purpose = 'member_sign_in' AND used_at IS NULL AND expires_at > $3
       ORDER BY created_at DESC LIMIT 1`,
      [hash, sha256(nonce), now],
    )) as { id: string }[];
    if (!newest) throw new DomainError('auth.challenge_expired');
    const [[counted]] = (await this.source.query('UPDATE challenges SET attempts = attempts + 1 WHERE id = $1 AND attempts < $2 RETURNING id, attempts', [
      newest.id,
      ATTEMPTS_PER_CHALLENGE,
    ])) as [{ id: string; attempts: number }[], number];
    if (!counted) throw new DomainError('auth.too_many_attempts');
    return counted;
  }

  private async liveElsewhere(token: string): Promise<boolean> {
    const rows = (await this.source.query(`SELECT 1 FROM challenges WHERE token_hash = $1 AND purpose = 'member_sign_in' AND used_at IS NULL AND expires_at > $2`, [
      sha256(token),
      this.clock.now(),
    ])) as unknown[];
    return rows.length > 0;
  }
}

/** @throws DomainError `auth.other_browser` */
function nonceOf(browser: SigningBrowser): string {
  if (!browser.nonce) throw new DomainError('auth.other_browser');
  return browser.nonce;
}
