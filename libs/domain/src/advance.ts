import type { Instant, Rulebook, State, Step, Timer } from './book.js';
import { takeDue } from './agenda.js';
import { DomainError } from './errors.js';
import { settle } from './settle.js';
import { endGrace, endSeason } from './tiers.js';
import { ageApart } from './union.js';
import { close, open, type Book } from './working.js';

/**
 * Lets time pass: fires the timers due up to and including `to`, each at its own due time, in order. So a late worker changes
 * nothing, and advance(a→c) ≡ advance(a→b→c). The input is not changed. An instant before `s.at` is `s.at`.
 * @throws DomainError `book.referral_not_loaded` if a due timer's referral is missing from a partial state
 */
export function advance(s: State, to: Instant, rb: Rulebook): Step {
  const book = open(s);
  passTime(book, to, rb);
  return close(book);
}

/** `advance` on an open book. */
export function passTime(book: Book, to: Instant, rb: Rulebook): void {
  if (book.merged && 'own' in book.merged) book.merged = ageApart(book.merged, (s) => advance(s, to, rb).state);
  for (let timer = takeDue(book.holds, book.terms, to); timer; timer = takeDue(book.holds, book.terms, to)) {
    book.at = Math.max(book.at, timer.dueAt);
    fire(book, timer, rb);
  }
  book.at = Math.max(book.at, to);
}

function fire(book: Book, timer: Timer, rb: Rulebook): void {
  if (timer.kind === 'grace') return endGrace(book, rb, timer.subjectId, timer.dueAt);
  if (timer.kind === 'season') return endSeason(book, rb, timer.subjectId, timer.dueAt);
  const referral = book.referrals.get(timer.subjectId);
  if (!referral) throw new DomainError('book.referral_not_loaded', { referralId: timer.subjectId });
  settle(book, timer.subjectId, referral, rb, timer.dueAt);
}
