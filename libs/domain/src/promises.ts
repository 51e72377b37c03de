import type { CohortKey, Rulebook } from './book.js';
import { thresholdFor } from './threshold.js';

/** What a rulebook promises to whoever brings friends, lowest first: thresholds that count friends, as a newcomer meets them. */
export interface Promises {
  tiers: { id: string; name: string; threshold: number }[];
  milestones: { id: string; title: string; threshold: number }[];
}

/** @param cohort the one that the newcomer comes into, if any */
export function promises(rulebook: Pick<Rulebook, 'tiers' | 'milestones'>, cohort: CohortKey | null = null): Promises {
  const friends = <T extends { measure: string; name?: string }>(things: readonly T[]) => things.filter((t) => t.measure === 'qualified' && t.name !== undefined);
  return {
    tiers: friends(rulebook.tiers).map((t) => ({ id: t.id, name: t.name!, threshold: thresholdFor(t.at, cohort) })),
    milestones: friends(rulebook.milestones).map((m) => ({ id: m.id, title: m.name!, threshold: thresholdFor(m.at, cohort) })).toSorted((a, b) => a.threshold - b.threshold),
  };
}
