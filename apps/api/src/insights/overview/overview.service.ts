import { Injectable } from '@nestjs/common';
import type { Role } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Programs } from '../../programs/index.js';
import { HAS_COST } from '../../rewards/index.js';
import { type DayFlow, readFlows } from '../days/day-flows.js';
import { type CountedDay, figures, type Opening } from './figures.js';
import type { OverviewResponse } from './overview.dto.js';
import { TopMembers } from './top-members.js';
import { Waiting } from '../waiting/waiting.service.js';

interface FoldedDay extends DayFlow {
  readonly clicks: number;
  readonly closed: boolean;
}

const NOTHING: Omit<CountedDay, 'day'> = { clicks: 0, signUps: 0, qualified: 0, joined: 0, promoted: 0, bringers: 0 };

/** What the program brought, compared with the period before, and what waits for staff. One snapshot, always up to date. */
@Injectable()
export class Overview {
  constructor(
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly waiting: Waiting,
    private readonly top: TopMembers,
    private readonly clock: Clock,
  ) {}

  /** @param length days of the period, today included */
  async of(programId: string, role: Role, length: number): Promise<OverviewResponse> {
    const now = this.clock.now();
    return this.transactions.readProgram(programId, async (tx) => {
      const { timeZone } = await this.programs.read(tx, programId);
      const all = await calendar(tx, timeZone, now, 2 * length);
      const days = all.slice(length);
      const { counted, opening } = await countDays(tx, programId, timeZone, all);
      const counts = figures(counted, opening, await countAmbassadors(tx, programId));
      return {
        from: days[0]!, to: days.at(-1)!, timeZone, days,
        figures: counts, costs: await readCosts(tx, programId, timeZone, all[0]!, days[0]!, counts.qualified.value ?? 0),
        toDo: { ...(await this.waiting.read(tx, programId, role)), unanswered: await countUnanswered(tx, programId, now) },
        members: opening.members + total(counted, 'joined'),
        topMembers: await this.top.read(tx, programId, role, timeZone, days[0]!, now),
      };
    });
  }
}

/** The last `length` days in the zone, today at the end. */
async function calendar(tx: Tx, zone: string, now: Date, length: number): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT (($1::timestamptz AT TIME ZONE $2)::date - back)::text AS day FROM generate_series($3::int - 1, 0, -1) AS back ORDER BY back DESC`, [now, zone, length])) as { day: string }[];
  return rows.map((row) => row.day);
}

/** Closed days as they were folded; behind them, the rows themselves. */
async function countDays(tx: Tx, programId: string, zone: string, days: readonly string[]): Promise<{ counted: CountedDay[]; opening: Opening }> {
  const folded = await readFolded(tx, programId, days[0]!);
  const closed = folded.filter((row) => row.closed);
  const opening = await readOpening(tx, programId, days[0]!);
  const flows = await readFlows(tx, programId, zone, opening.openFrom);
  const earlier = flows.filter((row) => row.day < days[0]!); // only before the first day was ever closed
  const clicks = new Map(folded.map((row) => [row.day, row.clicks]));
  for (const { day, count } of await readLateClicks(tx, programId, zone, days[0]!)) clicks.set(day, (clicks.get(day) ?? 0) + count);
  const byDay = new Map<string, DayFlow>([...flows, ...closed].map((row) => [row.day, row]));
  return {
    counted: days.map((day) => ({ ...NOTHING, ...byDay.get(day), day, clicks: clicks.get(day) ?? 0 })),
    opening: { members: opening.members + total(earlier, 'joined'), bringers: opening.bringers + total(earlier, 'bringers') },
  };
}

async function readFolded(tx: Tx, programId: string, from: string): Promise<FoldedDay[]> {
  return (await tx.query(
    `SELECT day::text, human_clicks AS clicks, sign_ups AS "signUps", qualified, joined, promoted, bringers, closed FROM program_days WHERE program_id = $1 AND day >= $2::date`,
    [programId, from])) as FoldedDay[];
}

/** Sums of the closed days before `from`, and the first day that is not closed (null: none is). */
async function readOpening(tx: Tx, programId: string, from: string): Promise<Opening & { openFrom: string | null }> {
  const [row] = (await tx.query(
    `SELECT coalesce(sum(joined) FILTER (WHERE day < $2::date), 0)::int AS members, coalesce(sum(bringers) FILTER (WHERE day < $2::date), 0)::int AS bringers,
       (max(day) + 1)::text AS "openFrom" FROM program_days WHERE program_id = $1 AND closed`, [programId, from])) as [Opening & { openFrom: string | null }];
  return row;
}

/** Clicks of people that are not folded yet. */
async function readLateClicks(tx: Tx, programId: string, zone: string, from: string): Promise<{ day: string; count: number }[]> {
  return (await tx.query(
    `SELECT (at AT TIME ZONE $2)::date::text AS day, count(*)::int AS count FROM clicks
     WHERE program_id = $1 AND machine IS NULL AND at >= greatest($3::date::timestamp AT TIME ZONE $2, (SELECT max(counted_until) FROM program_days WHERE program_id = $1)) GROUP BY 1`,
    [programId, zone, from])) as { day: string; count: number }[];
}

/** What members were given in the period, by what it cost that day; `stands` and what is delivered stays. */
async function readCosts(tx: Tx, programId: string, zone: string, before: string, from: string, friends: number): Promise<OverviewResponse['costs']> {
  const rows = (await tx.query(
    `SELECT cost_currency AS currency, coalesce(sum(cost_minor) FILTER (WHERE served_at >= $4::date::timestamp AT TIME ZONE $2), 0)::float8 AS "costMinor",
       coalesce(sum(cost_minor) FILTER (WHERE served_at < $4::date::timestamp AT TIME ZONE $2), 0)::float8 AS "previousMinor"
     FROM grants g WHERE program_id = $1 AND cost_minor IS NOT NULL AND served_at >= $3::date::timestamp AT TIME ZONE $2 AND status <> 'suspended' AND ${HAS_COST} GROUP BY 1 ORDER BY 2 DESC, 1`,
    [programId, zone, before, from])) as { currency: string; costMinor: number; previousMinor: number }[];
  return rows.map((row) => ({ ...row, perFriendMinor: friends > 0 ? row.costMinor / friends : null }));
}

async function countAmbassadors(tx: Tx, programId: string): Promise<number> {
  const [{ count }] = (await tx.query(`SELECT count(*)::int AS count FROM standings WHERE program_id = $1 AND tier_id IS NOT NULL AND standing <> 'erased'`, [programId])) as [{ count: number }];
  return count;
}

/** Invitations to coming events that nobody has answered. */
async function countUnanswered(tx: Tx, programId: string, now: Date): Promise<number> {
  const [{ count }] = (await tx.query(
    `SELECT count(*)::int AS count FROM events e JOIN invitations i ON i.program_id = $1 AND i.event_id = e.id AND i.status = 'invited'
     WHERE e.program_id = $1 AND e.status = 'published' AND e.starts_at > $2`, [programId, now])) as [{ count: number }];
  return count;
}

function total(flows: readonly DayFlow[], what: 'joined' | 'bringers'): number {
  return flows.reduce((sum, flow) => sum + flow[what], 0);
}
