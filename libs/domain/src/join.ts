import type { Award, Id, Instant, Measure, Rulebook, State, Step, Timer } from './book.js';
import { arm, disarm } from './agenda.js';
import { countedFirst } from './adopt.js';
import { gain, lose, ofBook } from './awards.js';
import { cancelHold, moveSeason, settle } from './settle.js';
import { loseTiers, rearmSeason } from './tiers.js';
import { membersOf } from './union.js';
import { close, enter, isOfReferral, open, putAward, type Book } from './working.js';

const MEASURES = ['qualified', 'points', 'spent', 'attended'] as const;

/** The book of both: all of the guest's taken over, then judged as one member's. `host.seq` is that of its `merged` fact. */
export function join(host: State, guest: State, rb: Rulebook, at: Instant): Step {
  const book = open({ ...host, merged: { own: host, guest, displaced: [] } });
  takeSums(book, guest, at);
  for (const [id, r] of guest.referrals) book.referrals.set(id, r);
  for (const timer of guest.timers) takeTimer(book, timer);
  book.merged = { own: host, guest, displaced: takeAwards(book, guest, at) };
  if (guest.standing === 'suspended') book.standing = 'suspended';
  book.cohort ??= guest.cohort;
  loseTiers(book, rb, { at, friend: null, grants: 'settled' }, []); // a tier the guest brought is not news
  dropInsiders(book, rb, at);
  const occasion = { at, friend: null, grants: 'made' } as const;
  const fell = MEASURES.filter((m) => guest.sums[m] < 0);
  if (fell.length > 0) lose(book, rb, occasion, fell);
  rearmSeason(book, rb, at);
  gain(book, rb, occasion);
  return close(book);
}

/** What is left of the guest's own book: its place in the chain, and where all the rest went. */
export function closeGuest(guest: State, into: Id, at: Instant): Step {
  const book = open({ ...guest, merged: { into } });
  handOver(book, guest.sums, -1, into, at);
  if (guest.tier !== null) book.decisions.push({ kind: 'tier', from: guest.tier, to: null, effectiveAt: at });
  const { state, decisions } = close(book);
  return { decisions, state: { ...state, season: {}, windows: {}, extras: [], missed: [], tier: null, referrals: new Map(), awards: new Map(), timers: [] } };
}

function takeSums(book: Book, guest: State, at: Instant): void {
  handOver(book, guest.sums, 1, guest.memberId, at);
  for (const [season, n] of Object.entries(guest.season)) moveSeason(book, season, n);
  book.extras = [...book.extras, ...guest.extras].toSorted((a, b) => a.at - b.at);
  book.missed = [...book.missed, ...guest.missed];
  for (const [window, n] of Object.entries(guest.windows)) book.windows[window] = (book.windows[window] ?? 0) + n;
}

function handOver(book: Book, sums: Readonly<Record<Measure, number>>, sign: 1 | -1, other: Id, at: Instant): void {
  for (const measure of MEASURES) {
    if (sums[measure] === 0 && measure !== 'qualified') continue; // one entry at least: the fact is in the chain
    enter(book, { effectiveAt: at, measure, delta: sums[measure] === 0 ? 0 : sign * sums[measure], reason: 'merged', evidence: { other } });
  }
}

// Of two grace periods of one tier the longer holds; season timers are set anew once the tiers are known.
function takeTimer(book: Book, timer: Timer): void {
  if (timer.kind === 'season') return;
  if (isOfReferral(timer)) { book.holds.push(timer); return; } // `close` sorts
  const known = book.terms.find((t) => t.kind === timer.kind && t.subjectId === timer.subjectId);
  if (known && known.dueAt >= timer.dueAt) return;
  if (known) disarm(book.terms, known.kind, known.subjectId);
  arm(book.terms, timer);
}

/** @returns the awards that rest because the other book's stands */
function takeAwards(book: Book, guest: State, at: Instant): Award[] {
  const displaced: Award[] = [];
  for (const award of guest.awards.values()) {
    const theirs = award.of === 'tier' ? { ...award, beneficiary: book.memberId } : { ...award, book: award.book ?? guest.memberId };
    const ours = book.awards.get(award.key);
    if (!ours || outranks(theirs, ours)) putAward(book, theirs);
    if (!ours || award.of === 'tier') continue;
    const other = outranks(theirs, ours) ? { ...ours, book: ours.book ?? book.memberId } : theirs;
    displaced.push(other.status === 'active' ? { ...other, status: 'suspended' } : other);
    if (other.status === 'active') book.decisions.push({ kind: 'suspend', key: other.key, memberId: other.beneficiary, effectiveAt: at, ...ofBook(other) });
  }
  return displaced;
}

// An award in force stands before one at rest; then the earlier; then the absorbing book's own.
function outranks(theirs: Award, ours: Award): boolean {
  if ((theirs.status === 'active') !== (ours.status === 'active')) return theirs.status === 'active';
  return theirs.since < ours.since;
}

/** Nobody is their own friend, nor a friend twice: of two referrals of one friend that which counts stands, else the earlier. */
function dropInsiders(book: Book, rb: Rulebook, at: Instant): void {
  const members = new Set(membersOf(book));
  const friends = new Set<Id>();
  for (const [id, r] of [...book.referrals].toSorted(countedFirst)) {
    const told = members.has(r.refereeId) ? { ...r, refereeId: book.memberId }
      : r.claim === 'won' && friends.has(r.refereeId) ? { ...r, claim: 'lost' as const } : r;
    if (told.claim === 'won') friends.add(told.refereeId);
    if (told === r) continue;
    cancelHold(book, id, r);
    settle(book, id, told, rb, at);
    if (r.counted) lose(book, rb, { at, friend: r.refereeId, grants: 'made' }, []); // the friend's side, under the name it was given to
  }
}
