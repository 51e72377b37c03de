import { emptyState, type Fact, groupOrder, type Id, type Past, type Rulebook } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import type { Rulebooks } from '../programs/index.js';
import { type FactRow, type StandingRow, toFact } from './book-rows.js';
import { GENESIS } from './chain.js';
import { OpenBook } from './fold.js';

/** A book as far as a replay needs it. */
export interface ReplayedFrom {
  readonly standing: StandingRow;
  readonly facts: readonly FactRow[];
}

/**
 * Folds books that were ever merged with each other, nearly always one, from their first facts up to where each stands, under the
 * rules that each fact was decided by.
 * @throws DomainError `book.merge_refused` if a book of the group is missing
 */
export async function replayBooks(tx: Tx, programId: Id, rulebooks: Rulebooks, group: readonly ReplayedFrom[]): Promise<Map<Id, OpenBook>> {
  const versions = group.flatMap(({ standing, facts }) => [standing.version, openedUnder(standing, facts), ...facts.map((f) => f.version)]);
  return tell(group, await rulesOf(tx, programId, rulebooks, versions));
}

/** The rulebooks of these versions, by number. */
export async function rulesOf(tx: Tx, programId: Id, rulebooks: Rulebooks, versions: readonly number[]): Promise<Past> {
  const known = new Map<number, Rulebook>();
  for (const version of new Set(versions)) known.set(version, await rulebooks.byVersion(tx, programId, version));
  return (version) => known.get(version)!;
}

function tell(group: readonly ReplayedFrom[], rulebook: Past): Map<Id, OpenBook> {
  const books = new Map(group.map(({ standing, facts }) => {
    const first = rulebook(openedUnder(standing, facts));
    return [standing.member_id, new OpenBook(emptyState(standing.member_id, first.version, 0), first, 0, GENESIS, rulebook)];
  }));
  for (const turn of groupOrder(factsOf(group))) {
    if (turn.kind === 'fact') books.get(turn.fact.memberId)!.weigh(turn.fact, rulebook(turn.fact.version));
    else OpenBook.weighPair([books.get(turn.pair[0].memberId)!, books.get(turn.pair[1].memberId)!], turn.pair, rulebook(turn.pair[0].version));
  }
  for (const { standing } of group) books.get(standing.member_id)!.advance(standing.at.getTime());
  return books;
}

function* factsOf(group: readonly ReplayedFrom[]): Generator<Fact> {
  for (const { facts } of group) for (const row of facts) yield toFact(row);
}

/** An empty book adopts what is published; its first version is the one before the first adoption. */
function openedUnder(standing: StandingRow, facts: readonly FactRow[]): number {
  const first = facts[0];
  if (!first) return standing.version;
  return 'kind' in first.body && first.body.kind === 'adopted' ? first.version - 1 : first.version;
}
