import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Gift cards come from a list as codes do; some only until a day, and what a member has seen of one cannot be taken back. */
export class GiftCards1790000000200 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE reward_codes
        ADD COLUMN last_day date,
        ADD COLUMN lapsed_at timestamptz,
        ADD COLUMN shown_at timestamptz,
        ALTER COLUMN sealed DROP NOT NULL,
        ADD CONSTRAINT ck_reward_codes_lapsed CHECK (lapsed_at IS NULL OR (last_day IS NOT NULL AND grant_id IS NULL)),
        ADD CONSTRAINT ck_reward_codes_shown CHECK (shown_at IS NULL OR grant_id IS NOT NULL),
        ADD CONSTRAINT ck_reward_codes_sealed CHECK (sealed IS NOT NULL OR shown_at IS NOT NULL)`);
    await q.query(`CREATE INDEX ix_reward_codes_last_day ON reward_codes (program_id, last_day) WHERE grant_id IS NULL AND lapsed_at IS NULL AND last_day IS NOT NULL`);
    await q.query(`
      ALTER TABLE rewards
        DROP CONSTRAINT ck_rewards_listed_pool,
        ADD CONSTRAINT ck_rewards_listed_pool CHECK ((code_source IS DISTINCT FROM 'listed' AND kind <> 'gift_card') OR pool_id IS NOT NULL)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE rewards
        DROP CONSTRAINT ck_rewards_listed_pool,
        ADD CONSTRAINT ck_rewards_listed_pool CHECK (code_source IS DISTINCT FROM 'listed' OR pool_id IS NOT NULL)`);
    await q.query(`DELETE FROM reward_codes WHERE sealed IS NULL`);
    await q.query(`ALTER TABLE reward_codes DROP COLUMN last_day, DROP COLUMN lapsed_at, DROP COLUMN shown_at, ALTER COLUMN sealed SET NOT NULL`);
  }
}
