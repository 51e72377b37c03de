import type { Fact, FactBody, Id } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** Facts of one merge group: as they are, and as the draft would have credited them. */
export interface GroupFacts { readonly now: readonly Fact[]; readonly drafted: readonly Fact[] }

interface Row { book: Id; seq: number; at: number; version: number; body: FactBody }
interface MovableRow extends Row { /** Whose friend it was told of. */ of: Id; moved: boolean }

/** Small: what is read lives only shortly, and a young heap stays a small one. */
const PAGE = 1000;

/**
 * Every fact of a program, one merge group (nearly always one member) at a time, whole and in order. Memory is that of a page and of the
 * largest group; consistent within the transaction's snapshot.
 * @param runId whose moves make the drafted side; null: nothing moves
 */
export async function* factsByGroup(tx: Tx, programId: Id, runId: Id | null): AsyncGenerator<GroupFacts, void> {
  const groups = await readGroups(tx, programId);
  const waiting = new Map<Id, GroupFacts>(); // of books that were merged: until the last of them was read
  for await (const book of runId === null ? unmovedBooks(tx) : movedBooks(tx, runId)) {
    const group = groups.get((book.now[0] ?? book.drafted[0])!.memberId);
    if (!group) { yield book; continue; }
    const { now, drafted } = waiting.get(group.id) ?? { now: [], drafted: [] };
    const together = { now: [...now, ...book.now], drafted: [...drafted, ...book.drafted] };
    waiting.set(group.id, together);
    if (--group.books > 0) continue;
    waiting.delete(group.id);
    yield together;
  }
}

async function* unmovedBooks(tx: Tx): AsyncGenerator<GroupFacts, void> {
  for await (const rows of byBook(pagesOf<Row>(tx, 'facts_by_book', `SELECT f.member_id AS book, ${FACT} FROM facts f WHERE f.program_id = current_program() ORDER BY f.member_id, f.seq`))) {
    const now = rows.map((row) => toFact(row));
    yield { now, drafted: now };
  }
}

/**
 * Book by book, with what the draft would take away and bring. A confirmation takes with it what is told of its referral; whoever
 * would be credited with their first friend has a book. Only what comes is sorted: it is little, and all the rest lies in order.
 */
async function* movedBooks(tx: Tx, runId: Id): AsyncGenerator<GroupFacts, void> {
  const of = `program_id = current_program() AND run_id = '${uuid(runId)}'`;
  const there = byBook(pagesOf<MovableRow>(tx, 'facts_by_book', `
    SELECT f.member_id AS book, f.member_id AS of, coalesce((SELECT true FROM what_if_moves m WHERE m.${of} AND m.referral_id = (f.body->>'referralId')::uuid), false) AS moved, ${FACT}
    FROM facts f WHERE f.program_id = current_program() ORDER BY f.member_id, f.seq`));
  const coming = byBook(pagesOf<MovableRow>(tx, 'facts_that_come', `
    SELECT m.member_id AS book, f.member_id AS of, true AS moved, ${FACT}
    FROM what_if_moves m JOIN facts f ON f.program_id = current_program() AND (f.body->>'referralId')::uuid = m.referral_id
    WHERE m.${of} AND m.member_id IS NOT NULL ORDER BY m.member_id`));
  let [here, come] = [await there.next(), await coming.next()];
  while (!here.done || !come.done) {
    const [mine, next] = [here.done ? undefined : here.value, come.done ? undefined : come.value];
    const [has, gets] = [!next || (mine && mine[0]!.book <= next[0]!.book), !mine || (next && next[0]!.book <= mine[0]!.book)];
    yield bothSides(has ? mine! : [], gets ? next! : []);
    if (has) here = await there.next();
    if (gets) come = await coming.next();
  }
}

/** The drafted side is numbered anew, in the order in which it happened. */
function bothSides(there: readonly MovableRow[], coming: readonly MovableRow[]): GroupFacts {
  const now = there.map((row) => toFact(row));
  if (coming.length === 0 && !there.some((row) => row.moved)) return { now, drafted: now };
  const drafted = [...there.filter((row) => !row.moved), ...coming].toSorted((a, b) => a.at - b.at || (a.of < b.of ? -1 : a.of > b.of ? 1 : a.seq - b.seq));
  return { now, drafted: drafted.map((row, i) => toFact(row, i + 1)) };
}

async function* byBook<R extends Row>(pages: AsyncIterable<readonly R[]>): AsyncGenerator<R[], void> {
  let book: R[] = [];
  for await (const page of pages) {
    for (const row of page) {
      if (book.length > 0 && book[0]!.book !== row.book) { yield book; book = []; }
      book.push(row);
    }
  }
  if (book.length > 0) yield book;
}

/** What a query finds, page by page: the next is being read while one is worked on. @param query without parameters: a cursor takes none */
export async function* pagesOf<R>(tx: Tx, cursor: string, query: string): AsyncGenerator<readonly R[], void> {
  const read = () => {
    const page = tx.query(`FETCH ${PAGE} FROM ${cursor}`) as Promise<R[]>;
    page.catch(() => undefined); // whoever awaits it is told; a reader that stops before is not
    return page;
  };
  await tx.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${query}`);
  for (let next = read(); ;) {
    const page = await next;
    if (page.length === 0) break;
    next = read();
    yield page;
  }
  await tx.query(`CLOSE ${cursor}`);
}

const FACT = 'f.seq, (extract(epoch FROM f.at) * 1000)::float8 AS at, f.version, f.body';

function toFact({ book: memberId, seq, at, version, body }: Row, place = seq): Fact {
  return { ...body, memberId, seq: place, key: '', at, version };
}

/** How many books with facts each merge group has; by member. */
async function readGroups(tx: Tx, programId: Id): Promise<Map<Id, { id: Id; books: number }>> {
  const rows = (await tx.query('SELECT member_id, group_id FROM standings WHERE program_id = $1 AND group_id IS NOT NULL AND last_fact_seq > 0', [programId])) as { member_id: Id; group_id: Id }[];
  const groups = new Map<Id, { id: Id; books: number }>();
  for (const { group_id: id } of rows) groups.set(id, { id, books: (groups.get(id)?.books ?? 0) + 1 });
  return new Map(rows.map((row) => [row.member_id, groups.get(row.group_id)!]));
}

function uuid(id: Id): Id {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`${id} is no id`);
  return id;
}
