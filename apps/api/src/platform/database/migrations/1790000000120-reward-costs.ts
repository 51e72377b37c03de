import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one of a reward costs the program, where somebody has said so: a what-if adds it up. */
export class RewardCosts1790000000120 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE rewards
        ADD COLUMN cost_minor int CONSTRAINT ck_rewards_cost_minor CHECK (cost_minor >= 0),
        ADD COLUMN cost_currency text CONSTRAINT ck_rewards_cost_currency CHECK (cost_currency ~ '^[A-Z]{3}$'),
        ADD CONSTRAINT ck_rewards_cost CHECK ((cost_minor IS NULL) = (cost_currency IS NULL))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE rewards DROP COLUMN cost_minor, DROP COLUMN cost_currency`);
  }
}
