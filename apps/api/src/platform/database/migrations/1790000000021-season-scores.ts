import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The places of a season: folded from the books, which keep the sums per season but no index over them. */
export class SeasonScores1790000000021 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE season_scores (
        program_id uuid NOT NULL,
        season_id text NOT NULL,
        member_id uuid NOT NULL,
        score int NOT NULL CONSTRAINT ck_season_scores_score CHECK (score > 0),
        reached_at timestamptz NOT NULL,
        CONSTRAINT pk_season_scores PRIMARY KEY (program_id, season_id, member_id),
        CONSTRAINT fk_season_scores_standing FOREIGN KEY (program_id, member_id) REFERENCES standings (program_id, member_id))`);
    await q.query(`CREATE INDEX ix_season_scores_rank ON season_scores (program_id, season_id, score DESC, reached_at, member_id)`);
    await q.query(`ALTER TABLE season_scores ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE season_scores FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON season_scores USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON season_scores TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE season_scores`);
  }
}
