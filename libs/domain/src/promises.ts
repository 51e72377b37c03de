import type { CohortKey, Id, Measure, Milestone, Rulebook, Tier } from './book.js';
import { thresholdFor } from './threshold.js';

/** What a rulebook promises to whoever brings friends, lowest first: what has a name, as a newcomer meets it. */
export interface Promises {
  tiers: { id: Id; name: string; threshold: number; measure: Counted; per: Tier['per'] }[];
  /** `friend`: what the friend gets with whom it is reached; `each`: every friend does. */
  milestones: { id: Id; title: string; threshold: number; measure: Counted; every?: number; rewardId: Id; friend?: { rewardId: Id; each: boolean } }[];
}
type Counted = 'qualified' | 'points';

/** @param cohort the one that the newcomer comes into, if any */
export function promises(rulebook: Pick<Rulebook, 'tiers' | 'milestones'>, cohort: CohortKey | null = null): Promises {
  const named = <T extends { name?: string }>(things: readonly T[]) => things.filter((t): t is T & { name: string } => t.name !== undefined);
  return {
    tiers: named(rulebook.tiers).map((t) => ({ id: t.id, name: t.name, threshold: thresholdFor(t.at, cohort), measure: countedIn(t), per: t.per })),
    milestones: named(rulebook.milestones).map((m) => {
      const threshold = thresholdFor(m.at, cohort);
      return {
        id: m.id, title: m.name, threshold, measure: countedIn(m), rewardId: m.rewardId, ...(m.every !== undefined && { every: m.every }),
        ...(m.friendRewardId && { friend: { rewardId: m.friendRewardId, each: isForEach(m, threshold) } }),
      };
    }).toSorted((a, b) => Number(a.measure === 'points') - Number(b.measure === 'points') || a.threshold - b.threshold),
  };
}

/** Whether a milestone is reached with every friend anew. */
export function isForEach({ measure, every }: Pick<Milestone, 'measure' | 'every'>, threshold: number): boolean {
  return measure === 'qualified' && threshold === 1 && every === 1;
}

/**
 * The sum with which the next friend gets their side of a milestone, or null where none does any more.
 * @param threshold the milestone's first, as the member meets it
 * @param held the sums with which friends who still count got theirs
 */
export function nextSide({ every }: Pick<Milestone, 'every'>, threshold: number, sum: number, held: ReadonlySet<number>): number | null {
  if (every === undefined) return sum < threshold && !held.has(threshold) ? threshold : null;
  let at = sum < threshold ? threshold : threshold + (Math.floor((sum - threshold) / every) + 1) * every;
  while (held.has(at)) at += every;
  return at;
}

/** Rules are measured in these two (`validateRulebook`). */
export function countedIn({ measure }: { readonly measure: Measure }): Counted {
  return measure === 'points' ? 'points' : 'qualified';
}
