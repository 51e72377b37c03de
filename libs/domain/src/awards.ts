import { awardKey, parseAwardKey, type Award, type AwardKey, type Id, type Instant, type Measure, type Milestone, type Rulebook } from './book.js';
import { type Lifted, ordinalOf, sidesDue } from './friend-sides.js';
import { dueOrdinals, thresholdFor } from './threshold.js';
import { loseTiers, reachTiers } from './tiers.js';
import { announce, putAward, type Book, type Occasion } from './working.js';

/** The threshold of an award's ordinal today; Infinity where the rulebook dropped its milestone. */
function thresholdToday(book: Book, rb: Rulebook, award: Award): number {
  const m = rb.milestones.find((x) => x.id === parseAwardKey(award.key).subjectId);
  return m ? thresholdFor(m.at, book.cohort) + (ordinalOf(book, award) - 1) * (m.every ?? 0) : Infinity;
}

/**
 * What an award has to keep: its own threshold, that of the day it was earned, or today's if that is lower. So a raised bar
 * takes nothing away, and nobody is worse off than a member who would earn the same today.
 */
function floorOf(book: Book, rb: Rulebook, award: Award): number {
  return Math.min(award.threshold, thresholdToday(book, rb, award));
}

/**
 * After sums rose, or the rules or the member's cohort changed: awards what is due and missing, reinstates what is due
 * again, promotes. A suspended or erased book gains nothing; what it missed follows when it is active again (`catchUp`).
 */
export function gain(book: Book, rb: Rulebook, occasion: Occasion): void {
  const { rise } = occasion;
  if (book.standing !== 'active') {
    if (rise) book.missed = [...book.missed, rise];
    return;
  }
  for (const m of rb.milestones) awardMissing(book, m, occasion);
  if (book.dormant.size > 0) reinstateDue(book, rb, occasion);
  if (rise) giveSides(book, rb, { ...rise, to: book.sums }, occasion);
  reachTiers(book, rb, occasion);
}

/** A book that is active again gains what it missed, and its friends their side of what they completed, as if they came one after another now. */
export function catchUp(book: Book, rb: Rulebook, at: Instant): void {
  gain(book, rb, { at, friend: null, grants: 'made' });
  if (book.standing !== 'active') return;
  const to = { ...book.sums };
  for (const rise of book.missed) {
    to.qualified -= rise.qualified;
    to.points -= rise.points;
  }
  for (const rise of book.missed) {
    to.qualified += rise.qualified;
    to.points += rise.points;
    const occasion = { at, friend: rise.friend, grants: 'made' } as const;
    if (book.dormant.size > 0) reinstateDue(book, rb, occasion);
    giveSides(book, rb, { ...rise, to }, occasion);
  }
  book.missed = [];
}

function giveSides(book: Book, rb: Rulebook, lifted: Lifted, occasion: Occasion): void {
  for (const { milestone, key, threshold } of sidesDue(book, rb, lifted)) grant(book, key, milestone.measure, lifted.friend, threshold, occasion);
}

/**
 * After a negative entry: suspends what the sums no longer carry, always; tiers go after their grace.
 * @param fell the sums that fell: what hangs on others is not looked at
 */
export function lose(book: Book, rb: Rulebook, occasion: Occasion, fell: readonly Measure[]): void {
  for (const award of book.awards.values()) {
    if (award.of === 'tier' || award.status === 'lost') continue;
    if (isOf(award, occasion.friend)) withdraw(book, award, 'lost', occasion);
    else if (award.status === 'active' && fell.includes(award.measure) && book.sums[award.measure] < floorOf(book, rb, award)) {
      withdraw(book, award, 'suspended', occasion);
    }
  }
  loseTiers(book, rb, occasion, fell);
}

/** The friend's side of an award, earned by this friend. It goes with them, whatever the sum. */
function isOf(award: Award, friend: Id | null): boolean {
  return award.beneficiary === friend && parseAwardKey(award.key).side === 'friend';
}

function awardMissing(book: Book, m: Milestone, occasion: Occasion): void {
  const due = dueOrdinals(m, book.sums[m.measure], book.cohort);
  for (let ordinal = (book.highest.get(m.id) ?? 0) + 1; ordinal <= due; ordinal++) {
    const threshold = thresholdFor(m.at, book.cohort) + (ordinal - 1) * (m.every ?? 0);
    grant(book, awardKey(m.id, ordinal, 'own'), m.measure, book.memberId, threshold, occasion);
  }
}

function grant(book: Book, key: AwardKey, measure: Measure, beneficiary: Id, threshold: number, { at, grants }: Occasion): void {
  putAward(book, { key, of: 'milestone', measure, beneficiary, threshold, status: 'active', since: at });
  if (grants === 'settled') return;
  book.decisions.push({ kind: 'award', key, memberId: beneficiary, effectiveAt: at });
  announce(book, { topic: 'award.granted', effectiveAt: at, key });
}

function withdraw(book: Book, award: Award, status: 'suspended' | 'lost', { at }: Occasion): void {
  putAward(book, { ...award, status });
  if (award.status === 'suspended') return; // already said
  book.decisions.push({ kind: 'suspend', key: award.key, memberId: award.beneficiary, effectiveAt: at, ...ofBook(award) });
  announce(book, { topic: 'award.suspended', effectiveAt: at, key: award.key });
}

function reinstateDue(book: Book, rb: Rulebook, occasion: Occasion): void {
  for (const key of [...book.dormant].toSorted()) {
    const award = book.awards.get(key)!;
    // A friend's side that was lost waits for that friend to count again, whoever lifts the sum.
    if (award.status === 'lost' && award.beneficiary !== occasion.friend) continue;
    const carried = book.sums[award.measure] >= floorOf(book, rb, award);
    putAward(book, { ...award, status: carried ? 'active' : 'suspended' });
    if (!carried) continue;
    book.decisions.push({ kind: 'reinstate', key, memberId: award.beneficiary, effectiveAt: occasion.at, ...ofBook(award) });
    announce(book, { topic: 'award.reinstated', effectiveAt: occasion.at, key });
  }
}

/** Names the book an award came from, where that is another. */
export function ofBook({ book }: Award): { book?: Id } {
  return book === undefined ? {} : { book };
}
