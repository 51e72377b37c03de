import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which books were made one: where a closed book went, and which books have to be read together for ever after. */
export class Merges1790000000090 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE standings
        ADD COLUMN merged_into uuid,
        ADD COLUMN group_id uuid,
        ADD CONSTRAINT ck_standings_merged CHECK (merged_into IS NULL OR (merged_into <> member_id AND group_id IS NOT NULL)),
        ADD CONSTRAINT fk_standings_merged_into FOREIGN KEY (program_id, merged_into) REFERENCES standings (program_id, member_id)`);
    await q.query(`CREATE INDEX ix_standings_merged_into ON standings (program_id, merged_into) WHERE merged_into IS NOT NULL`);
    await q.query(`CREATE INDEX ix_standings_group ON standings (program_id, group_id, member_id) WHERE group_id IS NOT NULL`);
    // A tier that a book brought into another is that book's no more.
    await q.query(`GRANT DELETE ON awards TO app`);
    await q.query(`
      CREATE FUNCTION members_of_person(program uuid, member uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
        WITH RECURSIVE person (member_id) AS (
          SELECT member
          UNION SELECT s.member_id FROM standings s JOIN person p ON s.merged_into = p.member_id WHERE s.program_id = program)
        SELECT member_id FROM person $$`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP FUNCTION members_of_person`);
    await q.query(`REVOKE DELETE ON awards FROM app`);
    await q.query(`ALTER TABLE standings DROP COLUMN merged_into, DROP COLUMN group_id`);
  }
}
