import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['member_tags', 'member_notes', 'people_views'];

/** What the team writes about people, and the lists that it keeps. */
export class PeopleLists1790000000030 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE member_tags (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        tag text NOT NULL CONSTRAINT ck_member_tags_tag CHECK (char_length(tag) BETWEEN 1 AND 40),
        tagged_at timestamptz NOT NULL,
        CONSTRAINT pk_member_tags PRIMARY KEY (program_id, member_id, tag),
        CONSTRAINT fk_member_tags_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_member_tags_tag ON member_tags (program_id, tag, member_id)`);
    await q.query(`
      CREATE TABLE member_notes (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_member_notes_kind CHECK (kind IN ('note', 'suspended', 'reinstated')),
        text text NOT NULL,
        author_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_member_notes PRIMARY KEY (program_id, id),
        CONSTRAINT fk_member_notes_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_member_notes_member ON member_notes (program_id, member_id, created_at)`);
    await q.query(`
      CREATE TABLE people_views (
        program_id uuid NOT NULL CONSTRAINT fk_people_views_program REFERENCES programs (id),
        id uuid NOT NULL,
        name text NOT NULL CONSTRAINT ck_people_views_name CHECK (char_length(name) BETWEEN 1 AND 60),
        filter jsonb NOT NULL,
        sort text NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_people_views PRIMARY KEY (program_id, id))`);
    // One name, one view, however it is spelt.
    await q.query(`CREATE UNIQUE INDEX uq_people_views_name ON people_views (program_id, lower(name))`);
    for (const table of TABLES) {
      await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await q.query(`CREATE POLICY program_isolation ON ${table} USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    }
    await q.query(`GRANT SELECT, INSERT, DELETE ON member_tags, member_notes TO app`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON people_views TO app`);
    // As people look a name up: case and accents count last, and every script has its place.
    await q.query(`CREATE INDEX ix_profiles_sorted ON profiles (program_id, name COLLATE "und-x-icu", member_id)`);
    // The few who do not take part; those who do are in ix_standings_rank.
    await q.query(`CREATE INDEX ix_standings_aside ON standings (program_id, standing, member_id) WHERE standing <> 'active'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_standings_aside, ix_profiles_sorted`);
    await q.query(`DROP TABLE ${TABLES.join(', ')}`);
  }
}
