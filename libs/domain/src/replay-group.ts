import type { Decision, Fact, Id, Instant, Rulebook, Step } from './book.js';
import { passTime } from './advance.js';
import { groupOrder } from './group-order.js';
import { mergeBooks, type MergeFact } from './merge.js';
import { opened, read } from './replay.js';
import { close, open, type Book } from './working.js';

/**
 * Folds the facts of a merge group into each book at `asOf` with all its decisions. For a group of one it is `replay`.
 * @param facts those of the whole group (`groupOrder`), in any order
 * @throws DomainError `book.merge_refused` (not_mirrored) if half of a pair is missing
 */
export function replayGroup(facts: Iterable<Fact>, rulebook: (version: number) => Rulebook, asOf: Instant): Map<Id, Step> {
  const group = new Group(rulebook);
  for (const turn of groupOrder(facts)) {
    if (turn.kind === 'fact') group.tell(turn.fact);
    else group.pair(...turn.pair);
  }
  return group.finish(asOf);
}

/** Books open side by side. */
class Group {
  private readonly books = new Map<Id, Book>();
  private readonly decisions = new Map<Id, Decision[]>();

  constructor(private readonly rulebook: (version: number) => Rulebook) {}

  tell(f: Fact): void {
    read(this.bookOf(f), f, this.rulebook);
  }

  pair(f: MergeFact, mirror: MergeFact): void {
    const [a, b] = [f, mirror].map((half) => this.suspend(half));
    const steps = mergeBooks(a!.state, b!.state, f, mirror, this.rulebook(f.version));
    for (const step of steps) this.resume(step);
  }

  finish(asOf: Instant): Map<Id, Step> {
    return new Map([...this.books].map(([id, book]) => {
      passTime(book, asOf, this.rulebook(book.version));
      const step = close(book);
      return [id, { state: step.state, decisions: [...(this.decisions.get(id) ?? []), ...step.decisions] }];
    }));
  }

  private bookOf(f: Fact): Book {
    const book = this.books.get(f.memberId) ?? opened(f, this.rulebook);
    this.books.set(f.memberId, book);
    return book;
  }

  private suspend(f: Fact): Step {
    const step = close(this.bookOf(f));
    this.keep(step);
    return step;
  }

  private resume(step: Step): void {
    this.keep(step);
    this.books.set(step.state.memberId, open(step.state));
  }

  private keep({ state, decisions }: Step): void {
    this.decisions.set(state.memberId, [...(this.decisions.get(state.memberId) ?? []), ...decisions]);
  }
}
