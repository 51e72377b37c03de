import { Injectable } from '@nestjs/common';
import { permits, type Role } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import { Rulebooks } from '../../programs/index.js';
import type { OverviewResponse } from './overview.dto.js';

type TopMember = OverviewResponse['topMembers'][number];
interface Gained { readonly memberId: string; readonly name: string | null; readonly tierId: string | null; readonly qualified: number; readonly total: number }
interface Came { readonly memberId: string; readonly clicks: number; readonly signUps: number }

const SHOWN = 8;
const WEEKS = 8;

/** Who brought most in a period, by the ledger; and of those few how well their links work and how they have been doing. */
@Injectable()
export class TopMembers {
  constructor(private readonly rulebooks: Rulebooks) {}

  /** @param from first local day of the period */
  async read(tx: Tx, programId: string, role: Role, zone: string, from: string, now: Date): Promise<TopMember[]> {
    const gained = await readGained(tx, programId, zone, from);
    const ids = gained.map((row) => row.memberId);
    const came = new Map((await readCame(tx, programId, zone, from, ids)).map((row) => [row.memberId, row]));
    const weeks = await readWeeks(tx, programId, zone, now, ids);
    const { tiers } = await this.rulebooks.inForce(tx, programId, now);
    return gained.map(({ tierId, name, ...row }) => {
      const tier = tiers.find((t) => t.id === tierId);
      const { clicks, signUps } = came.get(row.memberId) ?? { clicks: 0, signUps: 0 };
      return {
        ...row, name: permits(role, 'members:read') ? name : null, tier: tier ? { id: tier.id, name: tier.name ?? '' } : null,
        conversion: clicks === 0 ? null : signUps / clicks, weeks: weeks.get(row.memberId) ?? Array.from({ length: WEEKS }, () => 0),
      };
    });
  }
}

async function readGained(tx: Tx, programId: string, zone: string, from: string): Promise<Gained[]> {
  return (await tx.query(
    `SELECT s.member_id AS "memberId", p.name, s.tier_id AS "tierId", gained::int AS qualified, s.qualified AS total
     FROM (SELECT member_id, sum(delta) AS gained FROM ledger_entries
       WHERE program_id = $1 AND measure = 'qualified' AND recorded_at >= ($3::date::timestamp AT TIME ZONE $2) GROUP BY member_id HAVING sum(delta) > 0) g
     JOIN standings s ON s.program_id = $1 AND s.member_id = g.member_id AND s.standing = 'active'
     LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = g.member_id
     ORDER BY gained DESC, s.reached_at, s.member_id LIMIT ${SHOWN}`, [programId, zone, from])) as Gained[];
}

/** People who followed their links, and addresses that signed up by them. */
async function readCame(tx: Tx, programId: string, zone: string, from: string, ids: readonly string[]): Promise<Came[]> {
  return (await tx.query(
    `SELECT m.id AS "memberId",
       (SELECT count(*)::int FROM links l JOIN clicks c ON c.program_id = $1 AND c.link_id = l.id AND c.machine IS NULL AND c.at >= d.start
        WHERE l.program_id = $1 AND l.member_id = m.id) AS clicks,
       (SELECT count(DISTINCT email_hash)::int FROM submissions s WHERE s.program_id = $1 AND s.referrer_id = m.id AND s.created_at >= d.start) AS "signUps"
     FROM unnest($4::uuid[]) AS m (id) CROSS JOIN (SELECT ($3::date::timestamp AT TIME ZONE $2) AS start) d`, [programId, zone, from, ids])) as Came[];
}

/** Sums of their entries per week, the last of them ending today. */
async function readWeeks(tx: Tx, programId: string, zone: string, now: Date, ids: readonly string[]): Promise<Map<string, number[]>> {
  const rows = (await tx.query(
    `SELECT member_id AS id, (((($3::timestamptz AT TIME ZONE $2)::date - (recorded_at AT TIME ZONE $2)::date)) / 7)::int AS back, sum(delta)::int AS gained
     FROM ledger_entries WHERE program_id = $1 AND member_id = ANY($4) AND measure = 'qualified' AND delta <> 0
       AND recorded_at >= ((($3::timestamptz AT TIME ZONE $2)::date - ${7 * WEEKS - 1})::timestamp AT TIME ZONE $2) GROUP BY 1, 2`, [programId, zone, now, ids])) as { id: string; back: number; gained: number }[];
  const weeks = new Map(ids.map((id) => [id, Array.from({ length: WEEKS }, () => 0)]));
  for (const { id, back, gained } of rows) weeks.get(id)![WEEKS - 1 - back] = gained;
  return weeks;
}
