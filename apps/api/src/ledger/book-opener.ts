import { Injectable } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { type PublishedRulebook, Rulebooks } from '../programs/index.js';
import { isUnion } from './book-lock.js';
import { loadStates, type Touch } from './book-loader.js';
import { replayBooks } from './book-replay.js';
import type { FactRow, StandingRow } from './book-rows.js';
import type { WorkedBook } from './book-writer.js';
import { OpenBook } from './fold.js';

/** What will be asked of a locked book. */
export type Need = Pick<Touch, 'referralIds' | 'whole'> & { readonly memberId: Id; readonly fresh: readonly { readonly signals: Touch['fresh'][number]['signals'] }[] };

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
    const alone = needs.filter(({ memberId }) => !isUnion(standings, memberId));
    const touches = alone.map((need) => touchOf(need, standings.get(need.memberId)!, published, inForce, at));
    const states = await loadStates(tx, programId, touches, at);
    const books = new Map<Id, WorkedBook>();
    for (const { memberId } of needs) {
      const standing = standings.get(memberId)!;
      const before = states.get(memberId) ?? (await this.rebuild(tx, programId, standings, standing)).state;
      const rulebook = published.find((p) => p.rulebook.version === standing.version)!.rulebook;
      const book = new OpenBook(before, rulebook, standing.last_entry_seq, standing.head_hash);
      if (!standing.merged_into) for (const next of ahead(published, standing.version, inForce, at)) book.adopt(next, at.getTime());
      books.set(memberId, { before, reachedAt: standing.reached_at, book });
    }
    return books;
  }

  /** A book that absorbed others keeps what each would be alone, and only the facts of all of them say it. */
  private async rebuild(tx: Tx, programId: Id, standings: ReadonlyMap<Id, StandingRow>, host: StandingRow): Promise<OpenBook> {
    const group = [...standings.values()].filter((row) => row.group_id === host.group_id);
    const rows = (await tx.query('SELECT member_id, seq, key, version, at, body FROM facts WHERE program_id = $1 AND member_id = ANY($2) ORDER BY member_id, seq',
      [programId, group.map((row) => row.member_id)])) as FactRow[];
    const facts = Map.groupBy(rows, (row) => row.member_id);
    const books = await replayBooks(tx, programId, this.rulebooks, group.map((standing) => ({ standing, facts: facts.get(standing.member_id) ?? [] })));
    return books.get(host.member_id)!;
  }

  private async published(tx: Tx, programId: Id, first: number, last: number): Promise<PublishedRulebook[]> {
    const published: PublishedRulebook[] = [];
    for (let version = first; version <= last; version++) published.push(await this.rulebooks.published(tx, programId, version));
    return published;
  }
}

function touchOf(need: Need, standing: StandingRow, published: readonly PublishedRulebook[], inForce: number, at: Date): Touch {
  const confirmedAt = Math.max(at.getTime(), standing.at.getTime());
  return {
    standing, referralIds: need.referralIds,
    fresh: need.fresh.map(({ signals }) => ({ signals, confirmedAt })),
    whole: need.whole || ahead(published, standing.version, inForce, at).some((p) => p.mode === 'recount'),
    rulebooks: published.filter((p) => p.rulebook.version >= standing.version).map((p) => p.rulebook),
  };
}

/** The versions a book has still to adopt, in order: each was in force at some time, and `recount` in one must not be lost. A plan that a later version came before never was. */
function ahead(published: readonly PublishedRulebook[], current: number, inForce: number, at: Date): PublishedRulebook[] {
  const wasReplaced = (p: PublishedRulebook) => published.some((later) => later.rulebook.version > p.rulebook.version && later.effectiveAt <= p.effectiveAt);
  return published.filter((p) => p.rulebook.version > current && p.rulebook.version <= inForce && p.effectiveAt <= at && !wasReplaced(p));
}
