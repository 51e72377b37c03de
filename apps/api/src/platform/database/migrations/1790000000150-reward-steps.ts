import type { MigrationInterface, QueryRunner } from 'typeorm';
import { QUEUES } from '../../jobs/queues.js';

const STATUSES = `'granted', 'queued', 'on_hold', 'claimable', 'claimed', 'packed', 'shipped', 'delivered', 'returned', 'fulfilled', 'suspended', 'revoked', 'expired'`;

/** What a provider does for a grant, and what a reward of such a kind is worth. */
export class RewardSteps1790000000150 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await this.statuses(q, `${STATUSES}, 'sending'`);
    await q.query(`
      ALTER TABLE rewards
        ADD COLUMN amount_minor int,
        ADD COLUMN amount_currency text,
        ADD COLUMN percent_off int,
        ADD COLUMN minimum_minor int,
        ADD COLUMN valid_days int,
        ADD COLUMN code_prefix text,
        ADD CONSTRAINT ck_rewards_amount CHECK ((amount_minor IS NULL) = (amount_currency IS NULL) AND amount_minor > 0 AND amount_currency ~ '^[A-Z]{3}$'),
        ADD CONSTRAINT ck_rewards_money CHECK (kind NOT IN ('account_credit', 'cash') OR amount_minor IS NOT NULL),
        ADD CONSTRAINT ck_rewards_code_worth CHECK (code_source IS DISTINCT FROM 'stripe' OR (percent_off BETWEEN 1 AND 100 AND amount_minor IS NULL) OR (percent_off IS NULL AND amount_minor IS NOT NULL)),
        ADD CONSTRAINT ck_rewards_code_terms CHECK (code_source IS NOT DISTINCT FROM 'stripe' OR num_nonnulls(percent_off, minimum_minor, valid_days, code_prefix) = 0),
        ADD CONSTRAINT ck_rewards_valid_days CHECK (valid_days > 0 AND minimum_minor > 0),
        DROP CONSTRAINT ck_rewards_code_source,
        ADD CONSTRAINT ck_rewards_code_source CHECK ((kind = 'discount_code') = (code_source IS NOT NULL) AND code_source IN ('made', 'listed', 'stripe'))`);
    await q.query(`
      CREATE TABLE reward_steps (
        program_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        step text NOT NULL CONSTRAINT ck_reward_steps_step CHECK (step ~ '^[a-z_]{2,30}$'),
        provider text NOT NULL,
        status text NOT NULL CONSTRAINT ck_reward_steps_status CHECK (status IN ('due', 'sending', 'waiting', 'done', 'failed', 'unclear', 'undone')),
        waits_for text,
        round int NOT NULL DEFAULT 1 CONSTRAINT ck_reward_steps_round CHECK (round > 0),
        attempts int NOT NULL DEFAULT 0 CONSTRAINT ck_reward_steps_attempts CHECK (attempts >= 0),
        doubts int NOT NULL DEFAULT 0 CONSTRAINT ck_reward_steps_doubts CHECK (doubts >= 0),
        next_try_at timestamptz,
        first_sent_at timestamptz,
        terms jsonb NOT NULL,
        known jsonb NOT NULL DEFAULT '{}',
        reference text,
        problem text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_reward_steps PRIMARY KEY (program_id, grant_id, step),
        CONSTRAINT ck_reward_steps_waits CHECK ((status = 'waiting') = (waits_for IS NOT NULL) AND waits_for IN ('staff', 'member', 'provider')),
        CONSTRAINT ck_reward_steps_next_try CHECK ((status IN ('due', 'sending')) = (next_try_at IS NOT NULL)),
        CONSTRAINT fk_reward_steps_grant FOREIGN KEY (program_id, grant_id) REFERENCES grants (program_id, id))`);
    await q.query(`CREATE INDEX ix_reward_steps_due ON reward_steps (program_id, next_try_at) WHERE next_try_at IS NOT NULL`);
    await q.query(`CREATE INDEX ix_reward_steps_updated ON reward_steps (program_id, status, updated_at, grant_id)`);
    await q.query(`ALTER TABLE reward_steps ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE reward_steps FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON reward_steps
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON reward_steps TO app`);
    await q.query(`ALTER TABLE stripe_connections ADD COLUMN gives boolean NOT NULL DEFAULT false, ADD CONSTRAINT ck_stripe_connections_gives CHECK (NOT gives OR api_key IS NOT NULL)`);
    await q.query(`SELECT pgboss.create_queue('reward_steps', $1::jsonb)`, [JSON.stringify({ policy: 'standard', partition: false, ...QUEUES.reward_steps })]);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`SELECT pgboss.delete_queue('reward_steps')`);
    await q.query(`ALTER TABLE stripe_connections DROP COLUMN gives`);
    await q.query(`DROP TABLE reward_steps`);
    await q.query(`
      ALTER TABLE rewards DROP COLUMN amount_minor, DROP COLUMN amount_currency, DROP COLUMN percent_off, DROP COLUMN minimum_minor, DROP COLUMN valid_days, DROP COLUMN code_prefix,
        DROP CONSTRAINT ck_rewards_code_source,
        ADD CONSTRAINT ck_rewards_code_source CHECK ((kind = 'discount_code') = (code_source IS NOT NULL) AND code_source IN ('made', 'listed'))`);
    await this.statuses(q, STATUSES);
  }

  private async statuses(q: QueryRunner, statuses: string): Promise<void> {
    await q.query(`ALTER TABLE grants DROP CONSTRAINT ck_grants_status, ADD CONSTRAINT ck_grants_status CHECK (status IN (${statuses}))`);
  }
}
