import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which member bought what is credited, and how often an order was credited anew. What was credited before does not know, and stays where it is. */
export class Buyers1790000000241 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE conversions
        ADD COLUMN buyer_id uuid,
        ADD COLUMN turn smallint NOT NULL DEFAULT 0,
        ADD CONSTRAINT fk_conversions_buyer FOREIGN KEY (program_id, buyer_id) REFERENCES members (program_id, id)`);
    await q.query(`CREATE INDEX ix_conversions_buyer ON conversions (program_id, buyer_id) WHERE buyer_id IS NOT NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE conversions DROP COLUMN buyer_id, DROP COLUMN turn`);
  }
}
