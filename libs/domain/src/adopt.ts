import type { FactOf, Id, Instant, ReferralState, Rulebook } from './book.js';
import { gain } from './awards.js';
import { judge, type Judgement } from './judge.js';
import { moveWindows, overLimit, type Place, placeAt } from './limits.js';
import { alignOrders } from './points.js';
import { reseason } from './reseason.js';
import { bookStatus, cancelHold, count, nameStatus, scheduleHold, uncount } from './settle.js';
import { rearmSeason, regradeTiers } from './tiers.js';
import { announce, enter, type Book } from './working.js';

/**
 * Moves a book to a rulebook's version. `from_now` re-runs awards and tier only; `recount` judges every referral again first. A rule
 * change promotes and never suspends; tiers fall only if the rulebook ends grandfathering (`keepTiers: false`).
 * A book already at that version is left as it is. Whoever is left with fewer friends by a recount hears so once.
 */
export function adopt(book: Book, f: FactOf<'adopted'>, rb: Rulebook, at: Instant): void {
  enter(book, { effectiveAt: at, measure: 'qualified', delta: 0, reason: 'adopted', evidence: { version: rb.version } });
  if (book.version === rb.version) return;
  book.version = rb.version;
  const before = book.sums.qualified;
  if (f.mode === 'recount') recount(book, rb, at);
  if (book.sums.qualified < before) announce(book, { topic: 'count.lowered', effectiveAt: at, factSeq: f.seq }); // once, however many friends
  const occasion = { at, friend: null, grants: 'made' } as const;
  rearmSeason(book, rb, at);
  if (!f.keepTiers) regradeTiers(book, rb, occasion);
  gain(book, rb, occasion);
}

/**
 * Moves all to the seasons of these rules, then judges all referrals anew and books the differences. Limits are asked from empty
 * windows, first for those that counted, then for the rest, each in order of confirmation. Points already given for a referral that
 * goes on counting stay.
 */
function recount(book: Book, rb: Rulebook, at: Instant): void {
  reseason(book, rb);
  const all = [...book.referrals].toSorted(countedFirst);
  for (const [, r] of all) if (r.counted) moveWindows(book, r.signals, r.counted, -1);
  for (const [id, r] of all) {
    const judged = judge(book.memberId, r, rb, at);
    const place = r.counted ?? placeAt(r, rb, judged.dueAt ?? at);
    const over = judged.status === 'qualified' ? overLimit(book, rb.limits, r.signals, place) : null;
    const verdict: Judgement = over ? { ...judged, status: 'rejected', ...over } : judged;
    const after = correct(book, id, r, verdict, rb, place, at);
    book.referrals.set(id, alignOrders(book, rb, id, after, at));
    cancelHold(book, id, r);
    scheduleHold(book, id, verdict);
  }
}

function correct(book: Book, id: Id, r: ReferralState, j: Judgement, rb: Rulebook, place: Place, at: Instant): ReferralState {
  const status = nameStatus(r.status, j.status);
  const after = { ...r, status, reason: j.reason };
  if (r.counted) moveWindows(book, r.signals, r.counted, 1); // back where it was: kept, or taken out again by uncount
  if (status === 'qualified') return r.counted ? { ...after, counted: { ...r.counted, version: rb.version } } : count(book, id, after, { from: r.status, evidence: j.evidence }, rb, place, at);
  if (r.counted) return uncount(book, id, after, r.counted, r.status, j.evidence, at);
  if (status !== r.status || j.reason !== r.reason) bookStatus(book, id, after, r.status, 0, j.evidence, at);
  return after;
}

/** Those that count before the rest, each in order of confirmation. */
export function countedFirst([a, x]: [Id, ReferralState], [b, y]: [Id, ReferralState]): number {
  return Number(x.counted === null) - Number(y.counted === null) || x.confirmedAt - y.confirmedAt || (a < b ? -1 : 1);
}
