import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules that somebody of the team is working on: one draft each, until it is published or thrown away. */
export class RulebookDrafts1790000000127 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE rulebook_drafts (
        program_id uuid NOT NULL,
        author_id uuid NOT NULL,
        based_on int NOT NULL,
        revision uuid NOT NULL,
        rules jsonb NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_rulebook_drafts PRIMARY KEY (program_id, author_id),
        CONSTRAINT fk_rulebook_drafts_rulebook FOREIGN KEY (program_id, based_on) REFERENCES rulebooks (program_id, version))`);
    await q.query(`ALTER TABLE rulebook_drafts ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE rulebook_drafts FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON rulebook_drafts USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON rulebook_drafts TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE rulebook_drafts`);
  }
}
