import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { Season, Tier } from '@fanfare/domain';
import { Ranks, SeasonRanks } from '../../ledger/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Rulebooks } from '../../programs/index.js';
import type { BoardResponse, BoardRow, BoardSeason } from './board.dto.js';
import { type BoardOf, type Place, readBefore, readBehind, readOwn, readTop } from './board-places.js';
import { boardName, type BoardProfile } from './board-name.js';

type NamedPlace = Place & Partial<BoardProfile>;
/** A board for everybody to see. */
export interface PublicBoard {
  readonly rows: BoardRow[];
  readonly season: BoardSeason | null;
  readonly seasons: BoardSeason[];
}
/** Which season was asked for: its id, the one that runs (`current`; of all time where none does), or none (`all`). */
export type SeasonChoice = string;

const SEASONS_SHOWN = 5;

/** The best of a program, of all time or of a season, and where a member stands among them. Read off an index, whatever the program's size. */
@Injectable()
export class Board {
  constructor(
    private readonly transactions: Transactions,
    private readonly ranks: Ranks,
    private readonly seasonRanks: SeasonRanks,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** Who brought most, for everybody to see. @throws DomainError `request.not_found` for a season that is none of the program's */
  async top(programId: string, choice: SeasonChoice, length: number): Promise<PublicBoard> {
    return this.transactions.readProgram(programId, async (tx) => {
      const seasons = await this.seasons(tx, programId);
      const season = chosen(seasons, choice);
      const board = { programId, seasonId: season?.id ?? null };
      return { season, seasons, rows: await this.rows(tx, programId, await readTop(tx, board, length), 1, null) };
    });
  }

  /** @throws as `top` */
  async around(programId: string, memberId: string, choice: SeasonChoice, length: number): Promise<BoardResponse> {
    return this.transactions.readProgram(programId, async (tx) => {
      const seasons = await this.seasons(tx, programId);
      const season = chosen(seasons, choice);
      const board = { programId, seasonId: season?.id ?? null };
      const own = await readOwn(tx, board, memberId);
      const rank = season ? await this.seasonRanks.of(tx, programId, season.id, memberId) : await this.ranks.of(tx, programId, memberId);
      const [profile] = await readProfiles(tx, programId, [memberId]);
      return {
        season, seasons,
        top: await this.rows(tx, programId, await readTop(tx, board, length), 1, memberId),
        neighbours: own && rank !== null && own.qualified > 0 ? await this.neighbours(tx, board, own, rank) : [],
        me: { rank, qualified: own?.qualified ?? 0, name: profile ? boardName(profile) : null, hidden: profile?.boardHidden ?? false },
      };
    });
  }

  /** Those that have begun, the newest first. */
  private async seasons(tx: Tx, programId: string): Promise<BoardSeason[]> {
    const now = this.clock.now().getTime();
    const { seasons } = await this.rulebooks.inForce(tx, programId, this.clock.now());
    return seasons.filter(({ from }) => from <= now).toSorted((a, b) => b.from - a.from).slice(0, SEASONS_SHOWN).map((season) => toSeason(season, now));
  }

  private async neighbours(tx: Tx, board: BoardOf, own: Place, rank: number): Promise<BoardRow[]> {
    const before = await readBefore(tx, board, own);
    const behind = await readBehind(tx, board, own);
    return this.rows(tx, board.programId, [...before, own, ...behind], rank - before.length, own.memberId);
  }

  private async rows(tx: Tx, programId: string, places: readonly Place[], firstRank: number, me: string | null): Promise<BoardRow[]> {
    const profiles = new Map((await readProfiles(tx, programId, places.map((p) => p.memberId))).map((p) => [p.memberId, p]));
    const { tiers } = await this.rulebooks.inForce(tx, programId, this.clock.now());
    return places.map((place, i) => toRow({ ...place, ...profiles.get(place.memberId) }, firstRank + i, tiers, me));
  }
}

function chosen(seasons: readonly BoardSeason[], choice: SeasonChoice): BoardSeason | null {
  if (choice === 'all') return null;
  if (choice === 'current') return seasons.find(({ current }) => current) ?? null;
  const season = seasons.find(({ id }) => id === choice);
  if (!season) throw new DomainError('request.not_found');
  return season;
}

function toSeason({ id, from, to }: Season, now: number): BoardSeason {
  return { id, from: new Date(from).toISOString(), to: new Date(to).toISOString(), current: from <= now && now < to };
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

async function readProfiles(tx: Tx, programId: string, memberIds: readonly string[]): Promise<(BoardProfile & { memberId: string })[]> {
  if (memberIds.length === 0) return [];
  return (await tx.query(
    `SELECT member_id AS "memberId", name, board_name AS "boardName", board_hidden AS "boardHidden" FROM profiles WHERE program_id = $1 AND member_id = ANY($2)`,
    [programId, memberIds])) as (BoardProfile & { memberId: string })[];
}
