import {
  parseAwardKey, type Award, type AwardKey, type Decision, type Entry, type Id, type Instant, type Measure, type ReferralState, type Rise, type State,
  type Step, type Timer,
} from './book.js';
import { compareTimers } from './agenda.js';

/**
 * A book being worked on: a state that may be changed, what was decided so far, and indexes that spare a scan of all awards.
 * Internal to the engine: the exported functions open a copy and close it again, `replay` keeps one open.
 */
export interface Book extends Omit<State, 'sums' | 'season' | 'windows' | 'referrals' | 'awards' | 'timers'> {
  sums: Record<Measure, number>;
  season: Record<Id, number>;
  windows: Record<string, number>;
  referrals: Map<Id, ReferralState>;
  awards: Map<AwardKey, Award>;
  /** Timers of referrals apart from the few others, so that a large book on hold is not searched for those. Both sorted. */
  holds: Timer[];
  terms: Timer[];
  decisions: Decision[];
  /** Highest ordinal of each milestone that the member has earned. */
  highest: Map<Id, number>;
  /** Who has the friend's side of a milestone: `milestone friend`. */
  sided: Set<string>;
  /** Milestone awards that are suspended or lost. */
  dormant: Set<AwardKey>;
}

/** Copies what may change. Referrals and awards are shared: they are replaced, never changed. */
export function open(s: State): Book {
  const { timers, ...whole } = s;
  const book: Book = {
    ...whole, sums: { ...s.sums }, season: { ...s.season },
    windows: Object.assign(Object.create(null) as Record<string, number>, s.windows), // a day's name is new nearly each time: without a prototype it is a dictionary from the start
    referrals: new Map(s.referrals), awards: new Map(s.awards),
    holds: timers.filter(isOfReferral), terms: timers.filter((t) => !isOfReferral(t)),
    decisions: [], highest: new Map(), sided: new Set(), dormant: new Set(),
  };
  for (const award of s.awards.values()) index(book, award);
  return book;
}

/** Whether a timer is a referral's: `subjectId` is its id. */
export function isOfReferral({ kind }: Pick<Timer, 'kind'>): boolean {
  return kind === 'hold' || kind === 'approve';
}

/** The book must not be used afterwards: the state takes its collections over. */
export function close(book: Book): Step {
  const { decisions, holds, terms, highest: _highest, sided: _sided, dormant: _dormant, ...state } = book;
  return { state: { ...state, timers: [...holds, ...terms].sort(compareTimers) }, decisions };
}

/** Writes an award and keeps the indexes true. */
export function putAward(book: Book, award: Award): void {
  book.awards.set(award.key, award);
  index(book, award);
}

function index(book: Book, award: Award): void {
  if (award.of === 'tier') return;
  const { subjectId, ordinal, side } = parseAwardKey(award.key);
  if (side === 'friend') book.sided.add(`${subjectId} ${award.beneficiary}`);
  else if (ordinal > (book.highest.get(subjectId) ?? 0)) book.highest.set(subjectId, ordinal);
  if (award.status === 'active') book.dormant.delete(award.key);
  else book.dormant.add(award.key);
}

/** Books an entry and moves the sum with it: there is no other way to change one, so sums are what the entries add up to. */
export function enter(book: Book, entry: Omit<Entry, 'kind'>): void {
  book.sums[entry.measure] += entry.delta;
  book.decisions.push({ kind: 'entry', ...entry });
}

/** Mail goes to members in good standing only. */
export function announce(book: Book, news: Omit<Extract<Decision, { kind: 'announce' }>, 'kind'>): void {
  if (book.standing === 'active') book.decisions.push({ kind: 'announce', ...news });
}

/** What caused a change. `settled`: an opening balance, without grants and mail. `friend`: whose referral it was. `rise`: what that friend lifted. */
export interface Occasion { at: Instant; friend: Id | null; grants: 'made' | 'settled'; rise?: Rise }
