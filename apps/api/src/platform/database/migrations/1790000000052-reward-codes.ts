import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Discount codes that a shop has made, uploaded as a list: each goes to one grant. */
export class RewardCodes1790000000052 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE rewards ADD COLUMN code_source text`);
    // The owner of the table sees the rows of all programs for this one statement.
    await q.query(`ALTER TABLE rewards NO FORCE ROW LEVEL SECURITY`);
    await q.query(`UPDATE rewards SET code_source = 'made' WHERE kind = 'discount_code'`);
    await q.query(`ALTER TABLE rewards FORCE ROW LEVEL SECURITY`);
    await q.query(`
      ALTER TABLE rewards
        ADD CONSTRAINT ck_rewards_code_source CHECK ((kind = 'discount_code') = (code_source IS NOT NULL) AND code_source IN ('made', 'listed')),
        ADD CONSTRAINT ck_rewards_listed_pool CHECK (code_source IS DISTINCT FROM 'listed' OR pool_id IS NOT NULL)`);
    await q.query(`
      CREATE TABLE reward_codes (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        reward_id uuid NOT NULL,
        code_hash bytea NOT NULL,
        sealed bytea NOT NULL,
        grant_id uuid,
        added_at timestamptz NOT NULL,
        CONSTRAINT pk_reward_codes PRIMARY KEY (program_id, id),
        CONSTRAINT uq_reward_codes_hash UNIQUE (program_id, code_hash),
        CONSTRAINT uq_reward_codes_grant UNIQUE (program_id, grant_id),
        CONSTRAINT fk_reward_codes_reward FOREIGN KEY (program_id, reward_id) REFERENCES rewards (program_id, id),
        CONSTRAINT fk_reward_codes_grant FOREIGN KEY (program_id, grant_id) REFERENCES grants (program_id, id))`);
    await q.query(`CREATE INDEX ix_reward_codes_free ON reward_codes (program_id, reward_id, id) WHERE grant_id IS NULL`);
    await q.query(`ALTER TABLE reward_codes ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE reward_codes FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON reward_codes
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON reward_codes TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE reward_codes`);
    await q.query(`ALTER TABLE rewards DROP COLUMN code_source`);
  }
}
