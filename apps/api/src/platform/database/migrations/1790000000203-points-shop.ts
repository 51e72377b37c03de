import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is for sale for points, and what was paid for a grant that was bought. */
export class PointsShop1790000000203 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE rewards ADD COLUMN points_price int CONSTRAINT ck_rewards_points_price CHECK (points_price > 0)`);
    await q.query(`
      ALTER TABLE grants ADD COLUMN points int CONSTRAINT ck_grants_points CHECK (points > 0),
        ADD CONSTRAINT ck_grants_bought CHECK (points IS NULL OR book_id IS NULL)`);
    await q.query(`CREATE INDEX ix_grants_bought ON grants (program_id, reward_id) WHERE points IS NOT NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_grants_bought`);
    await q.query(`ALTER TABLE grants DROP COLUMN points`);
    await q.query(`ALTER TABLE rewards DROP COLUMN points_price`);
  }
}
