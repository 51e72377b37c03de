import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Directory tables: what arrives before a program is known. No personal data beyond keyed hashes,
 * except an account's e-mail, name and language. No foreign key leads from here to a program table.
 */
export class Directory1790000000002 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE accounts (
        id uuid CONSTRAINT pk_accounts PRIMARY KEY,
        email text NOT NULL,
        email_hash bytea NOT NULL CONSTRAINT uq_accounts_email_hash UNIQUE,
        name text,
        locale text NOT NULL,
        created_at timestamptz NOT NULL)`);
    await q.query(`
      CREATE TABLE account_programs (
        account_id uuid NOT NULL CONSTRAINT fk_account_programs_account REFERENCES accounts (id) ON DELETE CASCADE,
        program_id uuid NOT NULL,
        member_id uuid,
        role text CONSTRAINT ck_account_programs_role CHECK (role IN ('owner', 'manager', 'moderator', 'analyst', 'fulfilment')),
        CONSTRAINT pk_account_programs PRIMARY KEY (account_id, program_id))`);
    await q.query(`CREATE INDEX ix_account_programs_program ON account_programs (program_id)`);
    await q.query(`
      CREATE TABLE staff_credentials (
        account_id uuid CONSTRAINT pk_staff_credentials PRIMARY KEY
          CONSTRAINT fk_staff_credentials_account REFERENCES accounts (id) ON DELETE CASCADE,
        password_hash text NOT NULL,
        totp_secret bytea,
        totp_confirmed_at timestamptz,
        totp_last_step bigint,
        totp_waived boolean NOT NULL,
        updated_at timestamptz NOT NULL)`);
    await q.query(`
      CREATE TABLE recovery_codes (
        account_id uuid NOT NULL CONSTRAINT fk_recovery_codes_account REFERENCES accounts (id) ON DELETE CASCADE,
        code_hash bytea NOT NULL,
        used_at timestamptz,
        CONSTRAINT pk_recovery_codes PRIMARY KEY (account_id, code_hash))`);
    await q.query(`
      CREATE TABLE sessions (
        id uuid CONSTRAINT pk_sessions PRIMARY KEY,
        token_hash bytea NOT NULL CONSTRAINT uq_sessions_token_hash UNIQUE,
        account_id uuid NOT NULL CONSTRAINT fk_sessions_account REFERENCES accounts (id) ON DELETE CASCADE,
        level text NOT NULL CONSTRAINT ck_sessions_level CHECK (level IN ('member', 'staff')),
        visitor_hash bytea,
        created_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz)`);
    await q.query(`CREATE INDEX ix_sessions_account ON sessions (account_id)`);
    await q.query(`
      CREATE TABLE challenges (
        id uuid CONSTRAINT pk_challenges PRIMARY KEY,
        purpose text NOT NULL CONSTRAINT ck_challenges_purpose CHECK (purpose IN ('member_sign_in', 'password_reset')),
        account_id uuid CONSTRAINT fk_challenges_account REFERENCES accounts (id) ON DELETE CASCADE,
        email_hash bytea NOT NULL,
        nonce_hash bytea,
        token_hash bytea NOT NULL CONSTRAINT uq_challenges_token_hash UNIQUE,
        attempts int NOT NULL CONSTRAINT ck_challenges_attempts CHECK (attempts >= 0),
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz)`);
    await q.query(`CREATE INDEX ix_challenges_email ON challenges (email_hash, created_at)`);
    await q.query(`CREATE INDEX ix_challenges_account ON challenges (account_id)`);
    await q.query(`
      CREATE TABLE tokens (
        hash bytea CONSTRAINT pk_tokens PRIMARY KEY,
        program_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_tokens_kind CHECK (kind IN ('confirmation', 'unsubscribe', 'staff_invitation')),
        subject_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz)`);
    await q.query(`
      CREATE TABLE link_codes (
        code text CONSTRAINT pk_link_codes PRIMARY KEY,
        program_id uuid NOT NULL,
        link_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT ck_link_codes_folded CHECK (code = lower(code)))`);
    await q.query(`
      CREATE TABLE program_slugs (
        slug text CONSTRAINT pk_program_slugs PRIMARY KEY,
        program_id uuid NOT NULL CONSTRAINT uq_program_slugs_program UNIQUE,
        created_at timestamptz NOT NULL)`);
    // One row, made at the first start without a demo: whoever holds the console's token becomes the first owner.
    await q.query(`
      CREATE TABLE installation (
        id int CONSTRAINT pk_installation PRIMARY KEY CONSTRAINT ck_installation_single CHECK (id = 1),
        setup_token_hash bytea,
        claimed_at timestamptz)`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, account_programs, staff_credentials, recovery_codes,
      sessions, challenges, tokens, program_slugs, installation TO app`);
    await q.query(`GRANT SELECT, INSERT ON link_codes TO app`); // a code is never reassigned
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE installation, program_slugs, link_codes, tokens, challenges, sessions, recovery_codes,
      staff_credentials, account_programs, accounts`);
  }
}
