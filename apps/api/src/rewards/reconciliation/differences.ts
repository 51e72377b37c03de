import { compareAward, compareDelivery, comparePool, type DifferenceCode } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** Something that does not agree. */
export interface Difference {
  readonly code: DifferenceCode;
  readonly subject: string;
  readonly grantId: string | null;
  /** Ids and figures. */
  readonly detail: Readonly<Record<string, string | number | null>>;
}
/** What one section has looked at, and what it found. */
export interface Looked {
  readonly counts: Readonly<Record<string, number>>;
  readonly found: readonly Difference[];
}

const PAGE = 5_000;

interface AwardRow {
  readonly bookId: string;
  readonly subjectId: string;
  readonly ordinal: number;
  readonly side: string;
  readonly award: 'active' | 'suspended' | 'lost';
  readonly grantId: string | null;
  readonly status: string | null;
  readonly reason: string | null;
  /** It came with an opening balance. */
  readonly settled: boolean;
}

/** What an opening balance reached was rewarded elsewhere: no decision granted it, so there is no grant. */
const WAS_SETTLED = `EXISTS (SELECT 1 FROM ledger_entries e JOIN facts f ON f.program_id = $1 AND f.member_id = e.member_id AND f.seq = e.fact_seq
  WHERE e.program_id = $1 AND e.member_id = a.member_id AND e.effective_at = a.since AND f.kind = 'adjusted' AND f.body->'settled' = 'true')`;

/** Each award that brings a reward, and its grant. In one snapshot, as all of these. */
export async function compareBooks(tx: Tx, programId: string): Promise<Looked> {
  const found: Difference[] = [];
  let awards = 0;
  let last: AwardRow | undefined;
  for (;;) {
    const rows = (await tx.query(
      `SELECT a.member_id AS "bookId", a.subject_id AS "subjectId", a.ordinal, a.side, a.status AS award, g.id AS "grantId", g.status, g.reason, g.id IS NULL AND ${WAS_SETTLED} AS settled
       FROM awards a LEFT JOIN grants g ON g.program_id = $1 AND g.book_id = a.member_id AND g.subject_id = a.subject_id AND g.ordinal = a.ordinal AND g.side = a.side
       WHERE a.program_id = $1 AND a.earned_as = 'milestone' AND ($2::uuid IS NULL OR (a.member_id, a.subject_id, a.ordinal, a.side) > ($2, $3::uuid, $4::int, $5::text))
       ORDER BY a.member_id, a.subject_id, a.ordinal, a.side LIMIT ${PAGE}`, [programId, last?.bookId ?? null, last?.subjectId ?? null, last?.ordinal ?? null, last?.side ?? null])) as AwardRow[];
    awards += rows.length;
    for (const { bookId, subjectId, ordinal, side, award, grantId, status, reason, settled } of rows) {
      const code = settled ? null : compareAward(award, status, reason);
      if (code) found.push({ code, grantId, subject: `${bookId}:${subjectId}:${ordinal}:${side}`, detail: { bookId, ordinal, side, award, grant: status } });
    }
    last = rows.at(-1);
    if (rows.length < PAGE) return { counts: { awards }, found };
  }
}

/** Each step and its grant. */
export async function compareSteps(tx: Tx, programId: string): Promise<Looked> {
  const found: Difference[] = [];
  let steps = 0;
  let after: string | null = null;
  for (;;) {
    const rows = (await tx.query(
      `SELECT s.grant_id AS "grantId", s.step, s.status, g.status AS grant FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id
       WHERE s.program_id = $1 AND s.step <> 'reversal' AND ($2::uuid IS NULL OR s.grant_id > $2) ORDER BY s.grant_id LIMIT ${PAGE}`,
      [programId, after])) as { grantId: string; step: string; status: string; grant: string }[];
    steps += rows.length;
    for (const { grantId, step, status, grant } of rows) {
      const code = compareDelivery(status, grant);
      if (code) found.push({ code, grantId, subject: `${grantId}:${step}`, detail: { step, status, grant } });
    }
    after = rows.at(-1)?.grantId ?? null;
    if (rows.length < PAGE) return { counts: { steps }, found };
  }
}

/** What was taken from stock and budgets, and what is left there. */
export async function comparePools(tx: Tx, programId: string): Promise<Looked> {
  const [{ allocations }] = (await tx.query('SELECT count(*)::int AS allocations FROM allocations WHERE program_id = $1', [programId])) as [{ allocations: number }];
  const [leftOver, costs, budgets, stock] = [await leftOvers(tx, programId), await otherCosts(tx, programId), await budgetSums(tx, programId), await stockSums(tx, programId)];
  return { counts: { allocations, budgets: budgets.length, stocks: stock.length }, found: [...leftOver, ...costs, ...budgets.flatMap(differing('budget')), ...stock.flatMap(differing('stock'))] };
}

