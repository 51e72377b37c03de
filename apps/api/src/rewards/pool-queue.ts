import { allocateAcross } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { type OutboxEvent, writeOutbox } from '../platform/outbox/outbox.js';
import { AT_ONCE, type Draw, drawsOf, type Head, headsOfQueues, type LimitRules, limitRules, lockMembers, needsOf, quotasOf } from './queue-reads.js';

/** A locked pool. */
export interface LockedPool {
  readonly id: string;
  readonly unitsLeft: number;
}

/** A grant that has just become claimable. */
export interface ServedGrant {
  readonly grantId: string;
  readonly memberId: string;
}

/**
 * Locks pools: budgets of whole programs first, then the others in id order; after books and rewards and before any grant,
 * everywhere. Whoever holds the budget of a program is alone with all that draws on it, so that it can lock the stock of other
 * rewards later.
 */
export async function lockPools(tx: Tx, programId: string, poolIds: readonly string[]): Promise<LockedPool[]> {
  if (poolIds.length === 0) return [];
  return (await tx.query(
    `SELECT id, units_left::float8 AS "unitsLeft" FROM pools WHERE program_id = $1 AND id = ANY($2) ORDER BY kind <> 'program_budget', id FOR UPDATE`,
    [programId, [...new Set(poolIds)]])) as LockedPool[];
}

/**
 * Takes up what is approved and no longer kept back, and gives what is left to those who wait, in order of (awardedAt, grantId),
 * each stock and money together. What the rewards draw on is locked. A new grant is put in the queue first and served from here
 * like any other, so nobody overtakes. Where money is shared, those who wait for other rewards are served from it, too.
 */
export async function serveQueues(tx: Tx, programId: string, rewardIds: readonly string[], at: Date): Promise<ServedGrant[]> {
  if (rewardIds.length === 0) return [];
  await takeUpGranted(tx, programId, rewardIds, at);
  const draws = await drawsOf(tx, programId, rewardIds);
  if (draws.length === 0) return [];
  const rules = await limitRules(tx, programId, draws, at);
  const pools = await lockPools(tx, programId, draws.flatMap((draw) => draw.pools.map((pool) => pool.id)));
  let left: ReadonlyMap<string, number> = new Map(pools.map((pool) => [pool.id, pool.unitsLeft]));
  const served: ServedGrant[] = [];
  for (;;) {
    const heads = await lockedHeads(tx, programId, draws, left, rules);
    const round = allocateAcross(new Map([...left, ...quotasOf(heads)]), heads.map((head) => ({ grantId: head.id, awardedAt: head.awardedAt.getTime(), needs: needsOf(head, draws, rules) })));
    const chosen = new Set(round.served);
    if (chosen.size > 0) served.push(...(await hand(tx, programId, heads.filter((head) => chosen.has(head.id)), draws, at)));
    // Where nobody has a limit, the first round looks far enough.
    if (chosen.size === 0 || (!rules && chosen.size < AT_ONCE)) return served;
    left = round.left;
  }
}

/** Where members have limits, they are locked, and what they have got is counted after that: of two at once one is the last that fits. */
async function lockedHeads(tx: Tx, programId: string, draws: readonly Draw[], left: ReadonlyMap<string, number>, rules: LimitRules | null): Promise<Head[]> {
  const locked = new Set<string>();
  for (;;) {
    const heads = await headsOfQueues(tx, programId, draws, left, rules);
    const others = rules ? [...new Set(heads.map((head) => head.memberId))].filter((id) => !locked.has(id)) : [];
    if (others.length === 0) return heads;
    await lockMembers(tx, programId, others);
    for (const id of others) locked.add(id);
  }
}

/** What is approved as often as it has to be, and was kept back long enough, joins the queue in its old place. */
async function takeUpGranted(tx: Tx, programId: string, rewardIds: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE grants g SET status = 'queued', updated_at = $3
     WHERE g.program_id = $1 AND g.reward_id = ANY($2) AND g.status = 'granted' AND (g.held_until IS NULL OR g.held_until <= $3)
       AND g.approvals_needed <= (SELECT count(*) FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id)`, [programId, rewardIds, at]);
}

async function hand(tx: Tx, programId: string, served: readonly Head[], draws: readonly Draw[], at: Date): Promise<ServedGrant[]> {
  await tx.query(
    `UPDATE grants g SET status = 'claimable', served_at = $3, claim_by = $3::timestamptz + make_interval(days => r.claim_days), expiry_reminders = 0, cost_minor = r.cost_minor, cost_currency = r.cost_currency, updated_at = $3
     FROM rewards r WHERE g.program_id = $1 AND g.id = ANY($2) AND g.status = 'queued' AND r.program_id = $1 AND r.id = g.reward_id`, [programId, served.map((head) => head.id), at]);
  const taken = served.flatMap((head) => draws.find((draw) => draw.rewardId === head.rewardId)!.pools.map((pool) => ({ ...pool, grantId: head.id })));
  await tx.query(
    `WITH taken AS (
       INSERT INTO allocations (program_id, grant_id, part, pool_id, units, at)
       SELECT $1, a.grant_id, a.part, a.pool_id, a.units, $6 FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::bigint[]) AS a (grant_id, part, pool_id, units) RETURNING pool_id, units)
     UPDATE pools p SET units_left = p.units_left - t.units FROM (SELECT pool_id, sum(units)::bigint AS units FROM taken GROUP BY pool_id) AS t
     WHERE p.program_id = $1 AND p.id = t.pool_id`,
    [programId, taken.map((pool) => pool.grantId), taken.map((pool) => pool.part), taken.map((pool) => pool.id), taken.map((pool) => pool.units), at]);
  return served.map((head) => ({ grantId: head.id, memberId: head.memberId }));
}

/** The units of grants, promised, chosen and paid for, return to their pools, which are locked. */
export async function putBack(tx: Tx, programId: string, grantIds: readonly string[]): Promise<void> {
  await tx.query(
    `WITH freed AS (DELETE FROM allocations WHERE program_id = $1 AND grant_id = ANY($2) RETURNING pool_id, units)
     UPDATE pools p SET units_left = p.units_left + back.units FROM (SELECT pool_id, sum(units)::bigint AS units FROM freed GROUP BY pool_id) AS back
     WHERE p.program_id = $1 AND p.id = back.pool_id`, [programId, grantIds]);
}

/** Tells those who have waited that it is there. */
export async function announceServed(tx: Tx, programId: string, served: readonly ServedGrant[], at: Date): Promise<void> {
  await writeOutbox(tx, programId, served.map(toldServed), at);
}

export function toldServed(grant: ServedGrant): OutboxEvent {
  return { topic: 'grant.served', payload: { ...grant } };
}
