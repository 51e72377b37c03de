import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links, clicks and sign-ups: records that expire by retention, before anything counts. */
export class Referrals1790000000005 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE links (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        code text NOT NULL,
        channel text NOT NULL,
        destination text,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_links PRIMARY KEY (program_id, id),
        CONSTRAINT uq_links_code UNIQUE (program_id, code),
        CONSTRAINT uq_links_channel UNIQUE (program_id, member_id, channel),
        CONSTRAINT fk_links_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`
      CREATE TABLE submissions (
        program_id uuid NOT NULL CONSTRAINT fk_submissions_program REFERENCES programs (id),
        id uuid NOT NULL,
        email text,
        email_hash bytea NOT NULL,
        name text,
        locale text NOT NULL,
        consent_version text NOT NULL,
        link_code text NOT NULL,
        visitor_hash bytea,
        referrer_id uuid,
        link_id uuid,
        touches jsonb NOT NULL,
        signals jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        reminded_at timestamptz,
        used_at timestamptz,
        CONSTRAINT pk_submissions PRIMARY KEY (program_id, id))`);
    await q.query(`CREATE INDEX ix_submissions_referrer ON submissions (program_id, referrer_id, created_at)`);
    await q.query(`CREATE INDEX ix_submissions_email ON submissions (program_id, email_hash, created_at)`);
    await q.query(`CREATE INDEX ix_submissions_open ON submissions (program_id, created_at) WHERE used_at IS NULL`);
    await q.query(`
      CREATE TABLE browsers (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        visitor_hash bytea NOT NULL,
        seen_at timestamptz NOT NULL,
        CONSTRAINT pk_browsers PRIMARY KEY (program_id, member_id, visitor_hash),
        CONSTRAINT fk_browsers_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_browsers_seen ON browsers (program_id, seen_at)`);
    await q.query(`
      CREATE TABLE clicks (
        program_id uuid NOT NULL,
        at timestamptz NOT NULL,
        id uuid NOT NULL,
        link_id uuid NOT NULL,
        machine text,
        visitor_hash bytea,
        CONSTRAINT pk_clicks PRIMARY KEY (program_id, at, id)) PARTITION BY RANGE (at)`);
    await q.query(`CREATE INDEX ix_clicks_link ON clicks (program_id, link_id, at)`);
    await q.query(`CREATE TABLE clicks_default PARTITION OF clicks DEFAULT`);
    // SECURITY DEFINER: the service has no right to make tables, and none on the partitions themselves,
    // because a partition read directly would bypass its parent's row-level security.
    await q.query(`
      CREATE FUNCTION make_click_partitions(first_month date, last_month date) RETURNS int
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE month date := date_trunc('month', first_month)::date; made int := 0; part text;
      BEGIN
        WHILE month <= last_month LOOP
          part := 'clicks_' || to_char(month, 'YYYY_MM');
          IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF clicks FOR VALUES FROM (%L) TO (%L)', part,
              month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
            made := made + 1;
          END IF;
          month := (month + interval '1 month')::date;
        END LOOP;
        RETURN made;
      END $$`);
    await q.query(`
      CREATE FUNCTION drop_click_partitions(before_month date) RETURNS int
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE part text; dropped int := 0;
      BEGIN
        FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = 'clicks'::regclass AND c.relname ~ '^clicks_[0-9]{4}_[0-9]{2}$'
            AND to_date(right(c.relname, 7), 'YYYY_MM') < date_trunc('month', before_month) LOOP
          EXECUTE format('DROP TABLE %I', part);
          dropped := dropped + 1;
        END LOOP;
        -- What came when its month had no partition yet.
        DELETE FROM clicks_default WHERE at < date_trunc('month', before_month::timestamp) AT TIME ZONE 'UTC';
        RETURN dropped;
      END $$`);
    await q.query(`REVOKE ALL ON FUNCTION make_click_partitions(date, date), drop_click_partitions(date) FROM PUBLIC`);
    await q.query(`GRANT EXECUTE ON FUNCTION make_click_partitions(date, date), drop_click_partitions(date) TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP FUNCTION drop_click_partitions(date), make_click_partitions(date, date)`);
    await q.query(`DROP TABLE clicks, browsers, submissions, links`);
  }
}
