import { awardKey, type Award, type AwardKey, type Id, type Instant, type State, type Step } from './book.js';
import { ofBook } from './awards.js';
import { membersOf } from './union.js';
import { close, open, putAward, type Book } from './working.js';

/**
 * Gives one of two merged books back. The entries say how it differs from what the chain said last, so sums go on being what the
 * entries add up to; award decisions say how its awards differ from what was said of them. Nothing is announced.
 * @param joint the book of both
 * @param before the book as it stands: `joint` itself, or the closed one
 * @param alone what it would be had they never met, with the seq of its `unmerged` fact
 */
export function part(joint: State, before: State, alone: State, other: Id, at: Instant): Step {
  const book = open({ ...alone, at });
  for (const measure of ['qualified', 'points', 'spent', 'attended'] as const) {
    const delta = alone.sums[measure] - before.sums[measure];
    if (delta === 0 && measure !== 'qualified') continue; // one entry at least: the fact is in the chain
    book.decisions.push({ kind: 'entry', effectiveAt: at, measure, delta, reason: 'unmerged', evidence: { other } });
  }
  if (before.tier !== alone.tier) book.decisions.push({ kind: 'tier', from: before.tier, to: alone.tier, effectiveAt: at });
  settleAwards(book, joint, at);
  return close(book);
}

function settleAwards(book: Book, joint: State, at: Instant): void {
  const said = saidOf(book, joint);
  for (const award of book.awards.values()) {
    if (award.of === 'tier') continue;
    const name = nameOf(award, book.memberId);
    const was = said.get(name);
    said.delete(name);
    const now = was ? knownAs(book, was, award) : award;
    putAward(book, now);
    report(book, was, now, at);
  }
  for (const was of said.values()) {
    const { book: _book, ...earned } = was; // only the absorbing book earns while merged
    const now: Award = { ...earned, status: isFriendless(book, was) ? 'lost' : 'suspended' };
    putAward(book, now);
    report(book, was, now, at);
  }
  closeGaps(book, joint, at);
}

/** Every award of this book, or of one it absorbed itself, as the decisions left it. */
function saidOf(book: Book, joint: State): Map<string, Award> {
  const members = membersOf(book);
  const displaced = joint.merged && 'own' in joint.merged ? joint.merged.displaced : [];
  const all = [...joint.awards.values(), ...displaced].filter((a) => a.of === 'milestone' && members.includes(a.book ?? joint.memberId));
  return new Map(all.map((a) => [nameOf(a, joint.memberId), a]));
}

function nameOf(award: Award, memberId: Id): string {
  return `${award.book ?? memberId} ${award.key}`;
}

// Whoever was given it keeps it: a key is never given to two friends.
function knownAs(book: Book, was: Award, award: Award): Award {
  const threshold = Math.min(was.threshold, award.threshold);
  const { beneficiary, since } = was;
  const status = beneficiary !== award.beneficiary && isFriendless(book, was) ? 'lost' : award.status;
  return { ...award, beneficiary, since, threshold, status };
}

/** A friend's side whose friend does not count in this book. */
function isFriendless(book: Book, award: Award): boolean {
  return award.key.endsWith('#friend') && ![...book.referrals.values()].some((r) => r.counted && r.refereeId === award.beneficiary);
}

function report(book: Book, was: Award | undefined, now: Award, at: Instant): void {
  const about = { key: now.key, memberId: now.beneficiary, effectiveAt: at, ...ofBook(now) };
  if (!was) book.decisions.push({ kind: 'award', ...about });
  const held = !was || was.status === 'active';
  if (held && now.status !== 'active') book.decisions.push({ kind: 'suspend', ...about });
  if (!held && now.status === 'active') book.decisions.push({ kind: 'reinstate', ...about });
}

/**
 * Ordinals have no gaps: below one that the two earned together lie ordinals the other book brought. The book gets its own of
 * these, suspended at once, for the day it reaches them alone.
 */
function closeGaps(book: Book, joint: State, at: Instant): void {
  for (const [subjectId, highest] of book.highest) {
    for (let ordinal = 1; ordinal < highest; ordinal++) closeGap(book, joint, awardKey(subjectId, ordinal, 'own'), at);
  }
}

function closeGap(book: Book, joint: State, key: AwardKey, at: Instant): void {
  const theirs = joint.awards.get(key);
  if (!theirs || book.awards.has(key)) return;
  const { book: _book, ...earned } = theirs;
  const now: Award = { ...earned, beneficiary: book.memberId, status: 'suspended', since: at };
  putAward(book, now);
  report(book, undefined, now, at);
}
