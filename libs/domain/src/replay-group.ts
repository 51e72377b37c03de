import type { Decision, Fact, FactOf, Id, Instant, Rulebook, Step } from './book.js';
import { passTime } from './advance.js';
import { DomainError } from './errors.js';
import { mergeBooks } from './merge.js';
import { opened, read } from './replay.js';
import { close, open, type Book } from './working.js';

/**
 * Folds the facts of a merge group (every book that was ever merged with another of them, each from its first fact) into each
 * book at `asOf` with all its decisions. Books are read in order of `seq`; a pair of `merged` or `unmerged` waits until both
 * have come to it, and between pairs no book sees another, so this is the order (at, memberId, seq) of the whole group.
 * For a group of one it is `replay`.
 * @param facts in any order
 * @throws DomainError `book.merge_refused` (not_mirrored) if half of a pair is missing
 */
export function replayGroup(facts: Iterable<Fact>, rulebook: (version: number) => Rulebook, asOf: Instant): Map<Id, Step> {
  const group = new Group(facts, rulebook);
  group.readAll();
  return group.finish(asOf);
}

/** Books open side by side, each with the facts still to come. */
class Group {
  private readonly books = new Map<Id, Book>();
  private readonly decisions = new Map<Id, Decision[]>();
  private readonly waiting: Map<Id, Fact[]>;
  /** Halves of pairs whose mirror is being looked for: one met again waits for itself. */
  private readonly halves = new Set<Fact>();

  constructor(facts: Iterable<Fact>, private readonly rulebook: (version: number) => Rulebook) {
    this.waiting = Map.groupBy(facts, (f) => f.memberId);
    for (const queue of this.waiting.values()) queue.sort((a, b) => b.seq - a.seq); // the next one last: taken by pop
  }

  readAll(): void {
    for (const queue of this.waiting.values()) {
      for (let f = queue.at(-1); f; f = queue.at(-1)) this.tell(f);
    }
  }

  /** The fact is its book's next. */
  private tell(f: Fact): void {
    if (f.kind === 'merged' || f.kind === 'unmerged') return this.pair(f);
    this.waiting.get(f.memberId)!.pop();
    read(this.bookOf(f), f, this.rulebook);
  }

  private pair(f: FactOf<'merged' | 'unmerged'>): void {
    if (this.halves.has(f)) throw notMirrored(f);
    this.halves.add(f);
    const mirror = this.comeTo(f);
    for (const half of [f, mirror]) this.waiting.get(half.memberId)!.pop();
    const [a, b] = [f, mirror].map((half) => this.suspend(half));
    const steps = mergeBooks(a!.state, b!.state, f, mirror, this.rulebook(f.version));
    for (const step of steps) this.resume(step);
  }

  /** Lets the other book come to its half of the pair; what it has before that is no later. */
  private comeTo(f: FactOf<'merged' | 'unmerged'>): FactOf<'merged' | 'unmerged'> {
    for (;;) {
      const head = this.waiting.get(f.other)?.at(-1);
      if (!head || head.at > f.at) throw notMirrored(f);
      if (head.kind === f.kind && head.other === f.memberId) return head;
      this.tell(head);
    }
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

  finish(asOf: Instant): Map<Id, Step> {
    return new Map([...this.books].map(([id, book]) => {
      passTime(book, asOf, this.rulebook(book.version));
      const step = close(book);
      return [id, { state: step.state, decisions: [...(this.decisions.get(id) ?? []), ...step.decisions] }];
    }));
  }
}

function notMirrored(f: Fact): DomainError {
  return new DomainError('book.merge_refused', { memberId: f.memberId, because: 'not_mirrored' });
}
