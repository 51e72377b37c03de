import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What checks measure sign-ups against: traces of others for a month, when a mail domain was first seen, staff's own lists. */
export class Intake1790000000080 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE signup_traces (
        program_id uuid NOT NULL CONSTRAINT fk_signup_traces_program REFERENCES programs (id),
        submission_id uuid NOT NULL,
        at timestamptz NOT NULL,
        referrer_id uuid,
        link_id uuid,
        network bytea,
        device bytea,
        stem bytea,
        name bytea,
        domain bytea,
        bounced_at timestamptz,
        CONSTRAINT pk_signup_traces PRIMARY KEY (program_id, submission_id))`);
    for (const column of ['referrer_id', 'network', 'device', 'domain']) {
      const name = column.replace('_id', '');
      await q.query(`CREATE INDEX ix_signup_traces_${name} ON signup_traces (program_id, ${column}, at) WHERE ${column} IS NOT NULL`);
    }
    await q.query(`CREATE INDEX ix_signup_traces_at ON signup_traces (program_id, at)`);
    await q.query(`
      CREATE TABLE mail_domains (
        program_id uuid NOT NULL CONSTRAINT fk_mail_domains_program REFERENCES programs (id),
        domain bytea NOT NULL,
        first_seen_at timestamptz NOT NULL,
        CONSTRAINT pk_mail_domains PRIMARY KEY (program_id, domain))`);
    await q.query(`
      CREATE TABLE domain_lists (
        program_id uuid NOT NULL CONSTRAINT fk_domain_lists_program REFERENCES programs (id),
        kind text NOT NULL CONSTRAINT ck_domain_lists_kind CHECK (kind IN ('banned', 'disposable')),
        domains text[] NOT NULL,
        version int NOT NULL CONSTRAINT ck_domain_lists_version CHECK (version > 0),
        updated_at timestamptz NOT NULL,
        updated_by uuid,
        CONSTRAINT pk_domain_lists PRIMARY KEY (program_id, kind))`);
    await this.isolate(q, 'signup_traces', 'SELECT, INSERT, UPDATE, DELETE');
    await this.isolate(q, 'mail_domains', 'SELECT, INSERT');
    await this.isolate(q, 'domain_lists', 'SELECT, INSERT, UPDATE');
    // By the word of a proxy, where one is trusted.
    await q.query(`ALTER TABLE clicks ADD COLUMN country text`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE clicks DROP COLUMN country`);
    await q.query(`DROP TABLE domain_lists, mail_domains, signup_traces`);
  }

  private async isolate(q: QueryRunner, table: string, may: string): Promise<void> {
    await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON ${table} USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT ${may} ON ${table} TO app`);
  }
}
