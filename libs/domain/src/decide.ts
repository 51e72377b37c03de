import type { Entry, Extra, Fact, FactOf, Instant, Measure, Rulebook, State, Step } from './book.js';
import { adopt } from './adopt.js';
import { passTime } from './advance.js';
import { catchUp, gain, lose } from './awards.js';
import { seasonAt } from './calendar.js';
import { DomainError } from './errors.js';
import { firstNote, note, type ReferralFact } from './note.js';
import { bookPoints, earn } from './points.js';
import { cancelHold, moveSeason, settle } from './settle.js';
import { inOneName, tellApart } from './union.js';
import { announce, close, enter, open, type Book } from './working.js';

/** The rulebook of a version number. */
export type Past = (version: number) => Rulebook;

/**
 * What follows from one fact: lets time pass up to it, notes it, judges what it touches, then awards and tier. The input is
 * not changed. Every fact leaves at least one entry, so every fact is in the chain.
 *
 * Decisions of timers come first; a caller that must tell them apart calls `advance(s, f.at, rb)` itself.
 * For `adopted` it has to: advance with the old rulebook, then decide with the new one, on the book as its facts make it if `mode: 'recount'`.
 * A book that absorbed another must be whole.
 * @param past the rulebook of a version: a friend who counts goes on being judged by the rules they came to count by
 * @throws DomainError `book.referral_not_loaded`, `book.merge_needs_both`, `book.merged_into`, `book.not_replayed`
 */
export function decide(s: State, f: Fact, rb: Rulebook, past: Past = () => rb): Step {
  const book = open(s);
  weigh(book, f, rb, past);
  return close(book);
}

/** `decide` on an open book. */
export function weigh(book: Book, f: Fact, rb: Rulebook, past: Past): void {
  passTime(book, f.at, rb);
  book.seq = f.seq;
  const from = book.decisions.length;
  act(book, book.merged ? tellUnion(book, book.merged, f, rb, past) : f, rb, book.at, past);
  if (!book.decisions.slice(from).some((d) => d.kind === 'entry')) book.decisions.splice(from, 0, noted(f, book.at));
}

// Each of the two books hears what is about it; the book of both hears all, under one name.
function tellUnion(book: Book, merged: NonNullable<State['merged']>, f: Fact, rb: Rulebook, past: Past): Fact {
  if ('into' in merged) throw new DomainError('book.merged_into', { memberId: book.memberId, into: merged.into });
  const told = inOneName(book, f);
  book.merged = tellApart(merged, f, rb, (s, own) => decide(s, own, rb, past).state);
  return told;
}

function act(book: Book, f: Fact, rb: Rulebook, at: Instant, past: Past): void {
  switch (f.kind) {
    case 'adjusted': return adjust(book, f, rb, at);
    // No threshold reads what was spent: points that were earned stay earned.
    case 'spent': return enter(book, { effectiveAt: at, measure: 'spent', delta: f.points, reason: f.reason, evidence: { grantId: f.grantId } });
    case 'adopted': return adopt(book, f, rb, at);
    case 'cohort':
      book.cohort = f.to;
      return gain(book, rb, { at, friend: null, grants: 'made' }); // promotes, never demotes
    case 'standing':
      if (book.standing !== 'erased') book.standing = f.to; // nobody comes back from an erasure
      return catchUp(book, rb, at);
    case 'merged':
    case 'unmerged': throw new DomainError('book.merge_needs_both', { memberId: f.memberId });
    default: return referral(book, f, rb, at, past);
  }
}

function referral(book: Book, f: ReferralFact, rb: Rulebook, at: Instant, past: Past): void {
  const known = book.referrals.get(f.referralId);
  if (f.kind === 'confirmed') {
    if (!known) settle(book, f.referralId, firstNote(f), rb, at); // confirmed twice changes nothing
    return;
  }
  if (!known) throw new DomainError('book.referral_not_loaded', { referralId: f.referralId });
  cancelHold(book, f.referralId, known);
  settle(book, f.referralId, note(known, f), rb, at, known.counted ? past(known.counted.version) : rb);
}

function adjust(book: Book, f: FactOf<'adjusted'>, rb: Rulebook, at: Instant): void {
  const season = seasonAt(rb.seasons, at)?.id ?? null;
  enter(book, { effectiveAt: at, measure: f.measure, delta: f.delta, reason: f.reason, evidence: {} });
  const counts = f.measure === 'qualified' && !f.settled;
  if (counts) moveSeason(book, season, f.delta);
  const points = f.measure === 'attended' && !f.settled ? earn(book, rb, 'attended', f.delta, season) : 0;
  keepExtra(book, { at, season, qualified: counts ? f.delta : 0, points });
  bookPoints(book, undefined, points, 'points.attended', at);
  const isOfFriends = f.measure === 'qualified' || f.measure === 'points';
  if (isOfFriends && !f.settled && f.delta !== 0) announce(book, { topic: 'count.corrected', effectiveAt: at, factSeq: f.seq });
  const occasion = { at, friend: null, grants: f.settled ? 'settled' : 'made' } as const;
  const fell: Measure[] = [...(f.delta < 0 ? [f.measure] : []), ...(points < 0 ? ['points' as const] : [])];
  if (fell.length > 0) lose(book, rb, occasion, fell);
  else gain(book, rb, occasion);
}

/** Points that are taken back go off the latest of the season. */
function keepExtra(book: Book, extra: Extra): void {
  const kept = [...book.extras, { ...extra, points: Math.max(0, extra.points) }];
  let taken = Math.max(0, -extra.points);
  for (let i = kept.length - 1; taken > 0 && i >= 0; i--) {
    const { season, points } = kept[i]!;
    const part = season === extra.season ? Math.min(taken, points) : 0;
    kept[i] = { ...kept[i]!, points: points - part };
    taken -= part;
  }
  book.extras = kept.filter((e) => e.qualified !== 0 || e.points > 0);
}

// An appeal's outcome keeps its own reason even when it changes nothing.
function noted(f: Fact, at: Instant): Entry {
  const reason = f.kind === 'reviewed' && f.appealId ? f.reason : f.kind === 'adopted' ? 'adopted' : 'noted';
  return { kind: 'entry', effectiveAt: at, measure: 'qualified', delta: 0, ...('referralId' in f && { referralId: f.referralId }), reason, evidence: {} };
}
