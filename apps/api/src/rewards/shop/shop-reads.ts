import { LIMITS } from '@fanfare/contracts';
import { balanceOf, type ReasonCode } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { WORTH, type Worth } from '../catalogue-items.js';
import type { Needs } from '../claim-needs.js';
import { FOR_SALE, WITH_RULES } from '../grant-writes.js';
import { WITH_BUDGETS } from '../queue-reads.js';
import type { CodeSource, RewardKind, Texts } from '../reward.entity.js';

/** Something for sale, as one member sees it. */
export interface ShopItem extends Omit<Needs, 'needsBank'> {
  readonly id: string;
  readonly kind: RewardKind;
  readonly title: Texts;
  readonly description: Texts;
  readonly pictureId: string | null;
  readonly worth: Worth | null;
  readonly codeSource: CodeSource | null;
  readonly price: number;
  /** Why it cannot be bought now by anybody, or by this member; how many points they have is not asked. */
  readonly closed: 'sold_out' | 'limit' | null;
  /** Units left, where they are few. */
  readonly left: number | null;
}

export interface Purse {
  readonly points: number;
  readonly spent: number;
  readonly balance: number;
}

/** One line of where a balance comes from. */
export interface PointsLine {
  readonly seq: number;
  /** What it added to the balance, or took. */
  readonly delta: number;
  readonly balance: number;
  readonly reason: ReasonCode;
  readonly at: Date;
  /** Of the friend it is about, as they gave it. */
  readonly friend: string | null;
  readonly reward: Texts | null;
}

const POOL_LEFT = '(SELECT p.units_left FROM pools p WHERE p.program_id = $1 AND p.id = r.pool_id)';
const SHORT = (pool: string) => `coalesce((SELECT p.units_left FROM pools p WHERE p.program_id = $1 AND p.id = ${pool}) < r.cost_minor, false)`;

/** @param id null for all: what can be bought first, then by price */
export async function readShop(tx: Tx, programId: string, memberId: string, id: string | null = null): Promise<ShopItem[]> {
  return (await tx.query(
    `WITH mine AS (
       SELECT g.reward_id, count(*) AS got FROM grants g
       WHERE g.program_id = $1 AND g.beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND g.status NOT IN ('revoked', 'expired') AND g.served_at IS NOT NULL GROUP BY g.reward_id),
     shown AS (
       SELECT r.id, r.kind, r.title, r.description, r.picture_id AS "pictureId", r.needs_address AS "needsAddress", r.asks_phone AS "asksPhone", NULL::uuid AS "variantId", ${WORTH} AS worth, r.code_source AS "codeSource", r.points_price AS price,
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', v.id, 'label', v.label, 'isGone', coalesce(vp.units_left = 0, false)) ORDER BY v.place, v.id)
           FROM reward_variants v LEFT JOIN pools vp ON vp.program_id = $1 AND vp.id = v.pool_id WHERE v.program_id = $1 AND v.reward_id = r.id AND v.retired_at IS NULL), '[]') AS variants,
         CASE WHEN coalesce(${POOL_LEFT} < 1, false) OR ${SHORT('own.pool_id')} OR ${SHORT('common.pool_id')} THEN 'sold_out' WHEN r.max_per_member <= mine.got THEN 'limit' END AS closed,
         CASE WHEN ${POOL_LEFT} BETWEEN 1 AND ${LIMITS.fewLeft} THEN ${POOL_LEFT}::int END AS "left"
       FROM rewards r LEFT JOIN mine ON mine.reward_id = r.id ${WITH_RULES} ${WITH_BUDGETS}
       WHERE r.program_id = $1 AND ${FOR_SALE} AND ($3::uuid IS NULL OR r.id = $3))
     SELECT * FROM shown ORDER BY closed IS NOT NULL, price, id`, [programId, memberId, id])) as ShopItem[];
}

/** What one of it costs, or null where it is not for sale. Its row is locked, so that this stays so. */
export async function priceOf(tx: Tx, programId: string, rewardId: string): Promise<number | null> {
  const [row] = (await tx.query(`SELECT r.points_price AS price FROM rewards r ${WITH_RULES} WHERE r.program_id = $1 AND r.id = $2 AND ${FOR_SALE}`, [programId, rewardId])) as { price: number }[];
  return row?.price ?? null;
}

export async function purseOf(tx: Tx, programId: string, memberId: string): Promise<Purse> {
  const [row = { points: 0, spent: 0 }] = (await tx.query('SELECT points, spent FROM standings WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { points: number; spent: number }[];
  return { ...row, balance: balanceOf(row) };
}

/** Newest first. @param before the line after which to go on */
export async function pointsLines(tx: Tx, programId: string, memberId: string, before: number | null, limit: number): Promise<PointsLine[]> {
  return (await tx.query(
    `WITH lines AS (
       SELECT e.*, CASE e.measure WHEN 'points' THEN e.delta ELSE -e.delta END AS moved, (sum(CASE e.measure WHEN 'points' THEN e.delta ELSE -e.delta END) OVER (ORDER BY e.seq))::int AS balance
       FROM ledger_entries e WHERE e.program_id = $1 AND e.member_id = $2 AND e.measure IN ('points', 'spent') AND e.delta <> 0)
     SELECT l.seq, l.moved AS delta, l.balance, l.reason, l.effective_at AS at, f.name AS friend, r.title AS reward
     FROM lines l LEFT JOIN referrals ref ON ref.program_id = $1 AND ref.id = l.referral_id
       LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = ref.referee_id
       LEFT JOIN grants g ON g.program_id = $1 AND g.id = (l.evidence->>'grantId')::uuid
       LEFT JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
     WHERE $3::int IS NULL OR l.seq < $3 ORDER BY l.seq DESC LIMIT $4`, [programId, memberId, before, limit])) as PointsLine[];
}
