import type { CohortKey, Milestone, Threshold } from './book.js';

/** A threshold as a cohort sees it. */
export function thresholdFor(at: Threshold, cohort: CohortKey | null): number {
  if (typeof at === 'number') return at;
  return cohort !== null && Object.hasOwn(at.cohorts, cohort) ? at.cohorts[cohort]! : at.else; // `constructor` may be a key too
}

/** How many ordinals of a milestone a sum has reached: at, at + every, at + 2·every … */
export function dueOrdinals(m: Pick<Milestone, 'at' | 'every'>, sum: number, cohort: CohortKey | null): number {
  const at = thresholdFor(m.at, cohort);
  if (sum < at) return 0;
  return m.every === undefined ? 1 : 1 + Math.floor((sum - at) / m.every);
}

/** The cohorts that have a number of their own. */
export function cohortsOf(at: Threshold): CohortKey[] {
  return typeof at === 'number' ? [] : Object.keys(at.cohorts);
}
