import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money is scarce like stock: a budget is a pool whose units are minor units of its currency. */
export class Budgets1790000000141 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE pools
        ADD COLUMN kind text NOT NULL DEFAULT 'stock' CONSTRAINT ck_pools_kind CHECK (kind IN ('stock', 'reward_budget', 'program_budget')),
        ADD COLUMN low_told boolean NOT NULL DEFAULT false,
        ALTER COLUMN units_left TYPE bigint`);
    await q.query(`
      ALTER TABLE allocations
        ALTER COLUMN units TYPE bigint,
        DROP CONSTRAINT ck_allocations_part,
        ADD CONSTRAINT ck_allocations_part CHECK (part IN ('promise', 'variant', 'reward_budget', 'program_budget'))`);
    await q.query(`
      CREATE TABLE budgets (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        reward_id uuid,
        currency text NOT NULL CONSTRAINT ck_budgets_currency CHECK (currency ~ '^[A-Z]{3}$'),
        pool_id uuid NOT NULL,
        period text NOT NULL CONSTRAINT ck_budgets_period CHECK (period IN ('total', 'month', 'season')),
        amount_minor bigint NOT NULL CONSTRAINT ck_budgets_amount_minor CHECK (amount_minor >= 0),
        low_at_minor bigint NOT NULL CONSTRAINT ck_budgets_low_at_minor CHECK (low_at_minor >= 0),
        began_at timestamptz NOT NULL,
        ends_at timestamptz,
        closed_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_budgets PRIMARY KEY (program_id, id),
        CONSTRAINT uq_budgets_pool UNIQUE (program_id, pool_id),
        CONSTRAINT fk_budgets_pool FOREIGN KEY (program_id, pool_id) REFERENCES pools (program_id, id),
        CONSTRAINT fk_budgets_reward FOREIGN KEY (program_id, reward_id) REFERENCES rewards (program_id, id),
        CONSTRAINT fk_budgets_program FOREIGN KEY (program_id) REFERENCES programs (id))`);
    await q.query(`CREATE UNIQUE INDEX uq_budgets_reward ON budgets (program_id, reward_id) WHERE closed_at IS NULL AND reward_id IS NOT NULL`);
    await q.query(`CREATE UNIQUE INDEX uq_budgets_currency ON budgets (program_id, currency) WHERE closed_at IS NULL AND reward_id IS NULL`);
    await q.query(`ALTER TABLE budgets ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE budgets FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON budgets USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE ON budgets TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE allocations NO FORCE ROW LEVEL SECURITY`);
    await q.query(`DELETE FROM allocations WHERE part IN ('reward_budget', 'program_budget')`);
    await q.query(`ALTER TABLE allocations FORCE ROW LEVEL SECURITY`);
    await q.query(`
      ALTER TABLE allocations
        ALTER COLUMN units TYPE int,
        DROP CONSTRAINT ck_allocations_part,
        ADD CONSTRAINT ck_allocations_part CHECK (part IN ('promise', 'variant'))`);
    await q.query(`DROP TABLE budgets`);
    await q.query(`ALTER TABLE pools NO FORCE ROW LEVEL SECURITY`);
    await q.query(`DELETE FROM pools WHERE kind <> 'stock'`);
    await q.query(`ALTER TABLE pools FORCE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE pools DROP COLUMN kind, DROP COLUMN low_told, ALTER COLUMN units_left TYPE int`);
  }
}
