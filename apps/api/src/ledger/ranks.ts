import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { Maintenance, MINUTE_MS } from '../platform/jobs/maintenance.js';
import { Programs } from '../programs/index.js';

/** What a place is decided by: the count, and among equals who was there earlier. */
interface Scored {
  readonly qualified: number;
  readonly reachedAt: Date;
}

/** So many places are read off the index itself, live; behind them the folded counts answer. */
const LIVE_PLACES = 200;
const BEFORE_THEM = `program_id = $1 AND standing = 'active' AND qualified = $2 AND (reached_at, member_id) < ($3, $4)`;

/**
 * Places among all active members. The first two hundred are exact at every moment; further back other members' changes
 * show within a minute, one's own at once. Nothing here is written while counting: a histogram's row for "one friend"
 * would be a lock that every batch waits for.
 */
@Injectable()
export class Ranks implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'score_counts', everyMs: MINUTE_MS, run: () => this.foldAll() });
  }

  /** @returns from 1; null for who is not active or has no book */
  async of(tx: Tx, programId: Id, memberId: Id): Promise<number | null> {
    const [book] = (await tx.query(
      `SELECT qualified, reached_at AS "reachedAt" FROM standings WHERE program_id = $1 AND member_id = $2 AND standing = 'active'`, [programId, memberId])) as Scored[];
    if (!book) return null;
    return (await livePlace(tx, programId, memberId)) ?? (await this.placeBehind(tx, programId, memberId, book));
  }

  /** Counts anew how many have which score: what went wrong once is right a minute later. */
  async fold(programId: Id): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => tx.query(
      `WITH present AS (
         SELECT qualified AS score, date_trunc('week', reached_at AT TIME ZONE 'UTC')::date AS week, count(*)::int AS members
         FROM standings WHERE program_id = $1 AND standing = 'active' GROUP BY 1, 2),
       gone AS (
         DELETE FROM score_counts c WHERE c.program_id = $1 AND NOT EXISTS (SELECT 1 FROM present p WHERE p.score = c.score AND p.week = c.week))
       INSERT INTO score_counts (program_id, score, week, members) SELECT $1, score, week, members FROM present
       ON CONFLICT (program_id, score, week) DO UPDATE SET members = EXCLUDED.members WHERE score_counts.members <> EXCLUDED.members`, [programId]));
  }

  private async placeBehind(tx: Tx, programId: Id, memberId: Id, { qualified, reachedAt }: Scored): Promise<number> {
    const [{ folded, earlier }] = (await tx.query(
      `WITH week AS (SELECT date_trunc('week', $3::timestamptz AT TIME ZONE 'UTC') AS monday),
         folded AS (SELECT sum(members)::int AS members FROM score_counts WHERE program_id = $1 AND (score > $2 OR (score = $2 AND week < (SELECT monday::date FROM week))))
       SELECT (SELECT members FROM folded) AS folded,
         (SELECT count(*)::int FROM standings WHERE ${BEFORE_THEM} AND reached_at >= (SELECT monday AT TIME ZONE 'UTC' FROM week)) AS earlier`,
      [programId, qualified, reachedAt, memberId])) as [{ folded: number | null; earlier: number }];
    if (folded === null) return countEverybody(tx, programId, memberId, { qualified, reachedAt });
    return Math.max(LIVE_PLACES, folded + earlier) + 1;
  }

  private async foldAll(): Promise<void> {
    for (const programId of await this.programs.list()) await this.fold(programId);
  }
}

async function livePlace(tx: Tx, programId: Id, memberId: Id): Promise<number | null> {
  const [row] = (await tx.query(
    `SELECT place::int FROM (
       SELECT member_id, row_number() OVER (ORDER BY qualified DESC, reached_at, member_id) AS place
       FROM standings WHERE program_id = $1 AND standing = 'active' ORDER BY qualified DESC, reached_at, member_id LIMIT ${LIVE_PLACES}) first
     WHERE member_id = $2`, [programId, memberId])) as { place: number }[];
  return row?.place ?? null;
}

/** Before the first fold that has anybody ahead: a program that was imported a moment ago. */
async function countEverybody(tx: Tx, programId: Id, memberId: Id, { qualified, reachedAt }: Scored): Promise<number> {
  const [{ ahead }] = (await tx.query(
    `SELECT (SELECT count(*) FROM standings WHERE program_id = $1 AND standing = 'active' AND qualified > $2)::int
       + (SELECT count(*) FROM standings WHERE ${BEFORE_THEM})::int AS ahead`,
    [programId, qualified, reachedAt, memberId])) as [{ ahead: number }];
  return ahead + 1;
}
