import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A parcel is a thing of its own: several rewards can go in one, and the pieces of a reward in several. */
export class Parcels1790000000206 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE rewards ADD COLUMN contents text[] NOT NULL DEFAULT '{}',
        ADD CONSTRAINT ck_rewards_contents CHECK (cardinality(contents) <= 20)`);
    await q.query(`ALTER TABLE grants ADD COLUMN contents text[]`);
    await q.query(`
      CREATE TABLE parcels (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        beneficiary_id uuid NOT NULL,
        batch_id uuid,
        place int,
        status text NOT NULL CONSTRAINT ck_parcels_status CHECK (status IN ('to_pack', 'packed', 'shipped', 'delivered', 'returned')),
        carrier text,
        tracking text,
        return_reason text,
        opened_at timestamptz NOT NULL,
        packed_at timestamptz,
        shipped_at timestamptz,
        delivered_at timestamptz,
        returned_at timestamptz,
        told_at timestamptz,
        CONSTRAINT pk_parcels PRIMARY KEY (program_id, id),
        CONSTRAINT uq_parcels_place UNIQUE (program_id, batch_id, place),
        CONSTRAINT ck_parcels_batch CHECK ((batch_id IS NULL) = (place IS NULL)),
        CONSTRAINT ck_parcels_returned CHECK ((status = 'returned') = (return_reason IS NOT NULL)),
        CONSTRAINT fk_parcels_batch FOREIGN KEY (program_id, batch_id) REFERENCES parcel_batches (program_id, id),
        CONSTRAINT fk_parcels_beneficiary FOREIGN KEY (program_id, beneficiary_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_parcels_status ON parcels (program_id, status, opened_at, id)`);
    await q.query(`
      CREATE TABLE parcel_lines (
        program_id uuid NOT NULL,
        parcel_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        piece int NOT NULL CONSTRAINT ck_parcel_lines_piece CHECK (piece > 0),
        replaced boolean NOT NULL DEFAULT false,
        CONSTRAINT pk_parcel_lines PRIMARY KEY (program_id, parcel_id, grant_id, piece),
        CONSTRAINT fk_parcel_lines_parcel FOREIGN KEY (program_id, parcel_id) REFERENCES parcels (program_id, id),
        CONSTRAINT fk_parcel_lines_grant FOREIGN KEY (program_id, grant_id) REFERENCES grants (program_id, id))`);
    // A piece is in one parcel: in another only once the first has come back.
    await q.query(`CREATE UNIQUE INDEX uq_parcel_lines_piece ON parcel_lines (program_id, grant_id, piece) WHERE NOT replaced`);
    await q.query(`ALTER TABLE grants NO FORCE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE grant_steps NO FORCE ROW LEVEL SECURITY`);
    // What there was until now was a parcel each.
    await q.query(`
      INSERT INTO parcels (program_id, id, beneficiary_id, batch_id, place, status, carrier, tracking, return_reason, opened_at, packed_at, shipped_at, delivered_at, returned_at, told_at)
      SELECT g.program_id, g.id, g.beneficiary_id, g.batch_id, g.batch_place,
        CASE WHEN g.status IN ('packed', 'shipped', 'delivered', 'returned') THEN g.status ELSE 'to_pack' END, g.carrier, g.tracking,
        CASE WHEN g.status = 'returned' THEN coalesce(substring(g.reason FROM '^returned_(.*)$'), 'not_collected') END,
        coalesce(g.claimed_at, g.updated_at), was.packed, was.shipped, was.delivered, was.returned, was.shipped
      FROM grants g CROSS JOIN LATERAL (
        SELECT max(s.at) FILTER (WHERE s.status = 'packed') AS packed, max(s.at) FILTER (WHERE s.status = 'shipped') AS shipped,
          max(s.at) FILTER (WHERE s.status = 'delivered') AS delivered, max(s.at) FILTER (WHERE s.status = 'returned') AS returned
        FROM grant_steps s WHERE s.program_id = g.program_id AND s.grant_id = g.id) AS was
      WHERE g.batch_id IS NOT NULL OR g.status IN ('packed', 'shipped', 'delivered', 'returned')`);
    await q.query(`INSERT INTO parcel_lines (program_id, parcel_id, grant_id, piece) SELECT program_id, id, id, 1 FROM parcels`);
    await q.query(`UPDATE grants g SET contents = '{}' FROM parcels p WHERE p.program_id = g.program_id AND p.id = g.id`);
    await q.query(`ALTER TABLE grants FORCE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE grant_steps FORCE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE grants DROP COLUMN batch_id, DROP COLUMN batch_place, DROP COLUMN carrier, DROP COLUMN tracking`);
    for (const table of ['parcels', 'parcel_lines']) {
      await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await q.query(`CREATE POLICY program_isolation ON ${table}
        USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
      await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO app`);
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE grants ADD COLUMN batch_id uuid, ADD COLUMN batch_place int, ADD COLUMN carrier text, ADD COLUMN tracking text,
        ADD CONSTRAINT uq_grants_batch_place UNIQUE (program_id, batch_id, batch_place),
        ADD CONSTRAINT ck_grants_batch CHECK ((batch_id IS NULL) = (batch_place IS NULL)),
        ADD CONSTRAINT fk_grants_batch FOREIGN KEY (program_id, batch_id) REFERENCES parcel_batches (program_id, id)`);
    await q.query(`DROP TABLE parcel_lines`);
    await q.query(`DROP TABLE parcels`);
    await q.query(`ALTER TABLE grants DROP COLUMN contents`);
    await q.query(`ALTER TABLE rewards DROP COLUMN contents`);
  }
}
