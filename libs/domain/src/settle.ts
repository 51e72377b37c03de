import type { Id, Instant, Measure, ReferralState, Rulebook, Signals, Status } from './book.js';
import { arm, disarm } from './agenda.js';
import { gain, lose } from './awards.js';
import { judge, type Judgement } from './judge.js';
import { moveWindows, overLimit, type Place, placeAt } from './limits.js';
import { alignOrders, bookPoints, earnQualified, returnQualified } from './points.js';
import { announceOneToGo } from './tiers.js';
import { announce, enter, type Book } from './working.js';

/**
 * Judges a referral as it is now known, and books what follows: status, ±1, points, windows, the hold timer, awards and tier.
 * A hold timer of before must be gone: fired, or cancelled by `cancelHold`.
 * @param next what is known now, still with its former status
 * @param by the rules that say whether it counts: while it does, those it came to count by
 */
export function settle(book: Book, id: Id, next: ReferralState, rb: Rulebook, at: Instant, by = rb): void {
  const before = book.referrals.get(id);
  const place = placeAt(next, rb, at);
  const verdict = withLimits(book, next, judge(book.memberId, next, by, at), rb, place);
  const points = book.sums.points;
  const after = apply(book, id, before, next, verdict, rb, place, at);
  const settled = alignOrders(book, rb, id, after, at);
  book.referrals.set(id, settled);
  scheduleHold(book, id, verdict);
  announceChange(book, id, before, settled, at);
  follow(book, rb, before, settled, book.sums.points - points, at);
}

// A referral once over a limit stays out: another's reversal does not take it up again, only a person or a recount does.
function withLimits(book: Book, r: ReferralState, j: Judgement, rb: Rulebook, place: Place): Judgement {
  if (j.status !== 'qualified') return j;
  if (r.reason.startsWith('limit.')) return { ...j, status: 'rejected', reason: r.reason };
  if (r.counted) return j;
  const over = overLimit(book, rb.limits, r.signals, place);
  return over ? { status: 'rejected', ...over } : j;
}

/** What counted once and was turned down is `reversed`, and stays so named. */
export function nameStatus(before: Status | undefined, judged: Status): Status {
  return judged === 'rejected' && (before === 'qualified' || before === 'reversed') ? 'reversed' : judged;
}

function apply(
  book: Book, id: Id, before: ReferralState | undefined, next: ReferralState, j: Judgement, rb: Rulebook, place: Place, at: Instant,
): ReferralState {
  const status = nameStatus(before?.status, j.status);
  const counts = status === 'qualified';
  const after = { ...next, status, reason: j.reason };
  if (counts && !next.counted) return count(book, id, after, { from: before?.status, evidence: j.evidence }, rb, place, at);
  if (!counts && next.counted) return uncount(book, id, after, next.counted, before?.status, j.evidence, at);
  if (status !== before?.status || j.reason !== before.reason) bookStatus(book, id, after, before?.status, 0, j.evidence, at);
  return after;
}

/** Counts a referral in a place: +1, its windows, its season, its points. */
export function count(
  book: Book, id: Id, r: ReferralState, change: { from: Status | undefined; evidence: Signals }, rb: Rulebook, place: Place, at: Instant,
): ReferralState {
  moveWindows(book, r.signals, place, 1);
  moveSeason(book, place.season, 1);
  bookStatus(book, id, r, change.from, 1, change.evidence, at);
  const points = earnQualified(book, rb, place.season);
  bookPoints(book, id, points, 'points.qualified', at);
  return { ...r, counted: { ...place, points, version: rb.version } };
}

/** Takes a count back from the day, season and domain in which it was counted. */
export function uncount(
  book: Book, id: Id, r: ReferralState, counted: NonNullable<ReferralState['counted']>, from: Status | undefined, evidence: Signals, at: Instant,
): ReferralState {
  moveWindows(book, r.signals, counted, -1);
  moveSeason(book, counted.season, -1);
  bookStatus(book, id, r, from, -1, evidence, at);
  bookPoints(book, id, returnQualified(book, counted), 'points.qualified', at);
  return { ...r, counted: null };
}

export function moveSeason(book: Book, season: Id | null, by: number): void {
  if (season !== null) book.season[season] = (book.season[season] ?? 0) + by;
}

export function bookStatus(book: Book, id: Id, r: ReferralState, from: Status | undefined, delta: number, evidence: Signals, at: Instant): void {
  enter(book, { effectiveAt: at, measure: 'qualified', delta, referralId: id, ...(from && { from }), to: r.status, reason: r.reason, evidence });
}

/**
 * A referral that waits for its hold period, or held for going on by itself, has exactly one timer: whoever judges it again
 * cancels first (a timer that fires has left the list already, and looking for it in a large book is dear).
 */
export function cancelHold(book: Book, id: Id, before: ReferralState): void {
  if (before.reason === 'hold') disarm(book.holds, 'hold', id);
  else if (before.status === 'held') disarm(book.holds, 'approve', id);
}

export function scheduleHold(book: Book, id: Id, j: Judgement): void {
  if (j.reason === 'hold') arm(book.holds, { kind: 'hold', subjectId: id, dueAt: j.dueAt! });
  else if (j.status === 'held' && j.dueAt !== undefined) arm(book.holds, { kind: 'approve', subjectId: id, dueAt: j.dueAt });
}

function announceChange(book: Book, id: Id, before: ReferralState | undefined, after: ReferralState, at: Instant): void {
  if (after.status === before?.status) return;
  const topic = after.counted ? 'friend.counted' : before?.counted ? 'friend.reversed' : after.status === 'held' ? 'referral.held' : null;
  if (topic) announce(book, { topic, effectiveAt: at, referralId: id });
}

function follow(book: Book, rb: Rulebook, before: ReferralState | undefined, after: ReferralState, points: number, at: Instant): void {
  const counted = Number(after.counted !== null) - Number(before?.counted != null);
  const friend = after.refereeId;
  const fell: Measure[] = [...(counted < 0 ? ['qualified' as const] : []), ...(points < 0 ? ['points' as const] : [])];
  if (fell.length > 0) lose(book, rb, { at, friend: counted < 0 ? friend : null, grants: 'made' }, fell);
  if (counted < 0) book.missed = book.missed.filter((rise) => rise.friend !== friend);
  if (counted > 0 || points > 0) gain(book, rb, { at, friend, grants: 'made', rise: { friend, qualified: counted, points } });
  if (counted > 0) announceOneToGo(book, rb, at);
}
