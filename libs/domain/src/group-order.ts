import type { Fact, FactOf, Id } from './book.js';
import { DomainError } from './errors.js';
import type { MergeFact } from './merge.js';

/** What happens next in a merge group: a fact of one book, or a pair that makes one of two or two of one. */
export type Turn = { readonly kind: 'fact'; readonly fact: Fact } | { readonly kind: 'pair'; readonly pair: readonly [MergeFact, MergeFact] };

/**
 * The facts of a merge group (every book that was ever merged with another of them, each from its first fact) in an order in
 * which they can be told. Each book's come in order of `seq`; a pair of `merged` or `unmerged` waits until both books have come to
 * it, and between pairs no book sees another, so this is as good as the order (at, memberId, seq) of the whole group.
 * @param facts in any order
 * @throws DomainError `book.merge_refused` (not_mirrored) if half of a pair is missing
 */
export function* groupOrder(facts: Iterable<Fact>): Generator<Turn, void> {
  const group = new Waiting(facts);
  for (const memberId of group.books()) {
    for (let f = group.head(memberId); f; f = group.head(memberId)) yield* group.tell(f);
  }
}

/** Each book's facts still to come. */
class Waiting {
  private readonly queues: Map<Id, Fact[]>;
  /** Halves of pairs whose mirror is being looked for: one met again waits for itself. */
  private readonly halves = new Set<Fact>();

  constructor(facts: Iterable<Fact>) {
    this.queues = Map.groupBy(facts, (f) => f.memberId);
    for (const queue of this.queues.values()) queue.sort((a, b) => b.seq - a.seq); // the next one last: taken by pop
  }

  books(): Iterable<Id> {
    return this.queues.keys();
  }

  head(memberId: Id): Fact | undefined {
    return this.queues.get(memberId)?.at(-1);
  }

  /** The fact is its book's next. */
  *tell(fact: Fact): Generator<Turn, void> {
    if (fact.kind === 'merged' || fact.kind === 'unmerged') return yield* this.tellPair(fact);
    this.queues.get(fact.memberId)!.pop();
    yield { kind: 'fact', fact };
  }

  private *tellPair(f: MergeFact): Generator<Turn, void> {
    if (this.halves.has(f)) throw notMirrored(f);
    this.halves.add(f);
    const mirror = yield* this.comeTo(f);
    for (const half of [f, mirror]) this.queues.get(half.memberId)!.pop();
    yield { kind: 'pair', pair: [f, mirror] };
  }

  /** Lets the other book come to its half of the pair; what it has before that is no later. */
  private *comeTo(f: MergeFact): Generator<Turn, FactOf<'merged' | 'unmerged'>> {
    for (;;) {
      const head = this.head(f.other);
      if (!head || head.at > f.at) throw notMirrored(f);
      if (head.kind === f.kind && head.other === f.memberId) return head;
      yield* this.tell(head);
    }
  }
}

function notMirrored(f: Fact): DomainError {
  return new DomainError('book.merge_refused', { memberId: f.memberId, because: 'not_mirrored' });
}
