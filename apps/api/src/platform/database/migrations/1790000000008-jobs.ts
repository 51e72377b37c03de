import { getConstructionPlans } from 'pg-boss';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { JOBS_SCHEMA, QUEUES } from '../../jobs/queues.js';

/**
 * pg-boss' own schema and our queues. Installed here as owner, because the service may not run DDL. No queue has a
 * partition of its own and queue statistics stay off: both would make tables at run time.
 */
export class Jobs1790000000008 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(withoutTransaction(getConstructionPlans(JOBS_SCHEMA)));
    for (const [name, options] of Object.entries(QUEUES)) {
      await q.query(`SELECT pgboss.create_queue($1, $2::jsonb)`, [name, JSON.stringify({ policy: 'standard', partition: false, ...options })]);
    }
    await q.query(`GRANT USAGE ON SCHEMA pgboss TO app`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO app`);
    await q.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA pgboss TO app`);
    // The version tells the service what is installed; only a migration changes it. Queues are made here alone.
    await q.query(`REVOKE INSERT, DELETE ON pgboss.version FROM app`);
    await q.query(`REVOKE INSERT, DELETE ON pgboss.queue FROM app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP SCHEMA pgboss CASCADE`);
  }
}

/** pg-boss' plan brings its own BEGIN and COMMIT; here the migration's transaction is the one. */
function withoutTransaction(plan: string): string {
  return plan.replace(/^\s*BEGIN;/, '').replace(/COMMIT;\s*$/, '');
}
