import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the overview and the board read instead of the raw rows, and the indexes for what is newer than that. */
export class Insights1790000000010 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE program_days (
        program_id uuid NOT NULL CONSTRAINT fk_program_days_program REFERENCES programs (id),
        day date NOT NULL,
        human_clicks int NOT NULL,
        machine_clicks int NOT NULL,
        sign_ups int NOT NULL,
        qualified int NOT NULL,
        joined int NOT NULL,
        promoted int NOT NULL,
        bringers int NOT NULL,
        counted_until timestamptz NOT NULL,
        closed boolean NOT NULL,
        CONSTRAINT pk_program_days PRIMARY KEY (program_id, day))`);
    await q.query(`
      CREATE TABLE score_counts (
        program_id uuid NOT NULL CONSTRAINT fk_score_counts_program REFERENCES programs (id),
        score int NOT NULL,
        week date NOT NULL,
        members int NOT NULL CONSTRAINT ck_score_counts_members CHECK (members > 0),
        CONSTRAINT pk_score_counts PRIMARY KEY (program_id, score, week))`);
    await this.isolate(q, 'program_days', 'UPDATE');
    await this.isolate(q, 'score_counts', 'UPDATE, DELETE');
    await q.query(`ALTER TABLE profiles ADD COLUMN board_name text`);
    await q.query(`ALTER TABLE profiles ADD COLUMN board_hidden boolean NOT NULL DEFAULT false`);
    // Only who is active has a rank: with that in the index a count never looks at the table.
    await q.query(`DROP INDEX ix_standings_rank`);
    await q.query(`CREATE INDEX ix_standings_rank ON standings (program_id, qualified DESC, reached_at, member_id) WHERE standing = 'active'`);
    await q.query(`CREATE INDEX ix_standings_tier ON standings (program_id, tier_id) WHERE tier_id IS NOT NULL`);
    await q.query(`CREATE INDEX ix_awards_tier ON awards (program_id, since) WHERE earned_as = 'tier'`);
    await q.query(`CREATE INDEX ix_members_joined ON members (program_id, joined_at, id)`);
    await q.query(`CREATE INDEX ix_submissions_created ON submissions (program_id, created_at)`);
    // Entries are only ever added, in the order of time: block ranges find a day, and cost the counting next to nothing.
    await q.query(`CREATE INDEX ix_ledger_entries_recorded ON ledger_entries USING brin (recorded_at) WITH (pages_per_range = 32)`);
    // By plain column: behind row-level security an index on lower(name) is not used, since lower() is not leakproof.
    await q.query(`CREATE INDEX ix_profiles_name ON profiles (program_id, name text_pattern_ops)`);
    await q.query(`CREATE INDEX ix_identities_address ON identities (program_id, email text_pattern_ops)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_identities_address, ix_profiles_name, ix_ledger_entries_recorded, ix_submissions_created, ix_members_joined, ix_awards_tier, ix_standings_tier, ix_standings_rank`);
    await q.query(`CREATE INDEX ix_standings_rank ON standings (program_id, qualified DESC, reached_at, member_id)`);
    await q.query(`ALTER TABLE profiles DROP COLUMN board_hidden`);
    await q.query(`ALTER TABLE profiles DROP COLUMN board_name`);
    await q.query(`DROP TABLE score_counts, program_days`);
  }

  private async isolate(q: QueryRunner, table: string, mayAlso: string): Promise<void> {
    await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON ${table} USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, ${mayAlso} ON ${table} TO app`);
  }
}
