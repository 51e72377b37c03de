import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys, sha256 } from '../../platform/keys.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Accounts } from '../accounts/accounts.service.js';
import type { Challenge } from './challenge.entity.js';

export type Purpose = Challenge['purpose'];
export interface ChallengeStart {
  readonly email: string;
  /** The program whose mail it should be, if the account belongs to it. */
  readonly program: string | null;
  /** The browser's nonce; null ties the challenge to no browser. */
  readonly nonce: string | null;
  readonly ip: string;
}

const LIFETIME_MS = 10 * 60_000; // ASVS 6.5.5: what goes by mail lives ten minutes at most
const LIVE_PER_ACCOUNT = 5;
/** Longer than either way takes, so that the time of an answer does not tell which way it went. */
const ANSWER_AFTER_MS = 60;
export const ATTEMPTS_PER_CHALLENGE = 5;
const TOPIC: Readonly<Record<Purpose, string>> = { member_sign_in: 'auth.sign_in_requested', password_reset: 'auth.reset_requested' };

/** Starts what is finished with a mailed code or link. */
@Injectable()
export class Challenges {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly limits: RateLimits,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  newNonce(): string {
    return randomBytes(32).toString('base64url');
  }

  /**
   * Sends a mail if the address has an account in some program; answers alike in any case, also for what is no address.
   * @throws DomainError `request.rate_limited`, for known and unknown addresses alike
   */
  async start(purpose: Purpose, start: ChallengeStart): Promise<void> {
    const hash = this.accounts.hashOf(start.email);
    if (hash) this.limits.take('challengeOfAccount', `${purpose} ${hash.toString('hex')}`, start.ip);
    await Promise.all([hash ? this.make(purpose, hash, start) : null, delay(ANSWER_AFTER_MS)]);
  }

  private async make(purpose: Purpose, hash: Buffer, start: ChallengeStart): Promise<void> {
    const recipient = await this.recipient(purpose, hash, start.program);
    if (!recipient) return this.transactions.inDirectory(async (tx) => void (await this.insert(tx, purpose, hash, null, start.nonce)));
    const { accountId, programId } = recipient;
    await this.transactions.inProgram(programId, async (tx) => {
      // The account's row is the lock: five live ones at most, also when they are asked for at the same moment.
      await tx.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [accountId]);
      const id = await this.insert(tx, purpose, hash, accountId, start.nonce);
      if (id) await writeOutbox(tx, programId, [{ topic: TOPIC[purpose], payload: { challengeId: id, accountId } }], this.clock.now());
    });
  }

  /** Who gets the mail, and in the name of which program; null when nobody does. */
  private async recipient(purpose: Purpose, hash: Buffer, slug: string | null): Promise<{ accountId: string; programId: string } | null> {
    const staffOnly = purpose === 'password_reset';
    const [row] = (await this.source.query(
      `SELECT a.id AS "accountId", p.program_id AS "programId"
       FROM accounts a JOIN account_programs p ON p.account_id = a.id JOIN program_slugs s ON s.program_id = p.program_id
       WHERE a.email_hash = $1 AND (p.member_id IS NOT NULL OR p.role IS NOT NULL)
         AND (NOT $2 OR p.role IS NOT NULL AND EXISTS (SELECT 1 FROM staff_credentials c WHERE c.account_id = a.id))
       ORDER BY (s.slug = $3) DESC NULLS LAST, s.created_at, s.slug LIMIT 1`,
      [hash, staffOnly, slug],
    )) as { accountId: string; programId: string }[];
    return row ?? null;
  }

  /**
   * One live challenge per browser: a new one takes the place of its own older one, never of another browser's, or
   * anybody could kill a person's code by asking again. @returns null when five others are live already
   */
  private async insert(tx: EntityManager, purpose: Purpose, hash: Buffer, accountId: string | null, nonce: string | null): Promise<string | null> {
    const now = this.clock.now();
    const nonceHash = nonce && sha256(nonce);
    await tx.query(
      `UPDATE challenges SET expires_at = $4 WHERE email_hash = $1 AND purpose = $2 AND nonce_hash = $3 AND used_at IS NULL AND expires_at > $4`,
      [hash, purpose, nonceHash, now],
    );
    const [{ live }] = (await tx.query(
      `SELECT count(*)::int AS live FROM challenges
       WHERE email_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND attempts < $4`,
      [hash, purpose, now, ATTEMPTS_PER_CHALLENGE],
    )) as [{ live: number }];
    if (live >= LIVE_PER_ACCOUNT) return null;
    const id = newId();
    await tx.query(
      `INSERT INTO challenges (id, purpose, account_id, email_hash, nonce_hash, token_hash, attempts, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)`,
      [id, purpose, accountId, hash, nonceHash, sha256(this.keys.token('challenge', id)), now, new Date(now.getTime() + LIFETIME_MS)],
    );
    return id;
  }
}

