import type { MigrationInterface, QueryRunner } from 'typeorm';
import { QUEUES } from '../../jobs/queues.js';

/** What a person asks for leaves the queue of the nightly verification, which over a long history takes minutes. */
export class AskedRunQueue1790000000235 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`SELECT pgboss.create_queue('asked_runs', $1::jsonb)`, [JSON.stringify({ policy: 'standard', partition: false, ...QUEUES.asked_runs })]);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`SELECT pgboss.delete_queue('asked_runs')`);
  }
}
