import type { Id } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { STANDING, type StandingRow } from './book-rows.js';

/** Whose books: those asked for, and all that were ever merged with one of them. As an array, so that the key's index is used. */
const WITH_KIN = `program_id = $1 AND member_id = ANY(ARRAY(
  SELECT unnest($2::uuid[]) UNION
  SELECT kin.member_id FROM standings s JOIN standings kin ON kin.program_id = s.program_id AND kin.group_id = s.group_id
  WHERE s.program_id = $1 AND s.member_id = ANY($2) AND s.group_id IS NOT NULL))`;

/**
 * Locks books in id order, each with its merge group; the rest of them is read in statements of their own, whose snapshot is newer
 * than the lock. A merge that was committed while we waited brings in further books: they are locked by asking again.
 */
export async function lockStandings(tx: Tx, programId: Id, memberIds: readonly Id[]): Promise<Map<Id, StandingRow>> {
  for (;;) {
    const rows = (await tx.query(`SELECT ${STANDING} FROM standings WHERE ${WITH_KIN} ORDER BY member_id FOR UPDATE`, [programId, memberIds])) as StandingRow[];
    const groups = new Set(rows.flatMap((row) => row.group_id ?? []));
    if (groups.size === 0 || (await isWhole(tx, programId, rows, [...groups]))) return byId(rows);
  }
}

async function isWhole(tx: Tx, programId: Id, rows: readonly StandingRow[], groups: readonly Id[]): Promise<boolean> {
  const [{ kin }] = (await tx.query('SELECT count(*)::int AS kin FROM standings WHERE program_id = $1 AND group_id = ANY($2)', [programId, groups])) as [{ kin: number }];
  return kin === rows.filter((row) => row.group_id !== null).length;
}

/** As `lockStandings`, only to look at. */
export async function readStandings(tx: Tx, programId: Id, memberIds: readonly Id[]): Promise<Map<Id, StandingRow>> {
  return byId((await tx.query(`SELECT ${STANDING} FROM standings WHERE ${WITH_KIN} ORDER BY member_id`, [programId, memberIds])) as StandingRow[]);
}

/** The book that has what was in this one: itself, unless it was merged into another. */
export function survivor(standings: ReadonlyMap<Id, StandingRow>, memberId: Id): Id {
  const into = standings.get(memberId)?.merged_into;
  return into ? survivor(standings, into) : memberId;
}

/** Books that have absorbed others. */
export function isUnion(standings: ReadonlyMap<Id, StandingRow>, memberId: Id): boolean {
  return [...standings.values()].some((row) => row.merged_into === memberId);
}

function byId(rows: readonly StandingRow[]): Map<Id, StandingRow> {
  return new Map(rows.map((row) => [row.member_id, row]));
}
