import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a grant cost when it was given: what the reward costs later changes nothing about it. */
export class GrantCosts1790000000142 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE grants
        ADD COLUMN cost_minor int CONSTRAINT ck_grants_cost_minor CHECK (cost_minor >= 0),
        ADD COLUMN cost_currency text,
        ADD CONSTRAINT ck_grants_cost CHECK ((cost_minor IS NULL) = (cost_currency IS NULL))`);
    for (const table of ['grants', 'rewards']) await q.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await q.query(`
      UPDATE grants g SET cost_minor = r.cost_minor, cost_currency = r.cost_currency FROM rewards r
      WHERE r.program_id = g.program_id AND r.id = g.reward_id AND g.served_at IS NOT NULL AND r.cost_minor IS NOT NULL`);
    for (const table of ['grants', 'rewards']) await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE INDEX ix_grants_served ON grants (program_id, served_at) WHERE cost_minor IS NOT NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_grants_served`);
    await q.query(`ALTER TABLE grants DROP COLUMN cost_minor, DROP COLUMN cost_currency`);
  }
}
