import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import { poolsOfRewards } from '../grant-writes.js';
import { type LockedPool, lockPools } from '../pool-queue.js';

/** Of a grant: what it was, and what is chosen now. */
export interface Choice {
  readonly grantId: string;
  readonly rewardId: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Pools that a choice may move units between, locked in id order and before the grant. */
export interface ChoiceLocks {
  readonly promise: LockedPool | null;
  readonly to: LockedPool | null;
}

/** The reward keeps its variants and their pools until the transaction ends. @throws DomainError `reward.variant_gone` for one that is no longer offered */
export async function lockForChoice(tx: Tx, programId: string, { rewardId, from, to }: Choice): Promise<ChoiceLocks> {
  const [promise] = await poolsOfRewards(tx, programId, [rewardId]);
  const offered = (await tx.query(
    'SELECT id, pool_id AS "poolId", retired_at IS NULL AS offered FROM reward_variants WHERE program_id = $1 AND reward_id = $2', [programId, rewardId])) as { id: string; poolId: string | null; offered: boolean }[];
  // It may have been taken out of the catalogue since it was looked at.
  if (to !== from && !offered.some((variant) => variant.id === to && variant.offered)) throw gone();
  const isCounted = offered.every((variant) => !variant.offered || variant.poolId !== null);
  const poolOf = (id: string | null) => offered.find((variant) => variant.id === id)?.poolId ?? null;
  const toPool = poolOf(to);
  // A first choice has its promise; who comes back from something that was not counted may have none.
  const pools = await lockPools(tx, programId, [poolOf(from), toPool, from && isCounted ? promise : null].filter((id) => id != null));
  const lockedOf = (id: string | null | undefined) => pools.find((pool) => pool.id === id) ?? null;
  return { promise: lockedOf(promise), to: lockedOf(toPool) };
}

/**
 * Moves one unit: what was chosen goes back to its shelf, what is chosen is taken, both or neither. The grant has been changed
 * before, so only one of many gets here. @throws DomainError `reward.variant_gone`
 */
export async function moveUnit(tx: Tx, programId: string, { grantId }: Choice, locks: ChoiceLocks, at: Date): Promise<void> {
  const [freed] = (await tx.query(`DELETE FROM allocations WHERE program_id = $1 AND grant_id = $2 AND part = 'variant' RETURNING pool_id AS "poolId"`, [programId, grantId])) as [{ poolId: string }[], number];
  for (const { poolId } of freed) await tx.query('UPDATE pools SET units_left = units_left + 1 WHERE program_id = $1 AND id = $2', [programId, poolId]);
  if (!locks.to) return;
  await take(tx, programId, grantId, 'variant', locks.to.id, at);
  if (locks.promise && !(await hasPromise(tx, programId, grantId))) await take(tx, programId, grantId, 'promise', locks.promise.id, at);
}

async function take(tx: Tx, programId: string, grantId: string, part: 'variant' | 'promise', poolId: string, at: Date): Promise<void> {
  const [taken] = (await tx.query('UPDATE pools SET units_left = units_left - 1 WHERE program_id = $1 AND id = $2 AND units_left > 0 RETURNING id', [programId, poolId])) as [unknown[], number];
  if (taken.length === 0) throw gone();
  await tx.query('INSERT INTO allocations (program_id, grant_id, part, pool_id, units, at) VALUES ($1, $2, $3, $4, 1, $5)', [programId, grantId, part, poolId, at]);
}

function gone(): DomainError {
  return new DomainError('reward.variant_gone', {}, [{ field: 'variantId', code: 'gone', message: 'is gone: choose another' }]);
}

async function hasPromise(tx: Tx, programId: string, grantId: string): Promise<boolean> {
  const rows = (await tx.query(`SELECT 1 FROM allocations WHERE program_id = $1 AND grant_id = $2 AND part = 'promise'`, [programId, grantId])) as unknown[];
  return rows.length > 0;
}
