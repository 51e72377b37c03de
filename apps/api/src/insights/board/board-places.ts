import type { Tx } from '../../platform/database/transactions.js';

/** A member's place as the index has it. */
export interface Place {
  readonly memberId: string;
  readonly qualified: number;
  readonly reachedAt: Date;
  readonly tierId: string | null;
}

/** Which board: a program's, of one season or of all time (null). */
export interface BoardOf {
  readonly programId: string;
  readonly seasonId: string | null;
}

const NEIGHBOURS = 2;
const BEST_FIRST = 'ORDER BY qualified DESC, reached_at, member_id';
const WORST_FIRST = 'ORDER BY qualified, reached_at DESC, member_id DESC';
/** `$1` the program, `$2` the season: of either board, read off an index of its own. */
const OF_ALL_TIME = `SELECT member_id AS "memberId", qualified, reached_at AS "reachedAt", tier_id AS "tierId" FROM standings
  WHERE program_id = $1 AND $2::text IS NULL AND standing = 'active'`;
const OF_SEASON = `SELECT member_id AS "memberId", qualified, reached_at AS "reachedAt", tier_id AS "tierId" FROM (
    SELECT s.member_id, s.score AS qualified, s.reached_at, b.tier_id FROM season_scores s
    JOIN standings b ON b.program_id = $1 AND b.member_id = s.member_id AND b.standing = 'active' WHERE s.program_id = $1 AND s.season_id = $2) places
  WHERE true`;
const placesOf = ({ seasonId }: BoardOf) => (seasonId === null ? OF_ALL_TIME : OF_SEASON);

/** Who brought at least one friend, best first. */
export async function readTop(tx: Tx, board: BoardOf, length: number): Promise<Place[]> {
  return (await tx.query(`${placesOf(board)} AND qualified > 0 ${BEST_FIRST} LIMIT $3`, [board.programId, board.seasonId, length])) as Place[];
}

export async function readOwn(tx: Tx, board: BoardOf, memberId: string): Promise<Place | undefined> {
  const [own] = (await tx.query(`${placesOf(board)} AND member_id = $3`, [board.programId, board.seasonId, memberId])) as Place[];
  return own;
}

/** Equals who were earlier, then who has more; nearest last. */
export async function readBefore(tx: Tx, board: BoardOf, own: Place): Promise<Place[]> {
  const places = placesOf(board);
  const rows = (await tx.query(
    `(${places} AND qualified = $3 AND (reached_at, member_id) < ($4, $5) ${WORST_FIRST} LIMIT ${NEIGHBOURS})
     UNION ALL (${places} AND qualified > $3 ${WORST_FIRST} LIMIT ${NEIGHBOURS})`, [board.programId, board.seasonId, own.qualified, own.reachedAt, own.memberId])) as Place[];
  return rows.toSorted((a, b) => -better(a, b)).slice(0, NEIGHBOURS).toReversed();
}

/** Equals who came later, then who has less, but at least one friend; nearest first. */
export async function readBehind(tx: Tx, board: BoardOf, own: Place): Promise<Place[]> {
  const places = placesOf(board);
  const rows = (await tx.query(
    `(${places} AND qualified = $3 AND (reached_at, member_id) > ($4, $5) ${BEST_FIRST} LIMIT ${NEIGHBOURS})
     UNION ALL (${places} AND qualified < $3 AND qualified > 0 ${BEST_FIRST} LIMIT ${NEIGHBOURS})`, [board.programId, board.seasonId, own.qualified, own.reachedAt, own.memberId])) as Place[];
  return rows.toSorted(better).slice(0, NEIGHBOURS);
}

/** Negative if `a` stands before `b`. */
function better(a: Place, b: Place): number {
  return b.qualified - a.qualified || a.reachedAt.getTime() - b.reachedAt.getTime() || (a.memberId < b.memberId ? -1 : 1);
}
