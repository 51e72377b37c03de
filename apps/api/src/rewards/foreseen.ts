import { allocate } from '@fanfare/domain';
import type { ForeseenReward } from '../ledger/index.js';
import type { Tx } from '../platform/database/transactions.js';
import { COST } from './catalogue-items.js';
import type { Texts } from './reward.entity.js';

interface RewardRow { id: string; title: Texts; poolId: string | null; unitsLeft: number | null; cost: ForeseenReward['cost'] }
interface QueuedRow { id: string; poolId: string; awardedAt: Date }

/**
 * What so many further awards would take from stock, through the same `allocate` that serves grants: whoever waits already comes first,
 * and rewards that share a pool share it.
 */
export async function foreseeRewards(tx: Tx, programId: string, wanted: ReadonlyMap<string, number>, at: Date): Promise<ForeseenReward[]> {
  if (wanted.size === 0) return [];
  const rewards = (await tx.query(
    `SELECT r.id, r.title, r.pool_id AS "poolId", p.units_left::float8 AS "unitsLeft", ${COST} AS cost FROM rewards r LEFT JOIN pools p ON p.program_id = $1 AND p.id = r.pool_id
     WHERE r.program_id = $1 AND r.id = ANY($2) ORDER BY r.created_at, r.id`, [programId, [...wanted.keys()]])) as RewardRow[];
  const waiting = (await tx.query(
    `SELECT g.id, r.pool_id AS "poolId", g.awarded_at AS "awardedAt" FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
     WHERE g.program_id = $1 AND g.status = 'queued' AND r.pool_id = ANY($2)`, [programId, rewards.flatMap((r) => r.poolId ?? [])])) as QueuedRow[];
  const served = new Map<string, number>();
  const left = new Map<string, number>();
  for (const [poolId, sharing] of Map.groupBy(rewards.filter((r) => r.poolId !== null), (r) => r.poolId!)) {
    const queue = [...waiting.filter((g) => g.poolId === poolId).map((g) => ({ grantId: g.id, awardedAt: g.awardedAt.getTime(), units: 1 })), ...newOnes(sharing, wanted, at)];
    const result = allocate({ left: sharing[0]!.unitsLeft! }, queue);
    left.set(poolId, result.left);
    for (const grantId of result.served) if (grantId.startsWith(NEW)) served.set(rewardOf(grantId), (served.get(rewardOf(grantId)) ?? 0) + 1);
  }
  return rewards.map((r) => {
    const all = wanted.get(r.id)!;
    const given = r.poolId === null ? all : (served.get(r.id) ?? 0);
    const stock = r.poolId === null ? null : { before: r.unitsLeft!, after: left.get(r.poolId)! };
    return { rewardId: r.id, title: r.title, wanted: all, served: given, queued: all - given, stock, cost: r.cost && { ...r.cost, amountMinor: r.cost.amountMinor * all } };
  });
}

const NEW = 'new ';

function newOnes(rewards: readonly RewardRow[], wanted: ReadonlyMap<string, number>, at: Date): { grantId: string; awardedAt: number; units: number }[] {
  return rewards.flatMap(({ id }) => Array.from({ length: wanted.get(id)! }, (_, n) => ({ grantId: `${NEW}${id} ${n}`, awardedAt: at.getTime(), units: 1 })));
}

function rewardOf(grantId: string): string {
  return grantId.split(' ')[1]!;
}
