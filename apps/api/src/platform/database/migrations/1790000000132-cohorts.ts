import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cohorts get a name, and books name theirs by its key. No book has been in one before, so the old column held nothing. */
export class Cohorts1790000000132 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE cohorts (
        program_id uuid NOT NULL,
        key text NOT NULL CONSTRAINT ck_cohorts_key CHECK (char_length(key) <= 30 AND key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
        name jsonb NOT NULL CONSTRAINT ck_cohorts_name CHECK (name <> '{}'),
        open_for_signup boolean NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        retired_at timestamptz,
        CONSTRAINT pk_cohorts PRIMARY KEY (program_id, key),
        CONSTRAINT fk_cohorts_program FOREIGN KEY (program_id) REFERENCES programs (id))`);
    for (const locale of ['en', 'de']) {
      await q.query(`CREATE UNIQUE INDEX uq_cohorts_name_${locale} ON cohorts (program_id, lower(name->>'${locale}')) WHERE retired_at IS NULL`);
    }
    await q.query(`ALTER TABLE cohorts ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE cohorts FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON cohorts USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    // The key of one that is over is never given again: books and old versions of the rules go on naming it.
    await q.query(`GRANT SELECT, INSERT, UPDATE ON cohorts TO app`);
    await q.query(`ALTER TABLE standings DROP COLUMN cohort_id, ADD COLUMN cohort text,
      ADD CONSTRAINT fk_standings_cohort FOREIGN KEY (program_id, cohort) REFERENCES cohorts (program_id, key)`);
    await q.query(`CREATE INDEX ix_standings_cohort ON standings (program_id, cohort, member_id) WHERE cohort IS NOT NULL`);
    await q.query(`ALTER TABLE submissions ADD COLUMN cohort text`);
    await q.query(`ALTER TABLE member_notes DROP CONSTRAINT ck_member_notes_kind`);
    await q.query(`ALTER TABLE member_notes ADD CONSTRAINT ck_member_notes_kind CHECK (kind IN ('note', 'suspended', 'reinstated', 'cohort'))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DELETE FROM member_notes WHERE kind = 'cohort'`);
    await q.query(`ALTER TABLE member_notes DROP CONSTRAINT ck_member_notes_kind`);
    await q.query(`ALTER TABLE member_notes ADD CONSTRAINT ck_member_notes_kind CHECK (kind IN ('note', 'suspended', 'reinstated'))`);
    await q.query(`ALTER TABLE submissions DROP COLUMN cohort`);
    await q.query(`ALTER TABLE standings DROP COLUMN cohort, ADD COLUMN cohort_id uuid`);
    await q.query(`DROP TABLE cohorts`);
  }
}
