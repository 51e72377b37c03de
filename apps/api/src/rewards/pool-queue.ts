import { allocate } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';

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

interface QueuedRow {
  readonly id: string;
  readonly pool_id: string;
  readonly beneficiary_id: string;
  readonly awarded_at: Date;
}

const UNITS = 1; // of a pool, per grant

/** Locks pools in id order: after books and before any grant, everywhere. */
export async function lockPools(tx: Tx, programId: string, poolIds: readonly string[]): Promise<LockedPool[]> {
  if (poolIds.length === 0) return [];
  return (await tx.query(
    `SELECT id, units_left AS "unitsLeft" FROM pools WHERE program_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE`,
    [programId, [...new Set(poolIds)]])) as LockedPool[];
}

/**
 * Gives what is left in locked pools to those who wait, in order of (awardedAt, grantId). A new grant is put in the queue
 * first and served from here like any other, so nobody overtakes.
 */
export async function serveQueues(tx: Tx, programId: string, pools: readonly LockedPool[], at: Date): Promise<ServedGrant[]> {
  const stocked = pools.filter((pool) => pool.unitsLeft > 0);
  if (stocked.length === 0) return [];
  const waiting = await headsOfQueues(tx, programId, stocked);
  const served = stocked.flatMap((pool) => serve(pool, waiting));
  if (served.length > 0) await hand(tx, programId, served, at);
  return served.map((row) => ({ grantId: row.id, memberId: row.beneficiary_id }));
}

/** Of each queue no more than its pool could serve. */
async function headsOfQueues(tx: Tx, programId: string, pools: readonly LockedPool[]): Promise<QueuedRow[]> {
  return (await tx.query(
    `SELECT id, pool_id, beneficiary_id, awarded_at FROM (
       SELECT g.id, r.pool_id, g.beneficiary_id, g.awarded_at, row_number() OVER (PARTITION BY r.pool_id ORDER BY g.awarded_at, g.id) AS place
       FROM grants g JOIN rewards r ON r.program_id = g.program_id AND r.id = g.reward_id
       WHERE g.program_id = $1 AND r.program_id = $1 AND g.status = 'queued' AND r.pool_id = ANY($2)) AS queue
     JOIN unnest($2::uuid[], $3::int[]) AS pool (id_of_pool, units_left) ON pool.id_of_pool = queue.pool_id
     WHERE place <= units_left`,
    [programId, pools.map((p) => p.id), pools.map((p) => p.unitsLeft)])) as QueuedRow[];
}

function serve(pool: LockedPool, waiting: readonly QueuedRow[]): QueuedRow[] {
  const queue = waiting.filter((row) => row.pool_id === pool.id);
  const { served } = allocate({ left: pool.unitsLeft }, queue.map((row) => ({ grantId: row.id, awardedAt: row.awarded_at.getTime(), units: UNITS })));
  const chosen = new Set(served);
  return queue.filter((row) => chosen.has(row.id));
}

async function hand(tx: Tx, programId: string, served: readonly QueuedRow[], at: Date): Promise<void> {
  const grantIds = served.map((row) => row.id);
  const poolIds = served.map((row) => row.pool_id);
  await tx.query(`UPDATE grants SET status = 'claimable', updated_at = $3 WHERE program_id = $1 AND id = ANY($2) AND status = 'queued'`, [programId, grantIds, at]);
  await tx.query(
    `INSERT INTO allocations (program_id, grant_id, pool_id, units, at) SELECT $1, a.grant_id, a.pool_id, $4, $5 FROM unnest($2::uuid[], $3::uuid[]) AS a (grant_id, pool_id)`,
    [programId, grantIds, poolIds, UNITS, at]);
  await tx.query(
    `UPDATE pools p SET units_left = p.units_left - taken.units
     FROM (SELECT pool_id, (count(*) * $3)::int AS units FROM unnest($2::uuid[]) AS t (pool_id) GROUP BY pool_id) AS taken
     WHERE p.program_id = $1 AND p.id = taken.pool_id`,
    [programId, poolIds, UNITS]);
}

/** The units of grants, promised and chosen, return to their pools, which are locked. */
export async function putBack(tx: Tx, programId: string, grantIds: readonly string[]): Promise<void> {
  await tx.query(
    `WITH freed AS (DELETE FROM allocations WHERE program_id = $1 AND grant_id = ANY($2) RETURNING pool_id, units)
     UPDATE pools p SET units_left = p.units_left + back.units FROM (SELECT pool_id, sum(units)::int AS units FROM freed GROUP BY pool_id) AS back
     WHERE p.program_id = $1 AND p.id = back.pool_id`, [programId, grantIds]);
}
