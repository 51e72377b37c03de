import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs, their dated rulebooks, and the people enrolled. Keys and foreign keys start with the program. */
export class ProgramsAndMembers1790000000003 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE programs (
        id uuid CONSTRAINT pk_programs PRIMARY KEY,
        slug text NOT NULL,
        name text NOT NULL,
        status text NOT NULL CONSTRAINT ck_programs_status CHECK (status IN ('active', 'paused')),
        default_locale text NOT NULL,
        locales text[] NOT NULL,
        time_zone text NOT NULL,
        brand_color text NOT NULL CONSTRAINT ck_programs_brand_color CHECK (brand_color ~ '^#[0-9a-f]{6}$'),
        sender_name text NOT NULL,
        postal_address text NOT NULL,
        landing jsonb NOT NULL,
        destination text,
        allowed_hosts text[] NOT NULL,
        created_at timestamptz NOT NULL)`);
    await q.query(`
      CREATE TABLE rulebooks (
        program_id uuid NOT NULL CONSTRAINT fk_rulebooks_program REFERENCES programs (id),
        version int NOT NULL CONSTRAINT ck_rulebooks_version CHECK (version > 0),
        body jsonb NOT NULL,
        mode text NOT NULL CONSTRAINT ck_rulebooks_mode CHECK (mode IN ('from_now', 'recount')),
        keep_tiers boolean NOT NULL,
        effective_at timestamptz NOT NULL,
        published_at timestamptz NOT NULL,
        published_by uuid,
        CONSTRAINT pk_rulebooks PRIMARY KEY (program_id, version))`);
    await q.query(`
      CREATE TABLE staff_invitations (
        program_id uuid NOT NULL CONSTRAINT fk_staff_invitations_program REFERENCES programs (id),
        id uuid NOT NULL,
        email text NOT NULL,
        role text NOT NULL CONSTRAINT ck_staff_invitations_role CHECK (role IN ('owner', 'manager', 'moderator', 'analyst', 'fulfilment')),
        invited_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT pk_staff_invitations PRIMARY KEY (program_id, id))`);
    await q.query(`
      CREATE TABLE members (
        program_id uuid NOT NULL CONSTRAINT fk_members_program REFERENCES programs (id),
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        joined_at timestamptz NOT NULL,
        CONSTRAINT pk_members PRIMARY KEY (program_id, id),
        CONSTRAINT uq_members_account UNIQUE (program_id, account_id))`);
    await q.query(`
      CREATE TABLE profiles (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        name text,
        locale text NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_profiles PRIMARY KEY (program_id, member_id),
        CONSTRAINT fk_profiles_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`
      CREATE TABLE identities (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        email text NOT NULL,
        email_hash bytea NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_identities PRIMARY KEY (program_id, id),
        CONSTRAINT uq_identities_email_hash UNIQUE (program_id, email_hash),
        CONSTRAINT fk_identities_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_identities_member ON identities (program_id, member_id)`);
    await q.query(`
      CREATE TABLE consents (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        purpose text NOT NULL,
        text_version text NOT NULL,
        source text NOT NULL,
        given_at timestamptz NOT NULL,
        CONSTRAINT pk_consents PRIMARY KEY (program_id, id),
        CONSTRAINT fk_consents_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_consents_member ON consents (program_id, member_id)`);
    await q.query(`
      CREATE TABLE audit_log (
        program_id uuid NOT NULL CONSTRAINT fk_audit_log_program REFERENCES programs (id),
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        actor_id uuid,
        action text NOT NULL,
        subject_id uuid,
        detail jsonb NOT NULL,
        CONSTRAINT pk_audit_log PRIMARY KEY (program_id, id))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE audit_log, consents, identities, profiles, members, staff_invitations, rulebooks, programs`);
  }
}
