import { allocateAcross, type Waiting } from '@fanfare/domain';
import type { ForeseenReward } from '../ledger/index.js';
import type { Tx } from '../platform/database/transactions.js';
import { COST } from './catalogue-items.js';
import { type Draw, drawsOf } from './queue-reads.js';
import type { Texts } from './reward.entity.js';

interface RewardRow { id: string; title: Texts; cost: ForeseenReward['cost'] }
interface QueuedRow { id: string; rewardId: string; awardedAt: Date }
type Left = ReadonlyMap<string, number>;

/**
 * What so many further awards would take from stock and from budgets, through the same `allocateAcross` that serves grants: whoever
 * waits already comes first, and rewards that share stock or money share it. Limits per member are not foreseen.
 */
export async function foreseeRewards(tx: Tx, programId: string, wanted: ReadonlyMap<string, number>, at: Date): Promise<ForeseenReward[]> {
  if (wanted.size === 0) return [];
  const ids = [...wanted.keys()];
  const rewards = (await tx.query(
    `SELECT r.id, r.title, ${COST} AS cost FROM rewards r WHERE r.program_id = $1 AND r.id = ANY($2) ORDER BY r.created_at, r.id`, [programId, ids])) as RewardRow[];
  const draws = new Map((await drawsOf(tx, programId, ids, ids)).map((draw) => [draw.rewardId, draw]));
  const before = await readLeft(tx, programId, [...draws.values()]);
  const waiting = (await tx.query(
    `SELECT id, reward_id AS "rewardId", awarded_at AS "awardedAt" FROM grants WHERE program_id = $1 AND status = 'queued' AND reward_id = ANY($2)`, [programId, [...draws.keys()]])) as QueuedRow[];
  const needs = (rewardId: string): Waiting['needs'] => draws.get(rewardId)!.pools.map(({ id: poolId, units }) => ({ poolId, units }));
  const result = allocateAcross(before, [
    ...waiting.map((grant): Waiting => ({ grantId: grant.id, awardedAt: grant.awardedAt.getTime(), needs: needs(grant.rewardId) })),
    ...ids.flatMap((id) => Array.from({ length: wanted.get(id)! }, (_, n): Waiting => ({ grantId: `${NEW}${id} ${n}`, awardedAt: at.getTime(), needs: needs(id) })))]);
  const lacking = lacksByReward(result.waits, draws);
  return rewards.map(({ id, title, cost }) => {
    const all = wanted.get(id)!;
    const lacks = lacking.get(id) ?? { stock: 0, money: 0 };
    const queued = lacks.stock + lacks.money;
    return { rewardId: id, title, wanted: all, served: all - queued, queued, lacks, ...poolsOf(draws.get(id)!, cost, before, result.left), cost: cost && { ...cost, amountMinor: cost.amountMinor * all } };
  });
}

const NEW = 'new ';

async function readLeft(tx: Tx, programId: string, draws: readonly Draw[]): Promise<Left> {
  const rows = (await tx.query('SELECT id, units_left::float8 AS "unitsLeft" FROM pools WHERE program_id = $1 AND id = ANY($2)',
    [programId, draws.flatMap(({ pools }) => pools.map(({ id }) => id))])) as { id: string; unitsLeft: number }[];
  return new Map(rows.map(({ id, unitsLeft }) => [id, unitsLeft]));
}

/** Of the new ones that are not served, by reward: how many lack stock first, and how many money. */
function lacksByReward(waits: ReadonlyMap<string, string>, draws: ReadonlyMap<string, Draw>): Map<string, ForeseenReward['lacks']> {
  const lacking = new Map<string, { stock: number; money: number }>();
  for (const [grantId, poolId] of waits) {
    if (!grantId.startsWith(NEW)) continue;
    const rewardId = grantId.split(' ')[1]!;
    const count = lacking.get(rewardId) ?? { stock: 0, money: 0 };
    count[draws.get(rewardId)!.pools.find(({ id }) => id === poolId)!.part === 'promise' ? 'stock' : 'money'] += 1;
    lacking.set(rewardId, count);
  }
  return lacking;
}

function poolsOf({ pools }: Draw, cost: ForeseenReward['cost'], before: Left, after: Left): Pick<ForeseenReward, 'stock' | 'budgets'> {
  const sides = (id: string) => ({ before: before.get(id)!, after: after.get(id)! });
  const stock = pools.find(({ part }) => part === 'promise');
  return {
    stock: stock ? sides(stock.id) : null,
    budgets: pools.filter(({ part }) => part !== 'promise').map(({ id, part }) => ({ of: part === 'reward_budget' ? 'reward' : 'program', currency: cost!.currency, ...sides(id) })),
  };
}
