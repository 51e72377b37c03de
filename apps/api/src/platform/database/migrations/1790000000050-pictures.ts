import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pictures that staff have chosen, encoded by us; other tables name them by id. */
export class Pictures1790000000050 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE pictures (
        program_id uuid NOT NULL CONSTRAINT fk_pictures_program REFERENCES programs (id),
        id uuid NOT NULL,
        hash bytea NOT NULL,
        bytes bytea NOT NULL CONSTRAINT ck_pictures_bytes CHECK (octet_length(bytes) BETWEEN 1 AND 1048576),
        width int NOT NULL,
        height int NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_pictures PRIMARY KEY (program_id, id),
        CONSTRAINT uq_pictures_hash UNIQUE (program_id, hash),
        CONSTRAINT ck_pictures_size CHECK (width BETWEEN 1 AND 1600 AND height BETWEEN 1 AND 1600))`);
    await q.query(`ALTER TABLE pictures ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE pictures FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON pictures
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, DELETE ON pictures TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE pictures`);
  }
}
