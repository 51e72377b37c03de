import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Role } from '@fanfare/contracts';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { sha256 } from '../keys.js';
import { FRESH_MS, IDLE_MS, type SessionLevel } from './session-lifetimes.js';

export interface LiveSession {
  readonly id: string;
  readonly accountId: string;
  readonly level: SessionLevel;
  /** Signed in a moment ago. */
  readonly fresh: boolean;
}

const SLUG = /^[a-z0-9-]{1,80}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SEEN_EVERY_MS = 60_000;

/** What the guard asks of the directory on every request; program tables are not touched. */
@Injectable()
export class SessionReader {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The session of a cookie, unless it is revoked, too old or was idle too long. */
  async find(token: string): Promise<LiveSession | null> {
    const now = this.clock.now();
    const idleSince = (level: SessionLevel) => new Date(now.getTime() - IDLE_MS[level]);
    const [row] = (await this.source.query(
      `SELECT id, account_id AS "accountId", level, seen_at AS "seenAt", created_at AS "createdAt" FROM sessions
       WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2
         AND seen_at > CASE level WHEN 'staff' THEN $3::timestamptz ELSE $4::timestamptz END`,
      [sha256(token), now, idleSince('staff'), idleSince('member')],
    )) as (Omit<LiveSession, 'fresh'> & { seenAt: Date; createdAt: Date })[];
    if (!row) return null;
    const seenBefore = new Date(now.getTime() - SEEN_EVERY_MS);
    if (row.seenAt <= seenBefore) {
      await this.source.query('UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at <= $3', [row.id, now, seenBefore]);
    }
    return { id: row.id, accountId: row.accountId, level: row.level, fresh: row.createdAt.getTime() > now.getTime() - FRESH_MS };
  }

  /** The account as a member of the program at `slug`; null for an unknown slug just as for somebody else's program. */
  async membership(accountId: string, slug: string): Promise<{ programId: string; memberId: string } | null> {
    if (!SLUG.test(slug)) return null;
    const [row] = (await this.source.query(
      `SELECT p.program_id AS "programId", p.member_id AS "memberId"
       FROM program_slugs s JOIN account_programs p ON p.program_id = s.program_id AND p.account_id = $1
       WHERE s.slug = $2 AND p.member_id IS NOT NULL`,
      [accountId, slug],
    )) as { programId: string; memberId: string }[];
    return row ?? null;
  }

  /** The account's staff role in the program; null for an unknown id just as for somebody else's program. */
  async role(accountId: string, programId: string): Promise<Role | null> {
    if (!UUID.test(programId)) return null;
    const [row] = (await this.source.query('SELECT role FROM account_programs WHERE account_id = $1 AND program_id = $2', [
      accountId,
      programId,
    ])) as { role: Role | null }[];
    return row?.role ?? null;
  }
}
