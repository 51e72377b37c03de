import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When somebody who came alone has said who invited them: once, also where nobody of that address was found. */
export class Inviters1790000000110 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE identity_claims
        ADD COLUMN named_at timestamptz,
        ADD CONSTRAINT ck_identity_claims_named CHECK (named_at IS NULL OR source = 'joined')`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE identity_claims DROP COLUMN named_at`);
  }
}
