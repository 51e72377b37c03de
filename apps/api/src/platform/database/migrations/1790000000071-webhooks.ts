import type { MigrationInterface, QueryRunner } from 'typeorm';
import { QUEUES } from '../../jobs/queues.js';

/** Where a brand's own systems are told of events, and what became of each telling. */
export class Webhooks1790000000071 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE webhook_endpoints (
        program_id uuid NOT NULL CONSTRAINT fk_webhook_endpoints_program REFERENCES programs (id),
        id uuid NOT NULL,
        url text NOT NULL,
        topics text[] NOT NULL,
        status text NOT NULL CONSTRAINT ck_webhook_endpoints_status CHECK (status IN ('active', 'disabled')),
        secret_version int NOT NULL CONSTRAINT ck_webhook_endpoints_secret_version CHECK (secret_version > 0),
        rotated_at timestamptz,
        failing_since timestamptz,
        disabled_because text CONSTRAINT ck_webhook_endpoints_disabled_because CHECK (disabled_because IN ('staff', 'failures', 'gone')),
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_webhook_endpoints PRIMARY KEY (program_id, id),
        CONSTRAINT ck_webhook_endpoints_disabled CHECK ((status = 'disabled') = (disabled_because IS NOT NULL)))`);
    await this.isolate(q, 'webhook_endpoints');
    await q.query(`
      CREATE TABLE webhook_deliveries (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        endpoint_id uuid NOT NULL,
        topic text NOT NULL,
        payload text NOT NULL,
        status text NOT NULL CONSTRAINT ck_webhook_deliveries_status CHECK (status IN ('pending', 'delivered', 'dead')),
        round int NOT NULL,
        attempts int NOT NULL CONSTRAINT ck_webhook_deliveries_attempts CHECK (attempts >= 0),
        answer_status int,
        error text,
        created_at timestamptz NOT NULL,
        tried_at timestamptz,
        next_try_at timestamptz,
        CONSTRAINT pk_webhook_deliveries PRIMARY KEY (program_id, id),
        CONSTRAINT fk_webhook_deliveries_endpoint FOREIGN KEY (program_id, endpoint_id) REFERENCES webhook_endpoints (program_id, id) ON DELETE CASCADE)`);
    await q.query(`CREATE INDEX ix_webhook_deliveries_endpoint ON webhook_deliveries (program_id, endpoint_id, created_at, id)`);
    await q.query(`CREATE INDEX ix_webhook_deliveries_created ON webhook_deliveries (program_id, created_at)`);
    await this.isolate(q, 'webhook_deliveries');
    await q.query(`SELECT pgboss.create_queue('webhooks', $1::jsonb)`, [JSON.stringify({ policy: 'standard', partition: false, ...QUEUES.webhooks })]);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`SELECT pgboss.delete_queue('webhooks')`);
    await q.query(`DROP TABLE webhook_deliveries, webhook_endpoints`);
  }

  /** As every table of a program: forced row security, and no more rights than the service needs. */
  private async isolate(q: QueryRunner, table: string): Promise<void> {
    await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON ${table}
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO app`);
  }
}
