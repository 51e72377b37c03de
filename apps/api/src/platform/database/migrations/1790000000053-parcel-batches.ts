import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Parcels are packed in batches, each with a number of its own; every step of a grant is kept with its time. */
export class ParcelBatches1790000000053 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE parcel_batches (
        program_id uuid NOT NULL CONSTRAINT fk_parcel_batches_program REFERENCES programs (id),
        id uuid NOT NULL,
        number int NOT NULL CONSTRAINT ck_parcel_batches_number CHECK (number > 0),
        opened_by uuid NOT NULL,
        opened_at timestamptz NOT NULL,
        CONSTRAINT pk_parcel_batches PRIMARY KEY (program_id, id),
        CONSTRAINT uq_parcel_batches_number UNIQUE (program_id, number))`);
    await q.query(`
      ALTER TABLE grants
        ADD COLUMN batch_id uuid,
        ADD COLUMN batch_place int,
        ADD COLUMN carrier text,
        ADD COLUMN reminded_at timestamptz,
        ADD CONSTRAINT uq_grants_batch_place UNIQUE (program_id, batch_id, batch_place),
        ADD CONSTRAINT ck_grants_batch CHECK ((batch_id IS NULL) = (batch_place IS NULL)),
        ADD CONSTRAINT fk_grants_batch FOREIGN KEY (program_id, batch_id) REFERENCES parcel_batches (program_id, id)`);
    await q.query(`
      CREATE TABLE grant_steps (
        program_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        step int NOT NULL,
        status text NOT NULL,
        reason text,
        at timestamptz NOT NULL,
        CONSTRAINT pk_grant_steps PRIMARY KEY (program_id, grant_id, step),
        CONSTRAINT fk_grant_steps_grant FOREIGN KEY (program_id, grant_id) REFERENCES grants (program_id, id))`);
    await q.query(`ALTER TABLE grants NO FORCE ROW LEVEL SECURITY`);
    await q.query(`INSERT INTO grant_steps (program_id, grant_id, step, status, reason, at) SELECT program_id, id, 1, status, reason, updated_at FROM grants`);
    await q.query(`ALTER TABLE grants FORCE ROW LEVEL SECURITY`);
    // By the database: no change of a status can forget its step. The grant's row is locked by then, so steps are counted one by one.
    await q.query(`
      CREATE FUNCTION note_grant_step() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' OR OLD.status <> NEW.status THEN
          INSERT INTO grant_steps (program_id, grant_id, step, status, reason, at)
            SELECT NEW.program_id, NEW.id, coalesce(max(s.step), 0) + 1, NEW.status, NEW.reason, NEW.updated_at
            FROM grant_steps s WHERE s.program_id = NEW.program_id AND s.grant_id = NEW.id;
        END IF;
        RETURN NULL;
      END $$`);
    await q.query(`CREATE TRIGGER note_step AFTER INSERT OR UPDATE OF status ON grants FOR EACH ROW EXECUTE FUNCTION note_grant_step()`);
    await q.query(`CREATE INDEX ix_audit_log_subject ON audit_log (program_id, subject_id, at)`);
    for (const table of ['parcel_batches', 'grant_steps']) {
      await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await q.query(`CREATE POLICY program_isolation ON ${table}
        USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
      await q.query(`GRANT SELECT, INSERT ON ${table} TO app`);
    }
    await q.query(`CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON grant_steps FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await q.query(`CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON grant_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_audit_log_subject`);
    await q.query(`DROP TRIGGER note_step ON grants`);
    await q.query(`DROP FUNCTION note_grant_step()`);
    await q.query(`DROP TABLE grant_steps`);
    await q.query(`ALTER TABLE grants DROP COLUMN batch_id, DROP COLUMN batch_place, DROP COLUMN carrier, DROP COLUMN reminded_at`);
    await q.query(`DROP TABLE parcel_batches`);
  }
}
