import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The reward catalogue with what is scarce in it, grants on their way, and every mail that was tried. */
export class RewardsAndMail1790000000006 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE pools (
        program_id uuid NOT NULL CONSTRAINT fk_pools_program REFERENCES programs (id),
        id uuid NOT NULL,
        name text NOT NULL,
        units_left int NOT NULL CONSTRAINT ck_pools_units_left CHECK (units_left >= 0),
        CONSTRAINT pk_pools PRIMARY KEY (program_id, id))`);
    await q.query(`
      CREATE TABLE rewards (
        program_id uuid NOT NULL CONSTRAINT fk_rewards_program REFERENCES programs (id),
        id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_rewards_kind CHECK (kind IN ('swag', 'discount_code', 'event_seat', 'custom')),
        title jsonb NOT NULL,
        description jsonb NOT NULL,
        needs_address boolean NOT NULL,
        sizes text[] NOT NULL,
        pool_id uuid,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_rewards PRIMARY KEY (program_id, id),
        CONSTRAINT fk_rewards_pool FOREIGN KEY (program_id, pool_id) REFERENCES pools (program_id, id))`);
    await q.query(`
      CREATE TABLE grants (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        reward_id uuid NOT NULL,
        beneficiary_id uuid NOT NULL,
        book_id uuid,
        subject_id uuid,
        ordinal int,
        side text,
        status text NOT NULL CONSTRAINT ck_grants_status CHECK (status IN ('granted', 'queued', 'on_hold', 'claimable', 'claimed',
          'packed', 'shipped', 'delivered', 'returned', 'fulfilled', 'suspended', 'revoked', 'expired')),
        resume_status text,
        reason text,
        tracking text,
        awarded_at timestamptz NOT NULL,
        claimed_at timestamptz,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_grants PRIMARY KEY (program_id, id),
        CONSTRAINT uq_grants_award UNIQUE (program_id, book_id, subject_id, ordinal, side),
        CONSTRAINT fk_grants_award FOREIGN KEY (program_id, book_id, subject_id, ordinal, side)
          REFERENCES awards (program_id, member_id, subject_id, ordinal, side),
        CONSTRAINT fk_grants_reward FOREIGN KEY (program_id, reward_id) REFERENCES rewards (program_id, id),
        CONSTRAINT fk_grants_beneficiary FOREIGN KEY (program_id, beneficiary_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_grants_beneficiary ON grants (program_id, beneficiary_id, awarded_at)`);
    await q.query(`CREATE INDEX ix_grants_status ON grants (program_id, status, awarded_at, id)`);
    await q.query(`
      CREATE TABLE claim_details (
        program_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        size text,
        address jsonb,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_claim_details PRIMARY KEY (program_id, grant_id),
        CONSTRAINT fk_claim_details_grant FOREIGN KEY (program_id, grant_id) REFERENCES grants (program_id, id))`);
    await q.query(`
      CREATE TABLE allocations (
        program_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        pool_id uuid NOT NULL,
        units int NOT NULL CONSTRAINT ck_allocations_units CHECK (units > 0),
        at timestamptz NOT NULL,
        CONSTRAINT pk_allocations PRIMARY KEY (program_id, grant_id),
        CONSTRAINT fk_allocations_grant FOREIGN KEY (program_id, grant_id) REFERENCES grants (program_id, id),
        CONSTRAINT fk_allocations_pool FOREIGN KEY (program_id, pool_id) REFERENCES pools (program_id, id))`);
    await q.query(`
      CREATE TABLE deliveries (
        program_id uuid NOT NULL CONSTRAINT fk_deliveries_program REFERENCES programs (id),
        id uuid NOT NULL,
        event_id uuid NOT NULL,
        template text NOT NULL,
        class text NOT NULL CONSTRAINT ck_deliveries_class CHECK (class IN ('auth', 'once')),
        status text NOT NULL CONSTRAINT ck_deliveries_status CHECK (status IN ('queued', 'attempting', 'sent', 'unknown', 'parked', 'suppressed', 'dismissed')),
        recipient text,
        recipient_hash bytea NOT NULL,
        payload jsonb NOT NULL,
        attempts int NOT NULL,
        error text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_deliveries PRIMARY KEY (program_id, id),
        CONSTRAINT uq_deliveries_event UNIQUE (program_id, event_id, template))`);
    await q.query(`CREATE INDEX ix_deliveries_status ON deliveries (program_id, status, created_at)`);
    await q.query(`
      CREATE TABLE suppressions (
        program_id uuid NOT NULL CONSTRAINT fk_suppressions_program REFERENCES programs (id),
        email_hash bytea NOT NULL,
        source text NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_suppressions PRIMARY KEY (program_id, email_hash))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE suppressions, deliveries, allocations, claim_details, grants, rewards, pools`);
  }
}