/** Units of who is to get nothing any more. What was brought, and could not be taken back, stays spent; so does what was sent, and did not come back whole. */
async function leftOvers(tx: Tx, programId: string): Promise<Difference[]> {
  const rows = (await tx.query(
    `SELECT a.grant_id AS "grantId", a.part, a.units::float8 AS units, g.status, CASE WHEN a.part IN ('reward_budget', 'program_budget') THEN g.cost_currency END AS currency FROM allocations a JOIN grants g ON g.program_id = $1 AND g.id = a.grant_id
     WHERE a.program_id = $1 AND (g.status IN ('granted', 'queued', 'expired')
       OR (g.status = 'revoked' AND NOT EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.step <> 'reversal' AND s.status = 'done')
         AND NOT EXISTS (SELECT 1 FROM parcel_lines l JOIN parcels p ON p.program_id = $1 AND p.id = l.parcel_id WHERE l.program_id = $1 AND l.grant_id = g.id AND p.shipped_at IS NOT NULL)))
     ORDER BY a.grant_id, a.part`, [programId])) as { grantId: string; part: string; units: number; status: string; currency: string | null }[];
  return rows.map(({ grantId, part, units, status, currency }) => ({ code: 'left_over', grantId, subject: `${grantId}:${part}`, detail: { part, units, currency, grant: status } }));
}

async function otherCosts(tx: Tx, programId: string): Promise<Difference[]> {
  const rows = (await tx.query(
    `SELECT a.grant_id AS "grantId", a.part, a.units::float8 AS units, g.cost_minor AS cost, g.cost_currency AS currency FROM allocations a JOIN grants g ON g.program_id = $1 AND g.id = a.grant_id
     WHERE a.program_id = $1 AND a.part IN ('reward_budget', 'program_budget') AND a.units IS DISTINCT FROM g.cost_minor::bigint ORDER BY a.grant_id, a.part`,
    [programId])) as { grantId: string; part: string; units: number; cost: number | null; currency: string | null }[];
  return rows.map(({ grantId, part, units, cost, currency }) => ({ code: 'cost_differs', grantId, subject: `${grantId}:${part}`, detail: { part, taken: units, cost, currency } }));
}

interface Sum {
  readonly id: string;
  /** In a budget's currency; null: units. */
  readonly currency: string | null;
  readonly rewardId: string | null;
  readonly had: number;
  readonly given: number;
  readonly left: number;
}

/** Of the period that runs: what it began with and what was moved since is in the log. */
async function budgetSums(tx: Tx, programId: string): Promise<Sum[]> {
  return (await tx.query(
    `SELECT b.id, b.currency, b.reward_id AS "rewardId", p.units_left::float8 AS left,
       coalesce((SELECT sum(a.units) FROM allocations a WHERE a.program_id = $1 AND a.pool_id = b.pool_id), 0)::float8 AS given,
       coalesce((SELECT sum((l.detail->>'byMinor')::bigint) FROM audit_log l WHERE l.program_id = $1 AND l.subject_id = b.id AND l.action IN ('budget.opened', 'budget.period_began', 'budget.moved')
         AND l.id >= (SELECT f.id FROM audit_log f WHERE f.program_id = $1 AND f.subject_id = b.id AND f.action IN ('budget.opened', 'budget.period_began') ORDER BY f.id DESC LIMIT 1)), 0)::float8 AS had
     FROM budgets b JOIN pools p ON p.program_id = $1 AND p.id = b.pool_id WHERE b.program_id = $1 AND b.closed_at IS NULL ORDER BY b.id`, [programId])) as Sum[];
}

/** Where what can be promised follows from what lies on the shelf: sizes that are counted, and codes and gift cards of a list. */
async function stockSums(tx: Tx, programId: string): Promise<Sum[]> {
  return (await tx.query(
    `SELECT p.id, NULL AS currency, r.id AS "rewardId", p.units_left::float8 AS left,
       CASE WHEN r.code_source = 'listed' OR r.kind = 'gift_card' THEN (SELECT count(*) FROM reward_codes c WHERE c.program_id = $1 AND c.reward_id = r.id AND c.grant_id IS NULL AND c.lapsed_at IS NULL)
         ELSE (SELECT sum(vp.units_left) FROM reward_variants v JOIN pools vp ON vp.program_id = $1 AND vp.id = v.pool_id WHERE v.program_id = $1 AND v.reward_id = r.id AND v.retired_at IS NULL) END::float8 AS had,
       (SELECT count(*) FROM allocations a JOIN grants g ON g.program_id = $1 AND g.id = a.grant_id WHERE a.program_id = $1 AND a.pool_id = p.id AND g.claimed_at IS NULL)::float8 AS given
     FROM rewards r JOIN pools p ON p.program_id = $1 AND p.id = r.pool_id
     WHERE r.program_id = $1 AND (r.code_source = 'listed' OR r.kind = 'gift_card' OR (
       EXISTS (SELECT 1 FROM reward_variants v WHERE v.program_id = $1 AND v.reward_id = r.id AND v.retired_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM reward_variants v WHERE v.program_id = $1 AND v.reward_id = r.id AND v.retired_at IS NULL AND v.pool_id IS NULL)))
     ORDER BY p.id`, [programId])) as Sum[];
}

function differing(kind: 'budget' | 'stock') {
  return ({ id, currency, rewardId, had, given, left }: Sum): Difference[] => {
    const code = comparePool(kind, { had, given, left });
    return code ? [{ code, grantId: null, subject: id, detail: { rewardId, currency, had, given, left } }] : [];
  };
}
