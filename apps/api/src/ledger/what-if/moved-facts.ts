import { attribute, type Fact, type FactBody, type Id, type Rulebook } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { factsByGroup } from './fact-stream.js';

export interface Move { readonly referralId: Id; readonly memberId: Id | null }
/** Facts of one merge group: as they are, and as the draft would have credited them. */
export interface GroupFacts { readonly now: readonly Fact[]; readonly drafted: readonly Fact[] }

/**
 * First pass: the confirmations that the draft would credit to somebody else, or (null) to nobody. What was credited to people who
 * were merged stays theirs.
 */
export async function* moves(tx: Tx, programId: Id, draft: Rulebook, read: (facts: number) => Promise<void>): AsyncGenerator<Move, void> {
  const merged = await mergedMembers(tx, programId);
  for await (const group of factsByGroup(tx, programId)) {
    for (const f of group) {
      if (f.kind !== 'confirmed' || merged.has(f.memberId)) continue;
      const memberId = attribute(f.touches, f.at, draft.attribution);
      if (memberId !== f.memberId && !merged.has(memberId ?? '')) yield { referralId: f.referralId, memberId };
    }
    await read(group.length);
  }
}

/** Small, as where facts are read as they are: what is read lives only shortly. */
const PAGE = 1000;

interface Row { book: Id; side: 'both' | 'now' | 'drafted'; seq: number; at: number; version: number; body: FactBody }

/**
 * Second pass: book by book, with what the draft would take away and bring. A confirmation takes with it what is told of its referral;
 * whoever would be credited with their first friend has a book.
 */
export async function* movedFacts(tx: Tx, programId: Id, runId: Id): AsyncGenerator<GroupFacts, void> {
  await tx.query(MOVED(uuid(runId)));
  let group: Row[] = [];
  let current: Id | null = null;
  for (;;) {
    const rows = (await tx.query(`FETCH ${PAGE} FROM moved_facts`)) as (Row & { groupId: Id })[];
    if (rows.length === 0) break;
    for (const { groupId, ...row } of rows) {
      if (current !== groupId && group.length > 0) { yield split(group); group = []; }
      current = groupId;
      group.push(row);
    }
  }
  await tx.query('CLOSE moved_facts');
  if (group.length > 0) yield split(group);
}

/** Both sides of a group; the drafted side is numbered anew, in the order in which it happened. */
function split(rows: readonly Row[]): GroupFacts {
  const seqs = new Map<Id, number>();
  const toFact = (row: Row, seq: number): Fact => ({ ...row.body, memberId: row.book, seq, key: '', at: row.at, version: row.version });
  const next = (book: Id) => { seqs.set(book, (seqs.get(book) ?? 0) + 1); return seqs.get(book)!; };
  return {
    now: rows.filter((row) => row.side !== 'drafted').map((row) => toFact(row, row.seq)),
    drafted: rows.filter((row) => row.side !== 'now').map((row) => toFact(row, next(row.book))),
  };
}

/** A cursor takes no parameters. */
const MOVED = (runId: Id) => `
  DECLARE moved_facts NO SCROLL CURSOR FOR
  SELECT coalesce(s.group_id, placed.book) AS "groupId", placed.book, placed.side, f.seq, (extract(epoch FROM f.at) * 1000)::float8 AS at, f.version, f.body
  FROM facts f
  LEFT JOIN what_if_moves m ON m.program_id = current_program() AND m.run_id = '${runId}' AND m.referral_id = (f.body->>'referralId')::uuid
  CROSS JOIN LATERAL (VALUES (f.member_id, CASE WHEN m.referral_id IS NULL THEN 'both' ELSE 'now' END), (m.member_id, 'drafted')) AS placed (book, side)
  LEFT JOIN standings s ON s.program_id = current_program() AND s.member_id = placed.book
  WHERE f.program_id = current_program() AND placed.book IS NOT NULL
  ORDER BY 1, f.at, f.member_id, f.seq`;

async function mergedMembers(tx: Tx, programId: Id): Promise<Set<Id>> {
  const rows = (await tx.query('SELECT member_id FROM standings WHERE program_id = $1 AND group_id IS NOT NULL', [programId])) as { member_id: Id }[];
  return new Set(rows.map((row) => row.member_id));
}

function uuid(id: Id): Id {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`${id} is no id`);
  return id;
}
