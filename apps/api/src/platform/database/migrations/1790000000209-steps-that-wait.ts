import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a provider says "later"; how often a member was asked where to pay; what goes from Stripe to their bank; the secret of the other endpoint. */
export class StepsThatWait1790000000209 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE reward_steps ADD COLUMN put_off_since timestamptz, ADD COLUMN reminders int NOT NULL DEFAULT 0,
      ADD CONSTRAINT ck_reward_steps_reminders CHECK (reminders >= 0)`);
    await q.query(`
      ALTER TABLE payout_accounts ADD COLUMN payout_id text, ADD COLUMN payout_status text, ADD COLUMN payout_amount_minor bigint, ADD COLUMN payout_currency text, ADD COLUMN payout_arrives_at timestamptz,
        ADD COLUMN payout_problem text,
        ADD CONSTRAINT ck_payout_accounts_payout CHECK (num_nulls(payout_id, payout_status, payout_amount_minor, payout_currency, payout_arrives_at) IN (0, 5))`);
    await q.query('CREATE INDEX ix_payout_accounts_account ON payout_accounts (program_id, account_id)');
    await q.query('ALTER TABLE stripe_connections ADD COLUMN connect_secret bytea');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE stripe_connections DROP COLUMN connect_secret');
    await q.query('DROP INDEX ix_payout_accounts_account');
    await q.query(`ALTER TABLE payout_accounts DROP COLUMN payout_id, DROP COLUMN payout_status, DROP COLUMN payout_amount_minor, DROP COLUMN payout_currency, DROP COLUMN payout_arrives_at, DROP COLUMN payout_problem`);
    await q.query('ALTER TABLE reward_steps DROP COLUMN put_off_since, DROP COLUMN reminders');
  }
}
