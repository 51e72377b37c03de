import type { Rulebook, Threshold } from '@fanfare/domain';

/** What a rulebook promises to whoever brings friends, lowest first: thresholds that count friends, as a newcomer meets them. */
export interface Promises {
  tiers: { id: string; name: string; threshold: number }[];
  milestones: { id: string; title: string; threshold: number }[];
}

export function promises(rulebook: Rulebook): Promises {
  const friends = <T extends { measure: string; name?: string }>(things: readonly T[]) => things.filter((t) => t.measure === 'qualified' && t.name !== undefined);
  return {
    tiers: friends(rulebook.tiers).map((t) => ({ id: t.id, name: t.name!, threshold: forNewcomers(t.at) })),
    milestones: friends(rulebook.milestones).map((m) => ({ id: m.id, title: m.name!, threshold: forNewcomers(m.at) })).toSorted((a, b) => a.threshold - b.threshold),
  };
}

/** Whoever is not in a cohort yet. */
function forNewcomers(at: Threshold): number {
  return typeof at === 'number' ? at : at.else;
}
