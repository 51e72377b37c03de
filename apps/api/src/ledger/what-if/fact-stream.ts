import type { Fact, FactBody, Id } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

interface Row { member_id: Id; seq: number; at: number; version: number; body: FactBody }

const PAGE = 4000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Every fact of a program, one merge group (nearly always one member) at a time, whole and in order. Memory is that of a page and of the
 * largest group; consistent within the transaction's snapshot.
 */
export async function* factsByGroup(tx: Tx, programId: Id): AsyncGenerator<readonly Fact[], void> {
  const groups = await readGroups(tx, programId);
  const waiting = new Map<Id, Fact[]>(); // of books that were merged: until the last of them was read
  for await (const book of books(tx, programId)) {
    const group = groups.get(book[0]!.memberId);
    if (!group) { yield book; continue; }
    const together = [...(waiting.get(group.id) ?? []), ...book];
    waiting.set(group.id, together);
    if (--group.books > 0) continue;
    waiting.delete(group.id);
    yield together;
  }
}

async function* books(tx: Tx, programId: Id): AsyncGenerator<Fact[], void> {
  let book: Fact[] = [];
  let place: readonly [Id, number] = [FIRST, 0];
  for (;;) {
    const rows = (await tx.query(
      `SELECT member_id, seq, (extract(epoch FROM at) * 1000)::float8 AS at, version, body FROM facts
       WHERE program_id = $1 AND (member_id, seq) > ($2, $3) ORDER BY member_id, seq LIMIT ${PAGE}`, [programId, ...place])) as Row[];
    for (const row of rows) {
      if (book.length > 0 && book[0]!.memberId !== row.member_id) { yield book; book = []; }
      book.push(toFact(row));
    }
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) break;
    place = [last.member_id, last.seq];
  }
  if (book.length > 0) yield book;
}

function toFact({ member_id: memberId, seq, at, version, body }: Row): Fact {
  return { ...body, memberId, seq, key: '', at, version };
}

/** How many books with facts each merge group has; by member. */
async function readGroups(tx: Tx, programId: Id): Promise<Map<Id, { id: Id; books: number }>> {
  const rows = (await tx.query('SELECT member_id, group_id FROM standings WHERE program_id = $1 AND group_id IS NOT NULL AND last_fact_seq > 0', [programId])) as { member_id: Id; group_id: Id }[];
  const groups = new Map<Id, { id: Id; books: number }>();
  for (const { group_id: id } of rows) groups.set(id, { id, books: (groups.get(id)?.books ?? 0) + 1 });
  return new Map(rows.map((row) => [row.member_id, groups.get(row.group_id)!]));
}
