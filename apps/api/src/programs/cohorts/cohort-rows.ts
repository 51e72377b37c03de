import { cohortsOf, type CohortKey, type Rulebook } from '@fanfare/domain';
import type { FieldProblem } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';

/** Every cohort that rules name, and where. */
export function cohortsNamed({ tiers, milestones }: Pick<Rulebook, 'tiers' | 'milestones'>): { key: CohortKey; field: string; rule: string }[] {
  const parts = { tiers, milestones };
  return (['tiers', 'milestones'] as const).flatMap((part) => parts[part].flatMap((rule, n) =>
    cohortsOf(rule.at).map((key) => ({ key, field: `rules.${part}.${n}.at.cohorts.${key}`, rule: rule.name ?? '' }))));
}

/** A threshold for a cohort that does not exist would be nobody's. */
export async function unknownCohorts(tx: Tx, programId: string, rules: Pick<Rulebook, 'tiers' | 'milestones'>): Promise<FieldProblem[]> {
  const named = cohortsNamed(rules);
  if (named.length === 0) return [];
  const rows = (await tx.query('SELECT key FROM cohorts WHERE program_id = $1 AND retired_at IS NULL', [programId])) as { key: CohortKey }[];
  const known = new Set(rows.map((row) => row.key));
  return named.filter(({ key }) => !known.has(key)).map(({ field }) => ({ field, code: 'unknown', message: 'is not a cohort of this program' }));
}

/** Keeps cohorts from being retired until the transaction ends. @returns the keys that are there to be used */
export async function holdCohorts(tx: Tx, programId: string, keys: readonly CohortKey[], only: 'any' | 'open' = 'any'): Promise<Set<CohortKey>> {
  if (keys.length === 0) return new Set();
  const rows = (await tx.query(
    `SELECT key FROM cohorts WHERE program_id = $1 AND key = ANY($2) AND retired_at IS NULL ${only === 'open' ? 'AND open_for_signup' : ''} ORDER BY key FOR SHARE`, [programId, [...new Set(keys)]])) as { key: CohortKey }[];
  return new Set(rows.map((row) => row.key));
}

/** The key, where a sign-up that names it leads into a cohort; else null. */
export async function openCohort(tx: Tx, programId: string, key: CohortKey | null): Promise<CohortKey | null> {
  if (!key) return null;
  const rows = (await tx.query('SELECT 1 FROM cohorts WHERE program_id = $1 AND key = $2 AND retired_at IS NULL AND open_for_signup', [programId, key])) as unknown[];
  return rows.length > 0 ? key : null;
}
