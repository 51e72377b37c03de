import type { Fact, FactBody, Id } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

interface Row { member_id: Id; seq: number; at: number; version: number; body: FactBody }

/** Small: what is read lives only shortly, and a young heap stays a small one. */
const PAGE = 1000;
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
  for await (const page of pages(tx, programId)) {
    for (const row of page) {
      if (book.length > 0 && book[0]!.memberId !== row.member_id) { yield book; book = []; }
      book.push(toFact(row));
    }
  }
  if (book.length > 0) yield book;
}

/** The next page is being read while one is worked on. */
async function* pages(tx: Tx, programId: Id): AsyncGenerator<readonly Row[], void> {
  const read = ({ member_id, seq }: Pick<Row, 'member_id' | 'seq'>) => tx.query(
    `SELECT member_id, seq, (extract(epoch FROM at) * 1000)::float8 AS at, version, body FROM facts
     WHERE program_id = $1 AND (member_id, seq) > ($2, $3) ORDER BY member_id, seq LIMIT ${PAGE}`, [programId, member_id, seq]) as Promise<Row[]>;
  for (let next = read({ member_id: FIRST, seq: 0 }); ;) {
    const page = await next;
    const last = page.length < PAGE ? undefined : page.at(-1);
    if (last) {
      next = read(last);
      next.catch(() => undefined); // whoever awaits it is told; a reader that stops before is not
    }
    yield page;
    if (!last) return;
  }
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
