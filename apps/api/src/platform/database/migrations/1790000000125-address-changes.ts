import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = `'confirmation', 'unsubscribe', 'staff_invitation', 'personal'`;

/** Who asked to be known by another e-mail address, whether its owner agreed, and until when the old address may take it back. */
export class AddressChanges1790000000125 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE address_changes (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        member_id uuid NOT NULL,
        old_email text NOT NULL,
        old_hash bytea NOT NULL,
        new_email text NOT NULL,
        new_hash bytea NOT NULL,
        session_id uuid,
        asked_by uuid,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        undo_until timestamptz,
        undone_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT pk_address_changes PRIMARY KEY (program_id, id),
        CONSTRAINT ck_address_changes_other CHECK (old_hash <> new_hash),
        CONSTRAINT ck_address_changes_confirmed CHECK ((confirmed_at IS NULL) = (undo_until IS NULL) AND (confirmed_at IS NULL OR ended_at IS NULL)),
        CONSTRAINT ck_address_changes_undone CHECK (undone_at IS NULL OR confirmed_at IS NOT NULL),
        CONSTRAINT fk_address_changes_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    // One at a time: a later wish takes the place of the one before.
    await q.query(`CREATE UNIQUE INDEX uq_address_changes_open ON address_changes (program_id, account_id) WHERE confirmed_at IS NULL AND ended_at IS NULL`);
    await q.query(`CREATE INDEX ix_address_changes_member ON address_changes (program_id, member_id)`);
    await q.query(`CREATE INDEX ix_address_changes_created ON address_changes (program_id, created_at)`);
    await q.query(`ALTER TABLE address_changes ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE address_changes FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON address_changes USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON address_changes TO app`);
    await q.query(`ALTER TABLE tokens DROP CONSTRAINT ck_tokens_kind`);
    await q.query(`ALTER TABLE tokens ADD CONSTRAINT ck_tokens_kind CHECK (kind IN (${KINDS}, 'address_change', 'address_undo'))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DELETE FROM tokens WHERE kind IN ('address_change', 'address_undo')`);
    await q.query(`ALTER TABLE tokens DROP CONSTRAINT ck_tokens_kind`);
    await q.query(`ALTER TABLE tokens ADD CONSTRAINT ck_tokens_kind CHECK (kind IN (${KINDS}))`);
    await q.query(`DROP TABLE address_changes`);
  }
}
