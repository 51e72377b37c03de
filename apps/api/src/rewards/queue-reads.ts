import type { Waiting } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';

/** What one of a reward takes: a unit of stock, and its cost of each budget that it falls under. */
export interface Draw {
  readonly rewardId: string;
  readonly maxPerMember: number | null;
  /** In the order in which a grant waits for them. */
  readonly pools: readonly { readonly id: string; readonly part: 'promise' | 'reward_budget' | 'program_budget'; readonly units: number }[];
}

/** How much a member may get. */
export interface LimitRules {
  readonly perDay: number | null;
  /** When the day began, where the program is. */
  readonly dayBegan: Date;
}

/** A grant near the front of its queue. */
export interface Head {
  readonly id: string;
  readonly rewardId: string;
  readonly memberId: string;
  readonly awardedAt: Date;
  /** Where members have limits: whose grant it is, and how many more of it they may get today, and of this reward. */
  readonly person: string | null;
  readonly dayLeft: number | null;
  readonly ownLeft: number | null;
}

/** How many of each queue are looked at together. */
export const AT_ONCE = 1_000;

/** Rewards as `r` with what they draw on: `own` and `common`, budgets that are open. */
export const WITH_BUDGETS = `
  LEFT JOIN budgets own ON own.program_id = $1 AND own.reward_id = r.id AND own.closed_at IS NULL
  LEFT JOIN budgets common ON common.program_id = $1 AND common.reward_id IS NULL AND common.currency = r.cost_currency AND common.closed_at IS NULL`;

/**
 * Of these rewards, and of those that share money with them, as far as somebody waits for them.
 * @param awaited rewards that somebody is taken to wait for
 */
export async function drawsOf(tx: Tx, programId: string, rewardIds: readonly string[], awaited: readonly string[] = []): Promise<Draw[]> {
  const rows = (await tx.query(
    `SELECT r.id, r.max_per_member AS "maxPerMember", r.pool_id AS stock, own.pool_id AS own, common.pool_id AS common, coalesce(r.cost_minor, 0) AS cost
     FROM rewards r ${WITH_BUDGETS}
     WHERE r.program_id = $1 AND (r.id = ANY($2) OR common.pool_id IN (SELECT c.pool_id FROM rewards s JOIN budgets c ON c.program_id = $1 AND c.reward_id IS NULL AND c.currency = s.cost_currency AND c.closed_at IS NULL WHERE s.program_id = $1 AND s.id = ANY($2)))
       AND (r.id = ANY($3) OR EXISTS (SELECT 1 FROM grants g WHERE g.program_id = $1 AND g.reward_id = r.id AND g.status = 'queued'))`,
    [programId, rewardIds, awaited])) as { id: string; maxPerMember: number | null; stock: string | null; own: string | null; common: string | null; cost: number }[];
  return rows.map(({ id, maxPerMember, stock, own, common, cost }) => {
    const money = cost > 0;
    return { rewardId: id, maxPerMember, pools: [
      ...(stock ? [{ id: stock, part: 'promise' as const, units: 1 }] : []),
      ...(own && money ? [{ id: own, part: 'reward_budget' as const, units: cost }] : []),
      ...(common && money ? [{ id: common, part: 'program_budget' as const, units: cost }] : []),
    ] };
  });
}

/** Null where nobody has a limit. */
export async function limitRules(tx: Tx, programId: string, draws: readonly Draw[], at: Date): Promise<LimitRules | null> {
  const [rules] = (await tx.query(
    `SELECT r.grants_per_day AS "perDay", date_trunc('day', $2::timestamptz AT TIME ZONE p.time_zone) AT TIME ZONE p.time_zone AS "dayBegan"
     FROM programs p LEFT JOIN reward_rules r ON r.program_id = $1 WHERE p.id = $1`, [programId, at])) as [LimitRules];
  return rules.perDay !== null || draws.some((draw) => draw.maxPerMember !== null) ? rules : null;
}

/** Of each queue no more than its pools could serve, and one: who waits for the rest. */
export async function headsOfQueues(tx: Tx, programId: string, draws: readonly Draw[], left: ReadonlyMap<string, number>, rules: LimitRules | null): Promise<Head[]> {
  const fits = draws.map(({ pools }) => Math.min(AT_ONCE, ...pools.map((pool) => Math.floor((left.get(pool.id) ?? 0) / pool.units))) + 1);
  return (await tx.query(
    `SELECT head.*, d.reward_id AS "rewardId" FROM unnest($2::uuid[], $3::int[], $4::int[]) AS d (reward_id, fits, max_per_member)
     CROSS JOIN LATERAL (
       SELECT g.id, g.beneficiary_id AS "memberId", g.awarded_at AS "awardedAt", ${rules ? 'quota.*' : 'NULL AS person, NULL AS "dayLeft", NULL AS "ownLeft"'}
       FROM grants g ${rules ? QUOTA : ''} WHERE g.program_id = $1 AND g.reward_id = d.reward_id AND g.status = 'queued' ${rules ? MAY_GET : ''}
       ORDER BY g.awarded_at, g.id LIMIT d.fits) AS head`,
    [programId, draws.map((draw) => draw.rewardId), fits, draws.map((draw) => draw.maxPerMember), ...(rules ? [rules.perDay, rules.dayBegan] : [])])) as Head[];
}

/** What the person behind a grant `g` may still get. What was revoked was not got; what expired was, that day. */
const QUOTA = `CROSS JOIN LATERAL (
  SELECT min(got.person) AS person,
    $5::int - (count(*) FILTER (WHERE d2.served_at >= $6))::int AS "dayLeft",
    d.max_per_member - (count(*) FILTER (WHERE d2.reward_id = g.reward_id AND d2.served_at IS NOT NULL AND d2.status <> 'expired'))::int AS "ownLeft"
  FROM (SELECT m AS member_id, min(m::text) OVER () AS person FROM members_of_person($1, g.beneficiary_id) AS m) AS got
    LEFT JOIN grants d2 ON d2.program_id = $1 AND d2.beneficiary_id = got.member_id AND d2.status <> 'revoked') AS quota`;
const MAY_GET = 'AND coalesce("dayLeft", 1) > 0 AND coalesce("ownLeft", 1) > 0';

/** In id order; so that nobody else gives them anything until the transaction ends. */
export async function lockMembers(tx: Tx, programId: string, memberIds: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM members WHERE program_id = $1 AND id IN (SELECT members_of_person($1, m) FROM unnest($2::uuid[]) AS m) ORDER BY id FOR NO KEY UPDATE`, [programId, memberIds]);
}

/** Limits are pools like others: of each person so many a day, and so many of a reward. */
export function quotasOf(heads: readonly Head[]): [string, number][] {
  return heads.flatMap((head) => [...(head.dayLeft === null ? [] : [[dayOf(head), head.dayLeft] as [string, number]]), ...(head.ownLeft === null ? [] : [[ownOf(head), head.ownLeft] as [string, number]])]);
}

export function needsOf(head: Head, draws: readonly Draw[], rules: LimitRules | null): Waiting['needs'] {
  const draw = draws.find(({ rewardId }) => rewardId === head.rewardId)!;
  const limits = rules ? [...(head.ownLeft === null ? [] : [ownOf(head)]), ...(head.dayLeft === null ? [] : [dayOf(head)])] : [];
  return [...limits.map((poolId) => ({ poolId, units: 1 })), ...draw.pools.map(({ id, units }) => ({ poolId: id, units }))];
}

function dayOf({ person }: Head): string {
  return `day of ${person}`;
}

function ownOf({ person, rewardId }: Head): string {
  return `${rewardId} of ${person}`;
}
