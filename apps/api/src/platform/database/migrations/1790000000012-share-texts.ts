import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a program proposes to say where a link is shared, per language and channel. */
export class ShareTexts1790000000012 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE share_texts (
        program_id uuid NOT NULL CONSTRAINT fk_share_texts_program REFERENCES programs (id),
        locale text NOT NULL,
        channel text NOT NULL,
        text text NOT NULL CONSTRAINT ck_share_texts_text CHECK (char_length(text) BETWEEN 1 AND 280),
        CONSTRAINT pk_share_texts PRIMARY KEY (program_id, locale, channel))`);
    await q.query(`ALTER TABLE share_texts ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE share_texts FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON share_texts
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, DELETE ON share_texts TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE share_texts`);
  }
}
