import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the few deliveries that wait for a try among all that were ever made. */
export class OverdueWebhooks1790000000237 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE INDEX ix_webhook_deliveries_pending ON webhook_deliveries (program_id, next_try_at) WHERE status = 'pending'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_webhook_deliveries_pending`);
  }
}
