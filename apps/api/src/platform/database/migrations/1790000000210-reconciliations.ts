import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether what was earned, given, taken from pools and made at providers agrees; and what does not. */
export class Reconciliations1790000000210 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE reconciliations (
        program_id uuid NOT NULL CONSTRAINT fk_reconciliations_program REFERENCES programs (id),
        id uuid NOT NULL,
        status text NOT NULL CONSTRAINT ck_reconciliations_status CHECK (status IN ('running', 'done', 'failed')),
        section text CONSTRAINT ck_reconciliations_section CHECK (section IN ('books', 'steps', 'pools', 'provider', 'strangers')),
        place text,
        passes int NOT NULL DEFAULT 0 CONSTRAINT ck_reconciliations_passes CHECK (passes >= 0),
        counts jsonb NOT NULL DEFAULT '{}',
        problem text,
        started_by uuid,
        began_at timestamptz NOT NULL,
        ended_at timestamptz,
        next_pass_at timestamptz,
        CONSTRAINT pk_reconciliations PRIMARY KEY (program_id, id),
        CONSTRAINT ck_reconciliations_running CHECK ((status = 'running') = (ended_at IS NULL) AND (status = 'running') = (next_pass_at IS NOT NULL) AND (status = 'running') = (section IS NOT NULL)))`);
    await q.query(`CREATE UNIQUE INDEX uq_reconciliations_running ON reconciliations (program_id) WHERE status = 'running'`);
    await q.query('CREATE INDEX ix_reconciliations_began ON reconciliations (program_id, began_at)');
    await q.query(`
      CREATE TABLE reconciliation_findings (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        code text NOT NULL CONSTRAINT ck_reconciliation_findings_code CHECK (code ~ '^[a-z_]{3,40}$'),
        subject text NOT NULL,
        grant_id uuid,
        detail jsonb NOT NULL,
        seen_in uuid NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        told_at timestamptz,
        resolved_at timestamptz,
        accepted_at timestamptz,
        accepted_by uuid,
        note text,
        CONSTRAINT pk_reconciliation_findings PRIMARY KEY (program_id, id),
        CONSTRAINT uq_reconciliation_findings_subject UNIQUE (program_id, code, subject),
        CONSTRAINT ck_reconciliation_findings_accepted CHECK (num_nulls(accepted_at, accepted_by, note) IN (0, 3)),
        CONSTRAINT fk_reconciliation_findings_seen FOREIGN KEY (program_id, seen_in) REFERENCES reconciliations (program_id, id))`);
    await q.query('CREATE INDEX ix_reconciliation_findings_seen ON reconciliation_findings (program_id, last_seen_at, id)');
    for (const table of ['reconciliations', 'reconciliation_findings']) {
      await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await q.query(`CREATE POLICY program_isolation ON ${table} USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
      await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO app`);
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE reconciliation_findings');
    await q.query('DROP TABLE reconciliations');
  }
}
