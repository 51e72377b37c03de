import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { IDLE_MS } from '../../platform/auth/session-lifetimes.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';

/** A member's count as a browser is told of it. `seq` rises with every entry in the book. */
export interface LiveStanding {
  readonly seq: number;
  readonly qualified: number;
  readonly version: number;
}

/** What streams ask of the database. */
@Injectable()
export class LiveReader {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @InjectDataSource() private readonly source: DataSource,
  ) {}

  /** By member id; who has no book yet is left out. */
  async standings(programId: string, memberIds: readonly string[]): Promise<Map<string, LiveStanding>> {
    const rows = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `SELECT member_id AS "memberId", last_entry_seq AS seq, qualified, version FROM standings WHERE program_id = $1 AND member_id = ANY($2)`,
      [programId, memberIds])) as (LiveStanding & { memberId: string })[]);
    return new Map(rows.map(({ memberId, ...standing }) => [memberId, standing]));
  }

  /** Those of the sessions that are still good. Looking does not count as use, so a forgotten tab keeps none alive. */
  async openSessions(sessionIds: readonly string[]): Promise<Set<string>> {
    const now = this.clock.now();
    const rows = (await this.source.query(
      `SELECT id FROM sessions WHERE id = ANY($1) AND revoked_at IS NULL AND expires_at > $2 AND seen_at > CASE level WHEN 'staff' THEN $3::timestamptz ELSE $4::timestamptz END`,
      [sessionIds, now, new Date(now.getTime() - IDLE_MS.staff), new Date(now.getTime() - IDLE_MS.member)])) as { id: string }[];
    return new Set(rows.map((row) => row.id));
  }
}
