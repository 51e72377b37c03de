import { awardKey, type Award, type AwardKey, type Instant, type Rulebook, type State, type Tier } from './book.js';
import { nextToEnd, seasonAt } from './calendar.js';
import { thresholdFor } from './threshold.js';

/** As much of a book as says how far it is from a tier. A `State` is one; so are a few columns of its rows. */
export type Way = Pick<State, 'cohort' | 'season' | 'tier'> & {
  readonly sums: Pick<State['sums'], 'qualified' | 'points'>;
  /** Of tiers, at least. */
  readonly awards: ReadonlyMap<AwardKey, Pick<Award, 'status' | 'threshold'>>;
};
/** Of whoever has no book yet. */
export const NOTHING_YET: Way = { cohort: null, season: {}, tier: null, sums: { qualified: 0, points: 0 }, awards: new Map() };

type TierRules = Pick<Rulebook, 'tiers' | 'seasons'>;

/** A tier as one member meets it. */
export interface TierStep {
  readonly tier: Tier;
  /** What it takes of them: today's for their cohort, or that of the day they reached it, if that is less. */
  readonly threshold: number;
  /** What they have of what it asks for: friends or points, ever or in the season that runs. */
  readonly sum: number;
  readonly remaining: number;
  readonly held: boolean;
}

/** What a tier's threshold is compared with: the life-long sum, or what was counted in the season running at `at`. */
export function sumFor({ sums, season }: Pick<Way, 'sums' | 'season'>, rb: Pick<Rulebook, 'seasons'>, { measure, per }: Pick<Tier, 'measure' | 'per'>, at: Instant): number {
  if (per === 'life') return measure === 'points' ? sums.points : sums.qualified;
  const running = seasonAt(rb.seasons, at);
  return running ? (season[running.id] ?? 0) : 0;
}

/** Every tier, in the rulebook's order. */
export function stepsOf(way: Way, rb: TierRules, at: Instant): TierStep[] {
  return rb.tiers.map((tier) => stepOf(way, tier, sumFor(way, rb, tier, at)));
}

function stepOf({ awards, cohort }: Way, tier: Tier, sum: number): TierStep {
  const award = awards.get(awardKey(tier.id, 1, 'own'));
  const threshold = Math.min(thresholdFor(tier.at, cohort), award?.threshold ?? Infinity);
  return { tier, threshold, sum, remaining: Math.max(0, threshold - sum), held: award?.status === 'active' };
}

/** The first tier above the member's own that something is missing to. */
export function nextStep(way: Way, rb: TierRules, at: Instant): TierStep | null {
  return above(way, rb, at).find(({ held, remaining }) => !held && remaining > 0) ?? null;
}

/** The next tier that friends lead to, where it is one friend away. */
export function oneFriendTo(way: Way, rb: TierRules, at: Instant): Tier | null {
  const next = above(way, rb, at).find(({ tier, held }) => tier.measure === 'qualified' && !held);
  return next?.remaining === 1 ? next.tier : null;
}

function above(way: Way, rb: TierRules, at: Instant): TierStep[] {
  return stepsOf(way, rb, at).slice(rb.tiers.findIndex((tier) => tier.id === way.tier) + 1);
}

/**
 * What keeps the member's own tier, where something is missing: in its grace the sum that would call it off; else, of a tier per
 * season, what is asked for at that season's end.
 * @param grace when its grace ends; null where none runs
 * @returns `until`: the last instant that counts
 */
export function toKeep(way: Way, rb: TierRules, at: Instant, grace: Instant | null): (TierStep & { readonly until: Instant }) | null {
  const tier = rb.tiers.find(({ id }) => id === way.tier);
  if (!tier) return null;
  const season = tier.per === 'season' ? nextToEnd(rb.seasons, at) : null;
  const until = grace ?? (season && season.to - 1);
  const step = stepOf(way, tier, grace === null && season ? (way.season[season.id] ?? 0) : sumFor(way, rb, tier, at));
  return until !== null && step.held && step.remaining > 0 ? { ...step, until } : null;
}
