import type { Id, Milestone, Threshold } from './book.js';

/** A threshold as a cohort sees it. */
export function thresholdFor(at: Threshold, cohort: Id | null): number {
  if (typeof at === 'number') return at;
  return (cohort === null ? undefined : at.cohorts[cohort]) ?? at.else;
}

/** How many ordinals of a milestone a sum has reached: at, at + every, at + 2·every … */
export function dueOrdinals(m: Pick<Milestone, 'at' | 'every'>, sum: number, cohort: Id | null): number {
  const at = thresholdFor(m.at, cohort);
  if (sum < at) return 0;
  return m.every === undefined ? 1 : 1 + Math.floor((sum - at) / m.every);
}
