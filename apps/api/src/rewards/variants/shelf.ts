import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { budgetsOfRewards } from '../grant-writes.js';
import { lockPools, type ServedGrant, serveQueues } from '../pool-queue.js';
import type { RewardKind, Texts } from '../reward.entity.js';

/** A variant that is offered, with what is left of it: null where there is always enough. */
export interface ShelfVariant {
  readonly id: string;
  readonly poolId: string | null;
  readonly unitsLeft: number | null;
}

/** A reward and all that is scarce behind it, locked: nobody is given, claims or counts any of it meanwhile. */
export interface Shelf {
  readonly rewardId: string;
  readonly kind: RewardKind;
  readonly title: Texts;
  /** What is promised from. */
  readonly poolId: string | null;
  readonly unitsLeft: number | null;
  readonly variants: readonly ShelfVariant[];
}

/** Locks the reward, then its pools in id order. @throws DomainError `reward.not_found` */
export async function lockShelf(tx: Tx, programId: string, rewardId: string): Promise<Shelf> {
  const [reward] = (await tx.query('SELECT kind, title, pool_id AS "poolId" FROM rewards WHERE program_id = $1 AND id = $2 FOR UPDATE', [programId, rewardId])) as
    { kind: RewardKind; title: Texts; poolId: string | null }[];
  if (!reward) throw new DomainError('reward.not_found');
  const variants = (await tx.query(
    'SELECT id, pool_id AS "poolId" FROM reward_variants WHERE program_id = $1 AND reward_id = $2 AND retired_at IS NULL ORDER BY place, id', [programId, rewardId])) as { id: string; poolId: string | null }[];
  const pools = await lockPools(tx, programId, [...[reward, ...variants].flatMap((row) => row.poolId ?? []), ...(await budgetsOfRewards(tx, programId, [rewardId]))]);
  const left = (poolId: string | null) => pools.find((pool) => pool.id === poolId)?.unitsLeft ?? null;
  return { rewardId, ...reward, unitsLeft: left(reward.poolId), variants: variants.map((variant) => ({ ...variant, unitsLeft: left(variant.poolId) })) };
}

/** Whether each variant has stock of its own: then what can be promised is the sum of them. */
export function isCounted(shelf: Pick<Shelf, 'variants'>): boolean {
  return shelf.variants.length > 0 && shelf.variants.every((variant) => variant.poolId !== null);
}

/** An empty pool. */
export async function openPool(tx: Tx, programId: string, name: string): Promise<string> {
  const id = newId();
  await tx.query('INSERT INTO pools (program_id, id, name, units_left) VALUES ($1, $2, $3, 0)', [programId, id, name]);
  return id;
}

export async function setUnits(tx: Tx, programId: string, poolId: string, units: number): Promise<void> {
  await tx.query('UPDATE pools SET units_left = $3 WHERE program_id = $1 AND id = $2', [programId, poolId, units]);
}

/** Nothing is given from a pool any longer; what was given from it stays given. */
export async function leavePool(tx: Tx, programId: string, poolId: string): Promise<void> {
  await tx.query('DELETE FROM allocations WHERE program_id = $1 AND pool_id = $2', [programId, poolId]);
  await setUnits(tx, programId, poolId, 0);
}

/**
 * After variants or their stock have changed: where every variant is counted, promises are what is on the shelf less what is
 * promised and not yet chosen; where one is not, there is always something, and nobody waits.
 * @param before the shelf as it was locked @returns who left the queue
 * @throws DomainError `reward.stock_promised` when less would be there than is promised
 */
export async function settlePromises(tx: Tx, programId: string, before: Shelf, at: Date): Promise<ServedGrant[]> {
  const now = await lockShelf(tx, programId, before.rewardId);
  if (!isCounted(now)) return isCounted(before) ? promiseWithoutEnd(tx, programId, now, at) : [];
  const poolId = now.poolId ?? (await openPromisePool(tx, programId, now));
  await promiseToWhoWasPromised(tx, programId, now.rewardId, poolId, at);
  const [{ promised }] = (await tx.query(
    `SELECT count(*)::int AS promised FROM allocations a JOIN grants g ON g.program_id = $1 AND g.id = a.grant_id
     WHERE a.program_id = $1 AND a.pool_id = $2 AND g.claimed_at IS NULL`, [programId, poolId])) as [{ promised: number }];
  const left = now.variants.reduce((sum, variant) => sum + variant.unitsLeft!, 0) - promised;
  if (left < 0) throw new DomainError('reward.stock_promised', { promised });
  await setUnits(tx, programId, poolId, left);
  return serveQueues(tx, programId, [now.rewardId], at);
}

/** Says that there is always enough: nobody waits for stock any longer. */
export async function promiseWithoutEnd(tx: Tx, programId: string, shelf: Shelf, at: Date): Promise<ServedGrant[]> {
  await tx.query('UPDATE rewards SET pool_id = NULL WHERE program_id = $1 AND id = $2', [programId, shelf.rewardId]);
  if (shelf.poolId) await leavePool(tx, programId, shelf.poolId);
  return serveQueues(tx, programId, [shelf.rewardId], at);
}

/** The pool behind a reward that had none. */
export async function openPromisePool(tx: Tx, programId: string, { rewardId, title }: Pick<Shelf, 'rewardId' | 'title'>): Promise<string> {
  const id = await openPool(tx, programId, Object.values(title)[0]!);
  await tx.query('UPDATE rewards SET pool_id = $3 WHERE program_id = $1 AND id = $2', [programId, rewardId, id]);
  return id;
}

/**
 * A promise is held by who may still claim, and by who has chosen from what is counted. Who claimed when nothing was counted,
 * or something that is no longer offered, holds none: nothing comes back from them.
 */
async function promiseToWhoWasPromised(tx: Tx, programId: string, rewardId: string, poolId: string, at: Date): Promise<void> {
  const chosen = `EXISTS (SELECT 1 FROM allocations v WHERE v.program_id = $1 AND v.grant_id = g.id AND v.part = 'variant')`;
  await tx.query(
    `DELETE FROM allocations a USING grants g WHERE a.program_id = $1 AND a.pool_id = $2 AND g.program_id = $1 AND g.id = a.grant_id AND g.claimed_at IS NOT NULL AND NOT ${chosen}`,
    [programId, poolId]);
  await tx.query(
    `INSERT INTO allocations (program_id, grant_id, part, pool_id, units, at)
     SELECT $1, g.id, 'promise', $3, 1, $4 FROM grants g
     WHERE g.program_id = $1 AND g.reward_id = $2 AND (g.status = 'claimable' OR (g.status = 'suspended' AND g.resume_status = 'claimable') OR ${chosen})
     ON CONFLICT DO NOTHING`, [programId, rewardId, poolId, at]);
}
