import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a reward of the brand's own kind is asked for. */
export class RewardHooks1790000000211 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE reward_hooks (
        program_id uuid NOT NULL,
        reward_id uuid NOT NULL,
        id uuid NOT NULL,
        url text NOT NULL CONSTRAINT ck_reward_hooks_url CHECK (url ~ '^https?://'),
        tells_who boolean NOT NULL,
        secret_version int NOT NULL DEFAULT 1 CONSTRAINT ck_reward_hooks_secret_version CHECK (secret_version > 0),
        rotated_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_reward_hooks PRIMARY KEY (program_id, reward_id),
        CONSTRAINT fk_reward_hooks_reward FOREIGN KEY (program_id, reward_id) REFERENCES rewards (program_id, id))`);
    await q.query('ALTER TABLE reward_hooks ENABLE ROW LEVEL SECURITY');
    await q.query('ALTER TABLE reward_hooks FORCE ROW LEVEL SECURITY');
    await q.query('CREATE POLICY program_isolation ON reward_hooks USING (program_id = current_program()) WITH CHECK (program_id = current_program())');
    await q.query('GRANT SELECT, INSERT, UPDATE, DELETE ON reward_hooks TO app');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE reward_hooks');
  }
}
