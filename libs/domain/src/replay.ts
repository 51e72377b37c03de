import { emptyState, type Fact, type Instant, type Rulebook, type Step } from './book.js';
import { passTime } from './advance.js';
import { weigh } from './decide.js';
import { close, open, type Book } from './working.js';

/**
 * Folds one member's facts, in order of `seq` (none: an empty state of version 0), into the state at `asOf` and every decision
 * on the way. It is the live path without the copies: with the stored versions it gives today's book, with `() => draft` the
 * what-if. Books that were ever merged are replayed together: `replayGroup`.
 * @param rulebook the rulebook of a version number
 */
export function replay(facts: Iterable<Fact>, rulebook: (version: number) => Rulebook, asOf: Instant): Step {
  let book: Book | null = null;
  for (const f of facts) {
    book ??= opened(f, rulebook);
    read(book, f, rulebook);
  }
  if (!book) return { state: emptyState('', 0, asOf), decisions: [] }; // no facts: nobody's book
  passTime(book, asOf, rulebook(book.version));
  return close(book);
}

/** The book before its first fact. */
export function opened(first: Fact, rulebook: (version: number) => Rulebook): Book {
  return open(emptyState(first.memberId, rulebook(first.version).version, first.at));
}

/** Weighs a fact of the past. Up to an adoption the old rules hold. */
export function read(book: Book, f: Fact, rulebook: (version: number) => Rulebook): void {
  if (f.kind === 'adopted') passTime(book, f.at, rulebook(book.version));
  weigh(book, f, rulebook(f.version), rulebook);
}
