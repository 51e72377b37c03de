import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../platform/database/transactions.js';
import { pictureUrl } from '../platform/pictures/pictures.service.js';
import type { Offer, RewardProviders } from './deliveries/reward-provider.js';
import { HOOKED, REVERSAL, STEP_OFFERS, stepOf } from './deliveries/step-writes.js';
import type { GrantStatus } from './grant-states.js';
import { FOR_SALE, WITH_RULES } from './grant-writes.js';
import { UNLOCK } from './unlocks/unlock-content.js';
import { type CodeSource, isListed, type RewardKind, type Texts } from './reward.entity.js';
import { GIVEN_BACK } from './shop/points-back.js';

/** A reward as staff see it, with what is left. */
export interface CatalogueItem {
  readonly id: string;
  readonly kind: RewardKind;
  readonly title: Texts;
  readonly description: Texts;
  readonly needsAddress: boolean;
  readonly asksPhone: boolean;
  readonly picture: { readonly id: string; readonly url: string } | null;
  readonly lowAt: number;
  readonly approval: 'automatic' | 'above' | 'always';
  readonly approveAboveMinor: number | null;
  readonly holdDays: number;
  readonly claimDays: number | null;
  readonly maxPerMember: number | null;
  /** In points; null: it is not for sale. */
  readonly pointsPrice: number | null;
  readonly forSale: boolean;
  readonly cost: { readonly amountMinor: number; readonly currency: string } | null;
  readonly worth: Worth | null;
  readonly codePrefix: string | null;
  /** Who brings it once claimed, as things stand; null: nobody is asked. */
  readonly givenBy: string | null;
  readonly codeSource: CodeSource | null;
  /** Pieces that can go in parcels of their own; empty: it is one. */
  readonly contents: string[];
  readonly variants: { readonly id: string; readonly label: string; readonly sku: string | null; readonly unitsLeft: number | null }[];
  readonly pool: { readonly id: string; readonly name: string; readonly unitsLeft: number; readonly given: number } | null;
  /** Of gift cards: those that nobody has and that lapse soon, those that have, and those that their members have seen. */
  readonly cards: { readonly lapsing: number; readonly lapsed: number; readonly seen: number } | null;
  /** What a reward of the kind `unlock` opens, and how many have. */
  readonly unlock: {
    readonly title: Texts; readonly text: Texts; readonly openedBy: number; readonly openings: number;
    readonly file: { readonly id: string; readonly name: string; readonly type: string; readonly bytes: number } | null;
  } | null;
  readonly stockFollows: 'variants' | 'codes' | null;
  readonly figures: RewardFigures;
  /** How many grants there are in each status. */
  readonly grants: Partial<Record<GrantStatus, number>>;
}
/** Credit, money, or what a code takes off. */
export interface Worth {
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly percentOff: number | null;
  readonly minimumMinor: number | null;
  readonly validDays: number | null;
}
/** What has come of a reward so far. */
export interface RewardFigures {
  readonly earned: number;
  readonly claimed: number;
  /** For points, and of those whose points went back. */
  readonly bought: number;
  readonly givenBack: number;
  /** Of those that members have or had, in the currency of the cost: not of what was taken back or has expired. */
  readonly costMinor: number | null;
  /** From the claim to the door, of one in the middle. */
  readonly doorDays: number | null;
}
type Row = Omit<CatalogueItem, 'picture' | 'stockFollows' | 'givenBy'> & { readonly pictureId: string | null; readonly hooked: boolean };

/** What one of a reward `r` costs. */
export const COST = `CASE WHEN r.cost_minor IS NOT NULL THEN jsonb_build_object('amountMinor', r.cost_minor, 'currency', r.cost_currency) END`;

/** Whether a grant `g` of the program $1 costs anything: what was asked for back does until it has come back. */
export const HAS_COST = `(g.status NOT IN ('revoked', 'expired')
  OR EXISTS (SELECT 1 FROM reward_steps out WHERE out.program_id = $1 AND out.grant_id = g.id AND out.step <> '${REVERSAL}' AND out.status = 'done'))`;

/** What a reward `r` is worth to whoever gets it. */
export const WORTH = `CASE WHEN num_nonnulls(r.amount_minor, r.percent_off) > 0 THEN jsonb_build_object('amountMinor', r.amount_minor, 'currency', r.amount_currency, 'percentOff', r.percent_off, 'minimumMinor', r.minimum_minor, 'validDays', r.valid_days) END`;

/** Staff are told how many gift cards have their last day within so many days. */
const LAPSES_SOON_DAYS = 30;

