import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { Maintenance, MINUTE_MS } from '../platform/jobs/maintenance.js';
import { Programs, Rulebooks } from '../programs/index.js';

/**
 * Places within a season. The books keep a sum per season; an index over it is folded every minute, as the ranks of all
 * time are, so that counting writes nothing for it. A season that is over is folded on: a friend may still be taken back.
 */
@Injectable()
export class SeasonRanks implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly rulebooks: Rulebooks,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'season_scores', everyMs: MINUTE_MS, run: (at) => this.foldAll(at) });
  }

  /** @returns from 1; null for who is not active or has brought nobody in the season */
  async of(tx: Tx, programId: Id, seasonId: Id, memberId: Id): Promise<number | null> {
    const [row] = (await tx.query(
      `SELECT (SELECT count(*)::int + 1 FROM season_scores o WHERE o.program_id = $1 AND o.season_id = $2
          AND (o.score > s.score OR (o.score = s.score AND (o.reached_at, o.member_id) < (s.reached_at, s.member_id)))) AS place
       FROM season_scores s JOIN standings b ON b.program_id = $1 AND b.member_id = s.member_id AND b.standing = 'active'
       WHERE s.program_id = $1 AND s.season_id = $2 AND s.member_id = $3`, [programId, seasonId, memberId])) as { place: number }[];
    return row?.place ?? null;
  }

  /** The fold of one season. What has not changed is not written, so that who was there earlier stays it. */
  async fold(programId: Id, seasonId: Id): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => tx.query(
      `WITH present AS (
         SELECT member_id, (season->>$2)::int AS score, reached_at FROM standings WHERE program_id = $1 AND standing = 'active' AND (season->>$2)::int > 0),
       gone AS (
         DELETE FROM season_scores s WHERE s.program_id = $1 AND s.season_id = $2 AND NOT EXISTS (SELECT 1 FROM present p WHERE p.member_id = s.member_id))
       INSERT INTO season_scores (program_id, season_id, member_id, score, reached_at) SELECT $1, $2, member_id, score, reached_at FROM present
       ON CONFLICT (program_id, season_id, member_id) DO UPDATE SET score = EXCLUDED.score, reached_at = EXCLUDED.reached_at WHERE season_scores.score <> EXCLUDED.score`,
      [programId, seasonId]));
  }

  private async foldAll(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      const { seasons } = await this.transactions.readProgram(programId, (tx) => this.rulebooks.inForce(tx, programId, at));
      for (const season of seasons.filter(({ from }) => from <= at.getTime())) await this.fold(programId, season.id);
    }
  }
}
