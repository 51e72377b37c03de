import type { MigrationInterface, QueryRunner } from 'typeorm';
import { QUEUES } from '../../jobs/queues.js';

/** Comparisons ask a provider, which may be slow: they leave the queue of maintenance, where one waits for the other. */
export class ReconciliationQueue1790000000230 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`SELECT pgboss.create_queue('reconciliations', $1::jsonb)`, [JSON.stringify({ policy: 'standard', partition: false, ...QUEUES.reconciliations })]);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`SELECT pgboss.delete_queue('reconciliations')`);
  }
}
