import { Injectable } from '@nestjs/common';
import type { Tier } from '@fanfare/domain';
import { Ranks } from '../../ledger/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Rulebooks } from '../../programs/index.js';
import type { BoardResponse, BoardRow } from './board.dto.js';
import { boardName, type BoardProfile } from './board-name.js';

/** A member's place as the index has it. */
interface Place {
  readonly memberId: string;
  readonly qualified: number;
  readonly reachedAt: Date;
  readonly tierId: string | null;
}
type NamedPlace = Place & Partial<BoardProfile>;

const NEIGHBOURS = 2;
const PLACE = `member_id AS "memberId", qualified, reached_at AS "reachedAt", tier_id AS "tierId" FROM standings WHERE program_id = $1 AND standing = 'active'`;
const BEST_FIRST = 'ORDER BY qualified DESC, reached_at, member_id';
const WORST_FIRST = 'ORDER BY qualified, reached_at DESC, member_id DESC';

/** The best of a program, and where a member stands among them. Read off the index of ranks, whatever the program's size. */
@Injectable()
export class Board {
  constructor(
    private readonly transactions: Transactions,
    private readonly ranks: Ranks,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** Who brought most, for everybody to see. */
  async top(programId: string, length: number): Promise<BoardRow[]> {
    return this.transactions.readProgram(programId, async (tx) => this.rows(tx, programId, await readTop(tx, programId, length), 1, null));
  }

  async around(programId: string, memberId: string, length: number): Promise<BoardResponse> {
    return this.transactions.readProgram(programId, async (tx) => {
      const [own] = (await tx.query(`SELECT ${PLACE} AND member_id = $2`, [programId, memberId])) as Place[];
      const rank = await this.ranks.of(tx, programId, memberId);
      const [profile] = (await readProfiles(tx, programId, [memberId]));
      return {
        top: await this.rows(tx, programId, await readTop(tx, programId, length), 1, memberId),
        neighbours: own && rank !== null && own.qualified > 0 ? await this.neighbours(tx, programId, own, rank) : [],
        me: { rank, qualified: own?.qualified ?? 0, name: profile ? boardName(profile) : null, hidden: profile?.boardHidden ?? false },
      };
    });
  }

  private async neighbours(tx: Tx, programId: string, own: Place, rank: number): Promise<BoardRow[]> {
    const before = await readBefore(tx, programId, own);
    const behind = await readBehind(tx, programId, own);
    return this.rows(tx, programId, [...before, own, ...behind], rank - before.length, own.memberId);
  }

  private async rows(tx: Tx, programId: string, places: readonly Place[], firstRank: number, me: string | null): Promise<BoardRow[]> {
    const profiles = new Map((await readProfiles(tx, programId, places.map((p) => p.memberId))).map((p) => [p.memberId, p]));
    const { tiers } = await this.rulebooks.inForce(tx, programId, this.clock.now());
    return places.map((place, i) => toRow({ ...place, ...profiles.get(place.memberId) }, firstRank + i, tiers, me));
  }
}

function toRow(place: NamedPlace, rank: number, tiers: readonly Tier[], me: string | null): BoardRow {
  const tier = tiers.find((t) => t.id === place.tierId);
  const hidden = place.boardHidden ?? false;
  return {
    rank, hidden,
    name: hidden ? null : boardName({ name: place.name ?? null, boardName: place.boardName ?? null }),
    tier: tier ? { id: tier.id, name: tier.name ?? '' } : null,
    qualified: place.qualified,
    me: place.memberId === me,
  };
}

async function readTop(tx: Tx, programId: string, length: number): Promise<Place[]> {
  return (await tx.query(`SELECT ${PLACE} AND qualified > 0 ${BEST_FIRST} LIMIT $2`, [programId, length])) as Place[];
}

/** Equals who were earlier, then who has more; nearest last. */
async function readBefore(tx: Tx, programId: string, own: Place): Promise<Place[]> {
  const rows = (await tx.query(
    `(SELECT ${PLACE} AND qualified = $2 AND (reached_at, member_id) < ($3, $4) ${WORST_FIRST} LIMIT ${NEIGHBOURS})
     UNION ALL (SELECT ${PLACE} AND qualified > $2 ${WORST_FIRST} LIMIT ${NEIGHBOURS})`, [programId, own.qualified, own.reachedAt, own.memberId])) as Place[];
  return rows.toSorted((a, b) => -better(a, b)).slice(0, NEIGHBOURS).toReversed();
}

/** Equals who came later, then who has less, but at least one friend; nearest first. */
async function readBehind(tx: Tx, programId: string, own: Place): Promise<Place[]> {
  const rows = (await tx.query(
    `(SELECT ${PLACE} AND qualified = $2 AND (reached_at, member_id) > ($3, $4) ${BEST_FIRST} LIMIT ${NEIGHBOURS})
     UNION ALL (SELECT ${PLACE} AND qualified < $2 AND qualified > 0 ${BEST_FIRST} LIMIT ${NEIGHBOURS})`, [programId, own.qualified, own.reachedAt, own.memberId])) as Place[];
  return rows.toSorted(better).slice(0, NEIGHBOURS);
}

/** Negative if `a` stands before `b`. */
function better(a: Place, b: Place): number {
  return b.qualified - a.qualified || a.reachedAt.getTime() - b.reachedAt.getTime() || (a.memberId < b.memberId ? -1 : 1);
}

async function readProfiles(tx: Tx, programId: string, memberIds: readonly string[]): Promise<(BoardProfile & { memberId: string })[]> {
  if (memberIds.length === 0) return [];
  return (await tx.query(
    `SELECT member_id AS "memberId", name, board_name AS "boardName", board_hidden AS "boardHidden" FROM profiles WHERE program_id = $1 AND member_id = ANY($2)`,
    [programId, memberIds])) as (BoardProfile & { memberId: string })[];
}
