import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rewards that somebody approves, that wait for a refund to be unlikely, that expire, and of which nobody gets too many. */
export class GrantRules1790000000140 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE rewards
        ADD COLUMN approval text NOT NULL DEFAULT 'automatic' CONSTRAINT ck_rewards_approval CHECK (approval IN ('automatic', 'above', 'always')),
        ADD COLUMN approve_above_minor int CONSTRAINT ck_rewards_approve_above_minor CHECK (approve_above_minor >= 0),
        ADD COLUMN hold_days int NOT NULL DEFAULT 0 CONSTRAINT ck_rewards_hold_days CHECK (hold_days BETWEEN 0 AND 365),
        ADD COLUMN claim_days int CONSTRAINT ck_rewards_claim_days CHECK (claim_days BETWEEN 1 AND 730),
        ADD COLUMN max_per_member int CONSTRAINT ck_rewards_max_per_member CHECK (max_per_member > 0),
        ADD CONSTRAINT ck_rewards_approve_above CHECK ((approval = 'above') = (approve_above_minor IS NOT NULL))`);
    await q.query(`
      ALTER TABLE grants
        ADD COLUMN approvals_needed int NOT NULL DEFAULT 0 CONSTRAINT ck_grants_approvals_needed CHECK (approvals_needed BETWEEN 0 AND 2),
        ADD COLUMN held_until timestamptz,
        ADD COLUMN served_at timestamptz,
        ADD COLUMN claim_by timestamptz,
        ADD COLUMN expiry_reminders int NOT NULL DEFAULT 0 CONSTRAINT ck_grants_expiry_reminders CHECK (expiry_reminders >= 0)`);
    await q.query(`ALTER TABLE grants NO FORCE ROW LEVEL SECURITY`);
    // Whatever is or was past the queue has been served; on hold and suspended ones tell by what they hold or have said.
    await q.query(`
      UPDATE grants g SET served_at = coalesce(g.claimed_at, g.updated_at)
      WHERE g.status NOT IN ('granted', 'queued') AND (g.status NOT IN ('on_hold', 'suspended', 'revoked') OR g.claimed_at IS NOT NULL OR g.resume_status = 'claimable'
        OR EXISTS (SELECT 1 FROM grant_steps s WHERE s.program_id = g.program_id AND s.grant_id = g.id AND s.status = 'claimable'))`);
    await q.query(`ALTER TABLE grants FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE INDEX ix_grants_queue ON grants (program_id, reward_id, awarded_at, id) WHERE status = 'queued'`);
    await q.query(`CREATE INDEX ix_grants_claim_by ON grants (program_id, claim_by) WHERE status = 'claimable' AND claim_by IS NOT NULL`);
    await q.query(`
      CREATE TABLE grant_approvals (
        program_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        approver_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_grant_approvals PRIMARY KEY (program_id, grant_id, approver_id),
        CONSTRAINT fk_grant_approvals_grant FOREIGN KEY (program_id, grant_id) REFERENCES grants (program_id, id))`);
    await q.query(`
      CREATE TABLE reward_rules (
        program_id uuid NOT NULL,
        second_above_minor bigint CONSTRAINT ck_reward_rules_second_above_minor CHECK (second_above_minor >= 0),
        second_currency text CONSTRAINT ck_reward_rules_second_currency CHECK (second_currency ~ '^[A-Z]{3}$'),
        approvals_told_at timestamptz,
        grants_per_day int CONSTRAINT ck_reward_rules_grants_per_day CHECK (grants_per_day > 0),
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_reward_rules PRIMARY KEY (program_id),
        CONSTRAINT ck_reward_rules_second CHECK ((second_above_minor IS NULL) = (second_currency IS NULL)),
        CONSTRAINT fk_reward_rules_program FOREIGN KEY (program_id) REFERENCES programs (id))`);
    await programTable(q, 'grant_approvals', 'SELECT, INSERT');
    await programTable(q, 'reward_rules', 'SELECT, INSERT, UPDATE');
    await q.query(`CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON grant_approvals FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await q.query(`CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON grant_approvals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE reward_rules, grant_approvals`);
    await q.query(`DROP INDEX ix_grants_claim_by`);
    await q.query(`DROP INDEX ix_grants_queue`);
    await q.query(`ALTER TABLE grants DROP COLUMN approvals_needed, DROP COLUMN held_until, DROP COLUMN served_at, DROP COLUMN claim_by, DROP COLUMN expiry_reminders`);
    await q.query(`ALTER TABLE rewards DROP COLUMN approval, DROP COLUMN approve_above_minor, DROP COLUMN hold_days, DROP COLUMN claim_days, DROP COLUMN max_per_member`);
  }
}

async function programTable(q: QueryRunner, table: string, rights: string): Promise<void> {
  await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await q.query(`CREATE POLICY program_isolation ON ${table} USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
  await q.query(`GRANT ${rights} ON ${table} TO app`);
}