/** @param id null for all. In the order of their making */
export async function readRewards(tx: Tx, programId: string, providers: RewardProviders, id: string | null, at: Date): Promise<CatalogueItem[]> {
  const rows = (await tx.query(
    `SELECT r.id, r.kind, r.title, r.description, r.needs_address AS "needsAddress", r.asks_phone AS "asksPhone", r.contents, r.picture_id AS "pictureId", r.low_at AS "lowAt", r.approval, r.approve_above_minor AS "approveAboveMinor", r.hold_days AS "holdDays", r.claim_days AS "claimDays", r.max_per_member AS "maxPerMember", r.points_price AS "pointsPrice", ${FOR_SALE} AS "forSale", ${COST} AS cost, ${WORTH} AS worth, r.code_prefix AS "codePrefix", r.code_source AS "codeSource", ${HOOKED} AS hooked,
       coalesce(offered.variants, '[]') AS variants,
       CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'name', p.name, 'unitsLeft', p.units_left, 'given',
         (SELECT count(*) FROM allocations a WHERE a.program_id = $1 AND a.pool_id = p.id)) END AS pool,
       CASE WHEN r.kind = 'gift_card' THEN (SELECT jsonb_build_object('lapsed', count(c.lapsed_at), 'seen', count(c.shown_at),
           'lapsing', count(*) FILTER (WHERE c.grant_id IS NULL AND c.lapsed_at IS NULL AND c.last_day <= ($3::timestamptz AT TIME ZONE o.time_zone)::date + ${LAPSES_SOON_DAYS}))
         FROM reward_codes c WHERE c.program_id = $1 AND c.reward_id = r.id) END AS cards,
       ${UNLOCK} AS unlock, coalesce(counted.grants, '{}') AS grants,
       jsonb_build_object('earned', coalesce(came.earned, 0), 'claimed', coalesce(came.claimed, 0), 'bought', coalesce(came.bought, 0), 'givenBack', coalesce(came.back, 0), 'costMinor', came.cost, 'doorDays', round(came.door::numeric, 1)) AS figures
     FROM rewards r ${WITH_RULES} JOIN programs o ON o.id = r.program_id LEFT JOIN pools p ON p.program_id = $1 AND p.id = r.pool_id
       LEFT JOIN (
         SELECT v.reward_id, jsonb_agg(jsonb_build_object('id', v.id, 'label', v.label, 'sku', v.sku, 'unitsLeft', vp.units_left) ORDER BY v.place, v.id) AS variants
         FROM reward_variants v LEFT JOIN pools vp ON vp.program_id = $1 AND vp.id = v.pool_id
         WHERE v.program_id = $1 AND v.retired_at IS NULL GROUP BY v.reward_id) AS offered ON offered.reward_id = r.id
       LEFT JOIN (
         SELECT reward_id, jsonb_object_agg(status, grants) AS grants FROM (
           SELECT reward_id, status, count(*) AS grants FROM grants WHERE program_id = $1 GROUP BY reward_id, status) AS by_status
         GROUP BY reward_id) AS counted ON counted.reward_id = r.id
       LEFT JOIN LATERAL (
         SELECT count(*)::int AS earned, count(g.claimed_at)::int AS claimed, count(g.points)::int AS bought, count(*) FILTER (WHERE g.points IS NOT NULL AND ${GIVEN_BACK})::int AS back,
           sum(g.cost_minor) FILTER (WHERE g.cost_currency = r.cost_currency AND ${HAS_COST}) AS cost,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM door.at - g.claimed_at) / 86400) AS door
         FROM grants g LEFT JOIN LATERAL (SELECT min(s.at) AS at FROM grant_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.status = 'delivered') AS door ON g.status = 'delivered'
         WHERE g.program_id = $1 AND g.reward_id = r.id) AS came ON true
     WHERE r.program_id = $1 AND ($2::uuid IS NULL OR r.id = $2) ORDER BY r.created_at, r.id`,
    [programId, id, at])) as Row[];
  const items: CatalogueItem[] = [];
  for (const { pictureId, hooked, ...row } of rows) {
    const offer = { ...row, hooked };
    const givenBy = stepOf(offer) ? ((await providers.choose(tx, programId, offer))?.name ?? null) : null;
    items.push({ ...row, givenBy, picture: pictureId ? { id: pictureId, url: pictureUrl(programId, pictureId) } : null, stockFollows: followed(row) });
  }
  return items;
}

/** Who brings a kind of reward that comes without a parcel. */
export interface Giver extends Offer {
  readonly givenBy: string;
}

/** Of each kind that somebody brings, who does as things stand. */
export async function giversOf(tx: Tx, programId: string, providers: RewardProviders): Promise<Giver[]> {
  const givers: Giver[] = [];
  for (const offer of STEP_OFFERS) {
    const provider = await providers.choose(tx, programId, offer);
    if (provider) givers.push({ ...offer, givenBy: provider.name });
  }
  return givers;
}

/** @throws DomainError `reward.not_found` */
export async function oneReward(tx: Tx, programId: string, providers: RewardProviders, id: string, at: Date): Promise<CatalogueItem> {
  const [reward] = await readRewards(tx, programId, providers, id, at);
  if (!reward) throw new DomainError('reward.not_found');
  return reward;
}

function followed({ kind, codeSource, variants }: Pick<Row, 'kind' | 'codeSource' | 'variants'>): CatalogueItem['stockFollows'] {
  if (isListed({ kind, codeSource })) return 'codes';
  return variants.length > 0 && variants.every((variant) => variant.unitsLeft !== null) ? 'variants' : null;
}
