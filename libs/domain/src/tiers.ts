import { awardKey, type Award, type Id, type Instant, type Measure, type Rulebook, type Tier } from './book.js';
import { arm, disarm, isArmed } from './agenda.js';
import { DAY_MS, nextToEnd, seasonAt } from './calendar.js';
import { oneFriendTo, sumFor } from './road.js';
import { thresholdFor } from './threshold.js';
import { announce, enter, putAward, type Book, type Occasion } from './working.js';

// A tier held is an award: ordinal 1, side own, no grant. `lost` once its grace is over.

function heldBy(book: Book, tier: Tier): Award | undefined {
  const award = book.awards.get(awardKey(tier.id, 1, 'own'));
  return award?.status === 'active' ? award : undefined;
}

/** Promotes to every tier now reached, and calls off the grace period of one reached again. */
export function reachTiers(book: Book, rb: Rulebook, occasion: Occasion): void {
  for (const tier of rb.tiers) {
    const key = awardKey(tier.id, 1, 'own');
    const award = book.awards.get(key);
    const today = thresholdFor(tier.at, book.cohort);
    const threshold = Math.min(today, award?.threshold ?? Infinity);
    if (sumFor(book, rb, tier, occasion.at) < threshold) continue;
    if (award?.status === 'active') disarm(book.terms, 'grace', tier.id);
    else putAward(book, { key, of: 'tier', measure: tier.measure, beneficiary: book.memberId, threshold, status: 'active', since: occasion.at });
  }
  armSeason(book, rb, occasion.at);
  settleTier(book, rb, occasion);
}

/** After a negative entry. A seasonal tier earned in an earlier season is only asked again at the season's end. */
export function loseTiers(book: Book, rb: Rulebook, occasion: Occasion, fell: readonly Measure[]): void {
  const season = seasonAt(rb.seasons, occasion.at);
  for (const tier of rb.tiers) {
    const award = heldBy(book, tier);
    if (!award || !fell.includes(tier.measure) || (tier.per === 'season' && !(season && award.since >= season.from))) continue;
    if (isBelow(book, rb, tier, award, occasion.at)) leaveTier(book, tier, occasion.at);
  }
  settleTier(book, rb, occasion);
}

function isBelow(book: Book, rb: Rulebook, tier: Tier, award: Award, at: Instant): boolean {
  return sumFor(book, rb, tier, at) < Math.min(award.threshold, thresholdFor(tier.at, book.cohort));
}

function leaveTier(book: Book, tier: Tier, at: Instant): void {
  if (tier.graceDays === 0) dropTier(book, awardKey(tier.id, 1, 'own'));
  else if (!isArmed(book.terms, 'grace', tier.id)) arm(book.terms, { kind: 'grace', subjectId: tier.id, dueAt: at + tier.graceDays * DAY_MS });
}

function dropTier(book: Book, key: Award['key']): void {
  putAward(book, { ...book.awards.get(key)!, status: 'lost' });
}

/** A grace period is over: the tier goes, unless it was reached again. */
export function endGrace(book: Book, rb: Rulebook, tierId: Id, at: Instant): void {
  const tier = rb.tiers.find((t) => t.id === tierId);
  const award = tier && heldBy(book, tier);
  if (!tier || !award || !isBelow(book, rb, tier, award, at)) return;
  dropTier(book, award.key);
  enter(book, { effectiveAt: at, measure: tier.measure, delta: 0, reason: 'grace_ended', evidence: { tier: tierId } });
  settleTier(book, rb, { at, friend: null, grants: 'made' });
}

/** A season is over: seasonal tiers that it did not carry are left. */
export function endSeason(book: Book, rb: Rulebook, seasonId: Id, at: Instant): void {
  for (const tier of rb.tiers) {
    const award = tier.per === 'season' ? heldBy(book, tier) : undefined;
    if (!award || (book.season[seasonId] ?? 0) >= Math.min(award.threshold, thresholdFor(tier.at, book.cohort))) continue;
    leaveTier(book, tier, at);
    enter(book, { effectiveAt: at, measure: tier.measure, delta: 0, reason: 'season_ended', evidence: { tier: tier.id, season: seasonId } });
  }
  armSeason(book, rb, at);
  settleTier(book, rb, { at, friend: null, grants: 'made' });
}

/** Ends grandfathering: tiers are held to today's thresholds; one that the rulebook dropped goes at once. */
export function regradeTiers(book: Book, rb: Rulebook, occasion: Occasion): void {
  for (const award of [...book.awards.values()].filter((a) => a.of === 'tier' && a.status === 'active')) {
    const tier = rb.tiers.find((t) => awardKey(t.id, 1, 'own') === award.key);
    if (!tier) { dropTier(book, award.key); continue; }
    putAward(book, { ...award, threshold: thresholdFor(tier.at, book.cohort) });
    if (tier.per === 'life' && isBelow(book, rb, tier, book.awards.get(award.key)!, occasion.at)) leaveTier(book, tier, occasion.at);
  }
  settleTier(book, rb, occasion);
}

/** Whoever holds a seasonal tier is asked again when the running season ends; a new rulebook may move that end. */
export function rearmSeason(book: Book, rb: Rulebook, at: Instant): void {
  for (const timer of book.terms.filter((t) => t.kind === 'season')) disarm(book.terms, 'season', timer.subjectId);
  armSeason(book, rb, at);
}

function armSeason(book: Book, rb: Rulebook, at: Instant): void {
  if (!rb.tiers.some((t) => t.per === 'season' && heldBy(book, t)) || book.terms.some((t) => t.kind === 'season')) return;
  const season = nextToEnd(rb.seasons, at);
  if (season) arm(book.terms, { kind: 'season', subjectId: season.id, dueAt: season.to });
}

// The member's tier is the highest they hold, in the rulebook's order; one it dropped ranks below all others.
function settleTier(book: Book, rb: Rulebook, { at, grants }: Occasion): void {
  const from = book.tier;
  const to = rb.tiers.findLast((t) => heldBy(book, t))?.id ?? (from === null ? null : droppedTier(book));
  if (to === from) return;
  book.tier = to;
  book.decisions.push({ kind: 'tier', from, to, effectiveAt: at });
  if (grants === 'settled') return;
  if (to !== null && rankOf(rb, to) > rankOf(rb, from)) announce(book, { topic: 'tier.reached', effectiveAt: at, tierId: to });
  else if (from !== null) announce(book, { topic: 'tier.lost', effectiveAt: at, tierId: from });
}

function droppedTier(book: Book): Id | null {
  const held = [...book.awards.values()].filter((a) => a.of === 'tier' && a.status === 'active');
  const best = held.toSorted((a, b) => b.threshold - a.threshold || (a.key < b.key ? -1 : 1))[0];
  return best ? best.key.slice(0, best.key.indexOf('#')) : null;
}

function rankOf(rb: Rulebook, id: Id | null): number {
  return id === null ? -2 : rb.tiers.findIndex((t) => t.id === id);
}

/** Called after a friend counted: one more and the next tier is reached. */
export function announceOneToGo(book: Book, rb: Rulebook, at: Instant): void {
  const tier = oneFriendTo(book, rb, at);
  if (tier) announce(book, { topic: 'one_to_go', effectiveAt: at, tierId: tier.id });
}
