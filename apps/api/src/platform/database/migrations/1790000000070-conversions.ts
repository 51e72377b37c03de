import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a brand's own systems report, the keys they report it with, and the answers they may ask for again. */
export class Conversions1790000000070 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE conversions (
        program_id uuid NOT NULL CONSTRAINT fk_conversions_program REFERENCES programs (id),
        source text NOT NULL,
        external_id text NOT NULL,
        id uuid NOT NULL,
        type text NOT NULL,
        order_id text NOT NULL,
        payload_hash bytea NOT NULL,
        email_hash bytea,
        touches jsonb NOT NULL,
        amount_minor bigint CONSTRAINT ck_conversions_amount CHECK (amount_minor >= 0),
        currency text CONSTRAINT ck_conversions_currency CHECK (currency ~ '^[A-Z]{3}$'),
        occurred_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        referral_id uuid,
        answer jsonb,
        CONSTRAINT pk_conversions PRIMARY KEY (program_id, source, external_id),
        CONSTRAINT uq_conversions_id UNIQUE (program_id, id),
        CONSTRAINT fk_conversions_referral FOREIGN KEY (program_id, referral_id) REFERENCES referrals (program_id, id))`);
    await q.query(`CREATE INDEX ix_conversions_order ON conversions (program_id, source, order_id)`);
    await q.query(`CREATE INDEX ix_conversions_waiting ON conversions (program_id, email_hash) WHERE referral_id IS NULL`);
    await q.query(`CREATE INDEX ix_conversions_received ON conversions (program_id, received_at) WHERE referral_id IS NULL`);
    await this.isolate(q, 'conversions', 'SELECT, INSERT, UPDATE, DELETE');

    await q.query(`
      CREATE TABLE idempotency_keys (
        program_id uuid NOT NULL CONSTRAINT fk_idempotency_keys_program REFERENCES programs (id),
        principal_id uuid NOT NULL,
        key text NOT NULL,
        request_hash bytea NOT NULL,
        status int,
        body jsonb,
        begun_at timestamptz NOT NULL,
        CONSTRAINT pk_idempotency_keys PRIMARY KEY (program_id, principal_id, key))`);
    await q.query(`CREATE INDEX ix_idempotency_keys_begun ON idempotency_keys (program_id, begun_at)`);
    await this.isolate(q, 'idempotency_keys', 'SELECT, INSERT, UPDATE, DELETE');

    // Directory: a key arrives before its program is known.
    await q.query(`
      CREATE TABLE api_keys (
        id uuid CONSTRAINT pk_api_keys PRIMARY KEY,
        program_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_api_keys_kind CHECK (kind IN ('secret', 'publishable')),
        name text NOT NULL,
        scopes text[] NOT NULL,
        hash bytea NOT NULL,
        created_by uuid,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        revoked_at timestamptz,
        used_at timestamptz)`);
    await q.query(`CREATE INDEX ix_api_keys_program ON api_keys (program_id, created_at, id)`);
    await q.query(`GRANT SELECT, INSERT, UPDATE ON api_keys TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE api_keys, idempotency_keys, conversions`);
  }

  /** As every table of a program: forced row security, and no more rights than the service needs. */
  private async isolate(q: QueryRunner, table: string, rights: string): Promise<void> {
    await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON ${table}
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT ${rights} ON ${table} TO app`);
  }
}
