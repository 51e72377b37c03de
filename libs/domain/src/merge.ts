import type { FactOf, Instant, Rulebook, State, Step } from './book.js';
import { advance } from './advance.js';
import { DomainError } from './errors.js';
import { closeGuest, join } from './join.js';
import { part } from './part.js';

export type MergeFact = FactOf<'merged' | 'unmerged'>;

/**
 * Makes one book of two, or two of one again: the only rule that sees two books. Each gets its fact of the pair, at the same
 * instant and version. Both books must be whole. The inputs are not changed.
 *
 * Merged, the book of the lower member id (the elder: ids are ordered by time) absorbs the other, and the other is closed:
 * all its sums, seasons, windows, referrals, awards and timers are in the absorbing book, and whatever happens to either from
 * now on is a fact of that book, decided by the ordinary `decide` and `advance`. Then
 * - a referral whose friend is in the group stops counting (`own_link`); of two referrals of one friend only one counts;
 * - of an ordinal both hold, the earlier award stands and the other is suspended; `book` names whose award is meant;
 * - what the two reach together is awarded; limits and caps see what both used, but turn down nothing counted before;
 * - the stricter standing holds; the absorbing book's cohort, else the other's.
 *
 * Unmerged, each is what it would be had they never met: a referral's later facts, and confirmations that its touches
 * earned, go with the book they are about; what was spent goes with its buyer; adjustments and cohort stay with the absorbing
 * book; standing and rules are both's.
 * An award that only the two together earned stays in the absorbing book, suspended, so that it is never given twice.
 *
 * Merges nest: a book that absorbed another may be merged again, and the last merge is undone first. A pair that was both
 * counted as friends is the caller's: `reviewed` in the book of whoever referred the later one.
 * @returns the steps of `a` and of `b`; decisions of timers due before come first, as in `decide`. Whoever writes grants reads first, when
 *   they are merged, the absorbed book's, when they are parted, the absorbing one's: its timers may give what the other's step suspends
 * @throws DomainError `book.merge_refused`; `book.referral_not_loaded` if a book is not whole
 */
export function mergeBooks(a: State, b: State, fa: MergeFact, fb: MergeFact, rb: Rulebook): [Step, Step] {
  if (a.memberId > b.memberId) return mergeBooks(b, a, fb, fa, rb).toReversed() as [Step, Step];
  checkPair(a, b, fa, fb, rb);
  const at = Math.max(fa.at, a.at, b.at);
  const [host, guest] = [advance(a, at, rb), advance(b, at, rb)];
  const [h, g] = fa.kind === 'merged' ? merge(host.state, guest.state, fa, fb, rb, at) : unmerge(host.state, guest.state, fa, fb, at);
  return [
    { state: h.state, decisions: [...host.decisions, ...h.decisions] },
    { state: g.state, decisions: [...guest.decisions, ...g.decisions] },
  ];
}

function merge(host: State, guest: State, fh: MergeFact, fg: MergeFact, rb: Rulebook, at: Instant): [Step, Step] {
  for (const s of [host, guest]) {
    if (s.merged && 'into' in s.merged) refuse(s, 'closed');
    if (s.standing === 'erased') refuse(s, 'erased');
  }
  return [join({ ...host, seq: fh.seq }, guest, rb, at), closeGuest({ ...guest, seq: fg.seq }, host.memberId, at)];
}

function unmerge(host: State, guest: State, fh: MergeFact, fg: MergeFact, at: Instant): [Step, Step] {
  const { merged } = host;
  if (!merged || !('own' in merged) || merged.guest.memberId !== guest.memberId) return refuse(host, 'not_merged');
  return [
    part(host, host, { ...merged.own, seq: fh.seq }, guest.memberId, at),
    part(host, guest, { ...merged.guest, seq: fg.seq }, host.memberId, at),
  ];
}

function checkPair(a: State, b: State, fa: MergeFact, fb: MergeFact, rb: Rulebook): void {
  if (a.memberId === b.memberId) refuse(a, 'self');
  const mirrored = fa.kind === fb.kind && fa.at === fb.at && fa.memberId === a.memberId && fb.memberId === b.memberId
    && fa.other === b.memberId && fb.other === a.memberId;
  if (!mirrored) refuse(a, 'not_mirrored');
  // A closed book adopts no rules of its own; it gets those of the book it is in.
  const asked = [fa, fb, a, ...(fa.kind === 'merged' ? [b] : [])];
  if (asked.some(({ version }) => version !== rb.version)) refuse(a, 'version');
}

function refuse(s: State, because: string): never {
  throw new DomainError('book.merge_refused', { memberId: s.memberId, because });
}
