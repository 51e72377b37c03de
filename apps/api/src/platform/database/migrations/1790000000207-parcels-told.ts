import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a member was told of a parcel is known by the mail, not by the parcel: one that was taken back at once was never told. */
export class ParcelsTold1790000000207 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE parcels DROP COLUMN told_at`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE parcels ADD COLUMN told_at timestamptz`);
  }
}
