import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import type { Texts } from '../reward.entity.js';
import type { BudgetPeriod } from './money.entities.js';

/** A budget as staff see it: of the period that runs. */
export interface BudgetRow {
  readonly id: string;
  readonly reward: { readonly id: string; readonly title: Texts } | null;
  readonly currency: string;
  readonly period: BudgetPeriod;
  readonly eachMinor: number;
  readonly lowAtMinor: number;
  readonly leftMinor: number;
  readonly reservedMinor: number;
  readonly spentMinor: number;
  readonly waiting: number;
  readonly waitingMinor: number;
  readonly uncovered: Texts[];
  readonly beganAt: Date;
  readonly endsAt: Date | null;
}

/** Until then what a grant costs comes back when it is revoked; after that it is spent. */
const RESERVED = `g.status IN ('granted', 'queued', 'on_hold', 'claimable', 'claimed', 'sending', 'suspended')`;

/** Open ones: those of the whole program first. @param id null for all */
export async function readBudgets(tx: Tx, programId: string, id: string | null): Promise<BudgetRow[]> {
  return (await tx.query(
    `SELECT b.id, CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('id', r.id, 'title', r.title) END AS reward, b.currency, b.period,
       b.amount_minor::float8 AS "eachMinor", b.low_at_minor::float8 AS "lowAtMinor", p.units_left::float8 AS "leftMinor",
       coalesce(given.reserved, 0)::float8 AS "reservedMinor", coalesce(given.spent, 0)::float8 AS "spentMinor",
       coalesce(wanted.grants, 0)::int AS waiting, coalesce(wanted.minor, 0)::float8 AS "waitingMinor", b.began_at AS "beganAt", b.ends_at AS "endsAt",
       CASE WHEN b.reward_id IS NULL THEN coalesce((SELECT jsonb_agg(o.title ORDER BY o.created_at, o.id) FROM rewards o WHERE o.program_id = $1 AND o.cost_currency IS DISTINCT FROM b.currency), '[]') ELSE '[]' END AS uncovered
     FROM budgets b JOIN pools p ON p.program_id = $1 AND p.id = b.pool_id LEFT JOIN rewards r ON r.program_id = $1 AND r.id = b.reward_id
       LEFT JOIN LATERAL (
         SELECT sum(a.units) FILTER (WHERE ${RESERVED}) AS reserved, sum(a.units) FILTER (WHERE NOT ${RESERVED}) AS spent
         FROM allocations a JOIN grants g ON g.program_id = $1 AND g.id = a.grant_id WHERE a.program_id = $1 AND a.pool_id = b.pool_id) AS given ON true
       LEFT JOIN LATERAL (
         SELECT count(*) AS grants, sum(w.cost_minor) AS minor FROM rewards w JOIN grants g ON g.program_id = $1 AND g.reward_id = w.id AND g.status = 'queued'
         WHERE w.program_id = $1 AND w.cost_minor > 0 AND CASE WHEN b.reward_id IS NULL THEN w.cost_currency = b.currency ELSE w.id = b.reward_id END) AS wanted ON true
     WHERE b.program_id = $1 AND b.closed_at IS NULL AND ($2::uuid IS NULL OR b.id = $2) ORDER BY b.reward_id IS NOT NULL, b.created_at, b.id`, [programId, id])) as BudgetRow[];
}

/** @throws DomainError `budget.not_found` */
export async function oneBudget(tx: Tx, programId: string, id: string): Promise<BudgetRow> {
  const [budget] = await readBudgets(tx, programId, id);
  if (!budget) throw new DomainError('budget.not_found');
  return budget;
}

/** Something that was done to a budget. */
export interface BudgetMoment {
  readonly at: Date;
  readonly action: string;
  readonly by: string | null;
  readonly byMinor: number | null;
  readonly reason: string | null;
  readonly served: number | null;
}

export async function historyOfBudget(tx: Tx, programId: string, id: string): Promise<BudgetMoment[]> {
  return (await tx.query(
    `SELECT a.at, a.action, acc.name AS by, (a.detail->>'byMinor')::float8 AS "byMinor", a.detail->>'reason' AS reason, (a.detail->>'served')::int AS served
     FROM audit_log a LEFT JOIN accounts acc ON acc.id = a.actor_id WHERE a.program_id = $1 AND a.subject_id = $2 ORDER BY a.at DESC, a.id DESC LIMIT 100`, [programId, id])) as BudgetMoment[];
}

/** Stock and budgets of which no more is left than staff wanted to be warned at. */
export const LOW_SUPPLY = `
  SELECT p.id, p.low_told AS told, CASE p.kind WHEN 'stock' THEN p.units_left <= r.low_at ELSE b.id IS NOT NULL AND p.units_left <= b.low_at_minor END AS low
  FROM pools p LEFT JOIN rewards r ON r.program_id = $1 AND r.pool_id = p.id LEFT JOIN budgets b ON b.program_id = $1 AND b.pool_id = p.id AND b.closed_at IS NULL
  WHERE p.program_id = $1 AND (r.id IS NOT NULL OR b.id IS NOT NULL)`;
