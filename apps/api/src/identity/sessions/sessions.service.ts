import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { ABSOLUTE_MS, IDLE_MS, type SessionLevel } from '../../platform/auth/session-lifetimes.js';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../platform/ids.js';
import { sha256 } from '../../platform/keys.js';

/** What the browser gets; the token is nowhere else. */
export interface OpenedSession {
  readonly id: string;
  readonly token: string;
  readonly maxAgeSeconds: number;
}
export interface SessionView {
  readonly id: string;
  readonly level: SessionLevel;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

@Injectable()
export class Sessions {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a session in the caller's transaction: the sign-in and its session come to be together.
   * @param visitorHash the browser of a member, against self-referral; null where it is not known
   */
  async open(tx: EntityManager, accountId: string, level: SessionLevel, visitorHash: Buffer | null = null): Promise<OpenedSession> {
    const token = randomBytes(32).toString('base64url');
    const id = newId();
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO sessions (id, token_hash, account_id, level, visitor_hash, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
      [id, sha256(token), accountId, level, visitorHash, now, new Date(now.getTime() + ABSOLUTE_MS[level])],
    );
    return { id, token, maxAgeSeconds: ABSOLUTE_MS[level] / 1000 };
  }

  /** The account's live sessions, newest first. */
  async list(accountId: string): Promise<SessionView[]> {
    const now = this.clock.now().getTime();
    return (await this.source.query(
      `SELECT id, level, created_at AS "createdAt", seen_at AS "seenAt", expires_at AS "expiresAt" FROM sessions
       WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2
         AND seen_at > CASE level WHEN 'staff' THEN $3::timestamptz ELSE $4::timestamptz END
       ORDER BY created_at DESC, id`,
      [accountId, new Date(now), new Date(now - IDLE_MS.staff), new Date(now - IDLE_MS.member)],
    )) as SessionView[];
  }

  /** What a session lets do; null once it is forgotten. */
  async levelOf(tx: EntityManager, sessionId: string): Promise<SessionLevel | null> {
    const [session] = (await tx.query('SELECT level FROM sessions WHERE id = $1', [sessionId])) as { level: SessionLevel }[];
    return session?.level ?? null;
  }

  /** Ends one of the account's own sessions; of somebody else's it knows nothing. */
  async revoke(accountId: string, sessionId: string): Promise<void> {
    await this.source.query('UPDATE sessions SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL', [
      sessionId,
      accountId,
      this.clock.now(),
    ]);
  }

  /** Ends the session of a cookie, whosever it was: signing in never keeps the session that was there before. */
  async revokeToken(token: string): Promise<void> {
    await this.source.query('UPDATE sessions SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL', [sha256(token), this.clock.now()]);
  }

  /** As `revokeAll`, but for the session that asked for the change. */
  async revokeOthers(tx: EntityManager, accountId: string, sessionId: string): Promise<void> {
    await tx.query('UPDATE sessions SET revoked_at = $3 WHERE account_id = $1 AND id <> $2 AND revoked_at IS NULL', [accountId, sessionId, this.clock.now()]);
  }

  /** Ends every session of the account, in the transaction that changes what it may do. */
  async revokeAll(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query('UPDATE sessions SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL', [accountId, this.clock.now()]);
  }
}
