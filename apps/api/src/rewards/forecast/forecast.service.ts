import { Injectable } from '@nestjs/common';
import { type Bringer, FORECAST, forecast, type Id, type Milestone, rangeOf, seeded } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Rulebooks } from '../../programs/index.js';
import { COST } from '../catalogue-items.js';
import { WITH_BUDGETS } from '../queue-reads.js';
import type { Texts } from '../reward.entity.js';
import type { ForecastResponse } from './forecast.dto.js';

const { horizons: HORIZONS, windowDays: WINDOW_DAYS, earlierDays: EARLIER_DAYS, paths: PATHS, share: SHARE } = FORECAST;
const DAY_MS = 86_400_000;

interface RewardRow {
  readonly id: string;
  readonly title: Texts;
  readonly cost: { amountMinor: number; currency: string } | null;
  readonly stock: number | null;
  readonly own: number | null;
  readonly common: number | null;
  readonly waiting: number;
}

/** What the next 90 days will take from stock and budgets, as the members have brought friends lately. */
@Injectable()
export class Forecasts {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** @param draft milestones that would hold instead of those in force; the same day the same forecast */
  async make(programId: string, draft: readonly Milestone[] | null): Promise<ForecastResponse> {
    const at = this.clock.now();
    return this.transactions.readProgram(programId, async (tx) => {
      const all = draft ?? (await this.rulebooks.inForce(tx, programId, at)).milestones;
      const milestones = all.filter(({ measure }) => measure === 'qualified');
      const since = new Date(at.getTime() - WINDOW_DAYS * DAY_MS);
      const members = await bringers(tx, programId, milestones.map(({ id }) => id), since, at);
      const joined = members.filter(({ days }) => days < WINDOW_DAYS).length;
      const paths = forecast({ members, joined, windowDays: WINDOW_DAYS, milestones, horizons: HORIZONS, paths: PATHS }, seeded(Math.floor(at.getTime() / DAY_MS)));
      const rewards = await readRewards(tx, programId, [...paths.keys()]);
      return {
        madeAt: at.toISOString(), days: [...HORIZONS], members: members.length, friends: members.reduce((sum, { brought }) => sum + brought, 0), isPartial: milestones.length < all.length,
        rewards: rewards.map((reward) => rewardOf(reward, paths.get(reward.id)!)), totals: totalsOf(rewards, paths),
      };
    });
  }
}

/** Everybody who may bring friends: how many they brought since, and what they have earned. */
async function bringers(tx: Tx, programId: string, milestoneIds: readonly Id[], since: Date, at: Date): Promise<Bringer[]> {
  const rows = (await tx.query(
    `SELECT coalesce(came.friends, 0)::int AS brought, coalesce(came.earlier, 0)::int AS earlier, greatest(0, least($5::int, ceil(extract(epoch FROM $2::timestamptz - m.joined_at) / 86400)))::int AS "earlierDays", greatest(1, ceil(extract(epoch FROM $3::timestamptz - greatest(m.joined_at, $2)) / 86400))::int AS days, coalesce(s.qualified, 0) AS qualified,
       s.cohort, had.earned
     FROM members m LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = m.id
       LEFT JOIN (SELECT member_id, count(*) FILTER (WHERE effective_at > $2) AS friends, count(*) FILTER (WHERE effective_at <= $2) AS earlier FROM ledger_entries WHERE program_id = $1 AND measure = 'qualified' AND delta > 0 AND referral_id IS NOT NULL AND effective_at > $2::timestamptz - make_interval(days => $5) GROUP BY member_id) AS came ON came.member_id = m.id
       LEFT JOIN (SELECT member_id, jsonb_object_agg(subject_id, ordinal) AS earned FROM (
           SELECT member_id, subject_id, max(ordinal) AS ordinal FROM awards WHERE program_id = $1 AND subject_id = ANY($4) AND side = 'own' GROUP BY member_id, subject_id) AS highest
         GROUP BY member_id) AS had ON had.member_id = m.id
     WHERE m.program_id = $1 AND m.joined_at <= $3 AND coalesce(s.standing, 'active') = 'active' AND s.merged_into IS NULL`,
    [programId, since, at, milestoneIds, EARLIER_DAYS])) as (Omit<Bringer, 'earned'> & { earned: Record<Id, number> | null })[];
  return rows.map(({ earned, ...row }) => ({ ...row, earned: new Map(Object.entries(earned ?? {})) }));
}

async function readRewards(tx: Tx, programId: string, ids: readonly Id[]): Promise<RewardRow[]> {
  const left = (pool: string) => `(SELECT p.units_left::float8 FROM pools p WHERE p.program_id = $1 AND p.id = ${pool})`;
  return (await tx.query(
    `SELECT r.id, r.title, ${COST} AS cost, ${left('r.pool_id')} AS stock, ${left('own.pool_id')} AS own, ${left('common.pool_id')} AS common,
       (SELECT count(*)::int FROM grants g WHERE g.program_id = $1 AND g.reward_id = r.id AND g.status IN ('granted', 'queued')) AS waiting
     FROM rewards r ${WITH_BUDGETS} WHERE r.program_id = $1 AND r.id = ANY($2) ORDER BY r.created_at, r.id`, [programId, ids])) as RewardRow[];
}

function rewardOf({ id, title, cost, stock, own, common, waiting }: RewardRow, paths: readonly number[][]): ForecastResponse['rewards'][number] {
  const units = paths.map((ofHorizon) => rangeOf(ofHorizon, SHARE));
  const wanted = waiting + units.at(-1)!.mid;
  const money = [own, common].filter((left) => left !== null);
  const lacks = [
    ...(stock !== null && wanted > stock ? ['stock' as const] : []),
    ...(cost && money.some((left) => wanted * cost.amountMinor > left) ? ['budget' as const] : []),
  ];
  return { id, title, cost, stockLeft: stock, budgetLeftMinor: money.length > 0 ? Math.min(...money) : null, waiting, units, lacks };
}

/** What all rewards of a currency will cost together: sums of the same paths, not of the intervals. */
function totalsOf(rewards: readonly RewardRow[], paths: ReadonlyMap<Id, number[][]>): ForecastResponse['totals'] {
  const priced = rewards.filter((reward) => reward.cost !== null);
  return [...Map.groupBy(priced, ({ cost }) => cost!.currency)].map(([currency, list]) => ({
    currency, budgetLeftMinor: list.find(({ common }) => common !== null)?.common ?? null,
    waitingMinor: list.reduce((sum, { waiting, cost }) => sum + waiting * cost!.amountMinor, 0),
    costMinor: HORIZONS.map((_, index) => rangeOf(Array.from({ length: PATHS }, (_path, path) => list.reduce((sum, { id, cost }) => sum + paths.get(id)![index]![path]! * cost!.amountMinor, 0)), SHARE)),
  }));
}
