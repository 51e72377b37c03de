import { allocateAcross, parseAwardKey, type Waiting } from '@fanfare/domain';
import type { ForeseenAwards, ForeseenReward } from '../ledger/index.js';
import type { Tx } from '../platform/database/transactions.js';
import { COST } from './catalogue-items.js';
import { type Draw, drawsOf } from './queue-reads.js';
import type { Texts } from './reward.entity.js';

interface RewardRow { id: string; title: Texts; cost: ForeseenReward['cost'] }
interface QueuedRow { id: string; rewardId: string; awardedAt: Date }
type Left = ReadonlyMap<string, number>;

/**
 * What so many further awards would take from stock and from budgets, through the same `allocateAcross` that serves grants: whoever
 * waits already comes first, then who waited before their award fell and goes on waiting, and rewards that share stock or money share
 * it. Limits per member are not foreseen.
 */
export async function foreseeRewards(tx: Tx, programId: string, { wanted, resumed }: ForeseenAwards, at: Date): Promise<ForeseenReward[]> {
  const again = Map.groupBy(await waitingAgain(tx, programId, resumed), (grant) => grant.rewardId);
  const ids = [...new Set([...wanted.keys(), ...again.keys()])];
  if (ids.length === 0) return [];
  const rewards = (await tx.query(
    `SELECT r.id, r.title, ${COST} AS cost FROM rewards r WHERE r.program_id = $1 AND r.id = ANY($2) ORDER BY r.created_at, r.id`, [programId, ids])) as RewardRow[];
  const draws = new Map((await drawsOf(tx, programId, ids, ids)).map((draw) => [draw.rewardId, draw]));
  const before = await readLeft(tx, programId, [...draws.values()]);
  const waiting = (await tx.query(
    `SELECT id, reward_id AS "rewardId", awarded_at AS "awardedAt" FROM grants WHERE program_id = $1 AND status = 'queued' AND reward_id = ANY($2)`, [programId, [...draws.keys()]])) as QueuedRow[];
  const needs = (rewardId: string): Waiting['needs'] => draws.get(rewardId)!.pools.map(({ id: poolId, units }) => ({ poolId, units }));
  const result = allocateAcross(before, [
    ...waiting.map((grant): Waiting => ({ grantId: grant.id, awardedAt: grant.awardedAt.getTime(), needs: needs(grant.rewardId) })),
    ...ids.flatMap((id) => (again.get(id) ?? []).map((grant): Waiting => ({ grantId: `${NEW}${id} ${grant.id}`, awardedAt: grant.awardedAt.getTime(), needs: needs(id) }))),
    ...ids.flatMap((id) => Array.from({ length: wanted.get(id) ?? 0 }, (_, n): Waiting => ({ grantId: `${NEW}${id} ${n}`, awardedAt: at.getTime(), needs: needs(id) })))]);
  const lacking = lacksByReward(result.waits, draws);
  return rewards.map(({ id, title, cost }) => {
    const all = (wanted.get(id) ?? 0) + (again.get(id)?.length ?? 0);
    const lacks = lacking.get(id) ?? { stock: 0, money: 0 };
    const queued = lacks.stock + lacks.money;
    return { rewardId: id, title, wanted: all, served: all - queued, queued, lacks, ...poolsOf(draws.get(id)!, cost, before, result.left), cost: cost && { ...cost, amountMinor: cost.amountMinor * all } };
  });
}

const NEW = 'new ';

/** Grants that were waiting in a queue when their award fell, and would wait there again. */
async function waitingAgain(tx: Tx, programId: string, resumed: ForeseenAwards['resumed']): Promise<QueuedRow[]> {
  if (resumed.length === 0) return [];
  const awards = resumed.map(({ bookId, key }) => ({ bookId, ...parseAwardKey(key) }));
  return (await tx.query(
    `SELECT g.id, g.reward_id AS "rewardId", g.awarded_at AS "awardedAt" FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[]) AS a (book_id, subject_id, ordinal, side)
     JOIN grants g ON g.program_id = $1 AND g.book_id = a.book_id AND g.subject_id = a.subject_id AND g.ordinal = a.ordinal AND g.side = a.side
     WHERE g.status = 'suspended' AND g.reason = 'award_suspended' AND g.resume_status = 'queued' ORDER BY g.awarded_at, g.id`,
    [programId, awards.map((a) => a.bookId), awards.map((a) => a.subjectId), awards.map((a) => a.ordinal), awards.map((a) => a.side)])) as QueuedRow[];
}

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
