import type { MigrationInterface, QueryRunner } from 'typeorm';
import { QUEUES } from '../../jobs/queues.js';

const TABLES = ['people_imports', 'people_import_rows'];

/** Files of people who come from elsewhere, and what becomes of each line. */
export class PeopleImports1790000000031 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE people_imports (
        program_id uuid NOT NULL CONSTRAINT fk_people_imports_program REFERENCES programs (id),
        id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_people_imports_kind CHECK (kind IN ('members', 'customers')),
        file_name text NOT NULL,
        status text NOT NULL CONSTRAINT ck_people_imports_status CHECK (status IN ('draft', 'checking', 'checked', 'running', 'done', 'cancelled')),
        columns text[] NOT NULL,
        mapping jsonb NOT NULL,
        options jsonb,
        row_count int NOT NULL,
        done_line int NOT NULL,
        last_line int NOT NULL,
        totals jsonb,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_people_imports PRIMARY KEY (program_id, id))`);
    await q.query(`CREATE INDEX ix_people_imports_created ON people_imports (program_id, created_at, id)`);
    await q.query(`
      CREATE TABLE people_import_rows (
        program_id uuid NOT NULL,
        import_id uuid NOT NULL,
        line int NOT NULL,
        cells text[],
        found jsonb,
        email_hash bytea,
        outcome text CONSTRAINT ck_people_import_rows_outcome CHECK (outcome IN ('new', 'here', 'refused')),
        problem text,
        field text,
        warnings text[] NOT NULL,
        tier_id uuid,
        CONSTRAINT pk_people_import_rows PRIMARY KEY (program_id, import_id, line),
        CONSTRAINT fk_people_import_rows_import FOREIGN KEY (program_id, import_id) REFERENCES people_imports (program_id, id))`);
    await q.query(`CREATE INDEX ix_people_import_rows_hash ON people_import_rows (program_id, email_hash, import_id, line) WHERE email_hash IS NOT NULL`);
    await q.query(`CREATE INDEX ix_people_import_rows_outcome ON people_import_rows (program_id, import_id, outcome, line)`);
    for (const table of TABLES) {
      await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await q.query(`CREATE POLICY program_isolation ON ${table} USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    }
    await q.query(`GRANT SELECT, INSERT, UPDATE ON people_imports TO app`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON people_import_rows TO app`);
    await q.query(`SELECT pgboss.create_queue('imports', $1::jsonb)`, [JSON.stringify({ policy: 'standard', partition: false, ...QUEUES.imports })]);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`SELECT pgboss.delete_queue('imports')`);
    await q.query(`DROP TABLE people_import_rows, people_imports`);
  }
}
