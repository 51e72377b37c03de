import { Injectable } from '@nestjs/common';
import { type Id, replayGroup, type State } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { type PublishedRulebook, Rulebooks } from '../programs/index.js';
import { adoptionsAhead } from './adoptions.js';
import { isUnion } from './book-lock.js';
import { loadStates, type Touch } from './book-loader.js';
import { rulesOf } from './book-replay.js';
import { type FactRow, type StandingRow, toFact, toState } from './book-rows.js';
import type { WorkedBook } from './book-writer.js';
import { OpenBook } from './fold.js';

/** What will be asked of a locked book. `whole`: everything in it, as its facts make it. */
export type Need = Pick<Touch, 'referralIds'> & { readonly memberId: Id; readonly whole: boolean; readonly fresh: readonly { readonly signals: Touch['fresh'][number]['signals'] }[] };

/** Opens locked books for writing: loads of each what is needed, and brings it to the version in force. */
@Injectable()
export class BookOpener {
  constructor(private readonly rulebooks: Rulebooks) {}

  /**
   * @param standings the locked books with their merge groups
   * @param needs one per book to open; a closed one is opened as it is and adopts nothing
   */
  async open(tx: Tx, programId: Id, standings: ReadonlyMap<Id, StandingRow>, needs: readonly Need[], inForce: number, at: Date): Promise<Map<Id, WorkedBook>> {
    const versions = needs.map((need) => standings.get(need.memberId)!.version);
    const published = await this.published(tx, programId, Math.min(inForce, ...versions), Math.max(inForce, ...versions));
    const byFacts = needs.filter((need) => goesByFacts(need, standings, adoptionsAhead(published, standings.get(need.memberId)!.version, at)));
    const touches = needs.filter((need) => !byFacts.includes(need)).map((need) => touchOf(need, standings.get(need.memberId)!, published, at));
    const states = new Map([
      ...(await loadStates(tx, programId, touches, at)),
      ...(await this.rebuild(tx, programId, standings, byFacts.map(({ memberId }) => memberId))),
    ]);
    const past = await rulesOf(tx, programId, this.rulebooks, [...published.map(({ rulebook }) => rulebook.version), ...[...states.values()].flatMap(versionsIn)]);
    const books = new Map<Id, WorkedBook>();
    for (const { memberId } of needs) {
      const standing = standings.get(memberId)!;
      const before = states.get(memberId)!;
      const rulebook = published.find((p) => p.rulebook.version === standing.version)!.rulebook;
      const book = new OpenBook(before, rulebook, standing.last_entry_seq, standing.head_hash, past);
      if (!standing.merged_into) for (const next of adoptionsAhead(published, standing.version, at)) book.adopt(next, at.getTime());
      books.set(memberId, { before, reachedAt: standing.reached_at, book });
    }
    return books;
  }

  /** Books as their facts make them. */
  private async rebuild(tx: Tx, programId: Id, standings: ReadonlyMap<Id, StandingRow>, memberIds: readonly Id[]): Promise<Map<Id, State>> {
    if (memberIds.length === 0) return new Map();
    const groups = memberIds.map((id) => kinOf(standings, id));
    const rows = (await tx.query('SELECT member_id, seq, key, version, at, body FROM facts WHERE program_id = $1 AND member_id = ANY($2) ORDER BY member_id, seq',
      [programId, [...new Set(groups.flat())]])) as FactRow[];
    const facts = Map.groupBy(rows, (row) => row.member_id);
    const rulebook = await rulesOf(tx, programId, this.rulebooks, rows.map((row) => row.version));
    return new Map(memberIds.map((id, n) => {
      const standing = standings.get(id)!;
      const theirs = groups[n]!.flatMap((kin) => (facts.get(kin) ?? []).map(toFact));
      return [id, replayGroup(theirs, rulebook, standing.at.getTime()).get(id)?.state ?? toState(standing)];
    }));
  }

  private async published(tx: Tx, programId: Id, first: number, last: number): Promise<PublishedRulebook[]> {
    const published: PublishedRulebook[] = [];
    for (let version = first; version <= last; version++) published.push(await this.rulebooks.published(tx, programId, version));
    return published;
  }
}

/**
 * Whether a book is read from its facts: one that absorbed others keeps what each would be alone, a recount asks when things were
 * counted, and of two that are to be one all is needed. Of a closed one nothing is.
 */
function goesByFacts({ memberId, whole }: Need, standings: ReadonlyMap<Id, StandingRow>, adoptions: readonly PublishedRulebook[]): boolean {
  if (standings.get(memberId)!.merged_into) return false;
  return whole || isUnion(standings, memberId) || adoptions.some((p) => p.mode === 'recount');
}

/** The books that were ever merged with one, itself among them. */
function kinOf(standings: ReadonlyMap<Id, StandingRow>, memberId: Id): Id[] {
  const group = standings.get(memberId)!.group_id;
  return group === null ? [memberId] : [...standings.values()].filter((row) => row.group_id === group).map((row) => row.member_id);
}

/** By which rules the friends of a book count; of one that absorbed others, theirs too. */
function versionsIn({ referrals, merged }: State): number[] {
  const apart = merged && 'own' in merged ? [merged.own, merged.guest].flatMap(versionsIn) : [];
  return [...apart, ...new Set([...referrals.values()].flatMap(({ counted }) => (counted ? [counted.version] : [])))];
}

function touchOf(need: Need, standing: StandingRow, published: readonly PublishedRulebook[], at: Date): Touch {
  const confirmedAt = Math.max(at.getTime(), standing.at.getTime());
  return {
    standing, referralIds: need.referralIds,
    fresh: need.fresh.map(({ signals }) => ({ signals, confirmedAt })),
    rulebooks: published.filter((p) => p.rulebook.version >= standing.version).map((p) => p.rulebook),
  };
}
