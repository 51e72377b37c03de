import {
  advance, decide, type Decision, type Fact, type FactBase, type FactBody, type Instant, mergeBooks, type MergeFact, type Past, type Rulebook, type State, type Step,
} from '@fanfare/domain';
import { hashEntry, hashFact, type PlacedEntry } from './chain.js';

/** A rulebook with the mode it was published in. */
export interface Adoption {
  readonly rulebook: Rulebook;
  readonly mode: 'from_now' | 'recount';
  readonly keepTiers: boolean;
}

/** A decision with the rulebook it was made by: what adopts new rules in a batch may have awarded under the old ones. */
export interface Decided {
  readonly decision: Decision;
  readonly rulebook: Rulebook;
  /** What it was decided from; null: time alone. */
  readonly fact: Fact | null;
}

export interface ChainedEntry extends PlacedEntry {
  readonly hash: Buffer;
  readonly previous: Buffer;
}

/**
 * A book open for writing: the state, and what has been added to it. The live path feeds it new facts, verification
 * feeds it the stored ones; both get the same entries and hashes, because this is the only place they are made.
 */
export class OpenBook {
  readonly facts: Fact[] = [];
  readonly entries: ChainedEntry[] = [];
  readonly decided: Decided[] = [];

  constructor(
    public state: State,
    public rulebook: Rulebook,
    private lastEntrySeq: number,
    private head: Buffer,
    private readonly past: Past,
  ) {}

  get headHash(): Buffer {
    return this.head;
  }

  get entrySeq(): number {
    return this.lastEntrySeq;
  }

  /** Fires what is due up to `to`. */
  advance(to: Instant): void {
    const step = advance(this.state, to, this.rulebook);
    this.state = step.state;
    this.book(step.decisions, null);
  }

  /** Moves to a later version: until then the old rules hold, after it the new ones. */
  adopt(adoption: Adoption, at: Instant): void {
    this.add(adoptionKey(this.state.memberId, adoption.rulebook.version), at, { kind: 'adopted', mode: adoption.mode, keepTiers: adoption.keepTiers }, adoption.rulebook);
  }

  /** Adds a new fact at the end of the book. */
  add(key: string, at: Instant, body: FactBody, rulebook: Rulebook = this.rulebook): Fact {
    const fact = this.next(key, at, body, rulebook);
    this.weigh(fact, rulebook);
    return fact;
  }

  /** A fact in its place at the end of the book, not yet weighed. */
  next<B extends FactBody>(key: string, at: Instant, body: B, rulebook: Rulebook = this.rulebook): B & FactBase {
    return { ...body, memberId: this.state.memberId, seq: this.state.seq + 1, key, at: Math.max(at, this.state.at), version: rulebook.version };
  }

  /** Decides a fact that already has its place. */
  weigh(fact: Fact, rulebook: Rulebook): void {
    this.advance(fact.at);
    this.take(decide(this.state, fact, rulebook, this.past), fact, rulebook);
  }

  /**
   * Decides a pair that makes one book of two, or two of one again. The rest of the group must have come as far.
   * @param books both whole, and their halves of the pair, in one order
   * @throws DomainError `book.merge_refused`
   */
  static weighPair(books: readonly [OpenBook, OpenBook], pair: readonly [MergeFact, MergeFact], rulebook: Rulebook): void {
    const at = Math.max(...pair.map((fact) => fact.at), ...books.map((book) => book.state.at));
    for (const book of books) book.advance(at);
    const steps = mergeBooks(books[0].state, books[1].state, pair[0], pair[1], rulebook);
    books.forEach((book, i) => book.take(steps[i]!, pair[i]!, rulebook));
  }

  private take(step: Step, fact: Fact, rulebook: Rulebook): void {
    this.rulebook = rulebook;
    this.state = step.state;
    this.facts.push(fact);
    this.book(step.decisions, fact);
  }

  private book(decisions: readonly Decision[], fact: Fact | null): void {
    const factHash = fact && hashFact(fact);
    for (const decision of decisions) {
      this.decided.push({ decision, rulebook: this.rulebook, fact });
      if (decision.kind !== 'entry') continue;
      const entry: PlacedEntry = {
        ...decision, memberId: this.state.memberId, seq: ++this.lastEntrySeq, factSeq: fact?.seq ?? null, version: this.rulebook.version,
      };
      const hash = hashEntry(this.head, entry, factHash);
      this.entries.push({ ...entry, hash, previous: this.head });
      this.head = hash;
    }
  }
}

function adoptionKey(memberId: string, version: number): string {
  return `adopt:${memberId}:${version}`;
}
