import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A program's Stripe account, and which of its events have been taken in. */
export class Stripe1790000000072 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE stripe_connections (
        program_id uuid CONSTRAINT pk_stripe_connections PRIMARY KEY CONSTRAINT fk_stripe_connections_program REFERENCES programs (id),
        signing_secret bytea NOT NULL,
        api_key bytea,
        account_id text,
        livemode boolean NOT NULL,
        updated_at timestamptz NOT NULL)`);
    await q.query(`
      CREATE TABLE inbound_events (
        program_id uuid NOT NULL CONSTRAINT fk_inbound_events_program REFERENCES programs (id),
        provider text NOT NULL,
        event_id text NOT NULL,
        type text NOT NULL,
        received_at timestamptz NOT NULL,
        handled_at timestamptz,
        outcome text,
        CONSTRAINT pk_inbound_events PRIMARY KEY (program_id, provider, event_id))`);
    await q.query(`CREATE INDEX ix_inbound_events_received ON inbound_events (program_id, received_at)`);
    for (const table of ['stripe_connections', 'inbound_events']) await this.isolate(q, table);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE inbound_events, stripe_connections`);
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
