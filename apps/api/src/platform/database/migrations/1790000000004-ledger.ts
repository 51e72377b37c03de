import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The books: one per member. `standings` is the lock; facts and entries are only ever inserted. */
export class Ledger1790000000004 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE standings (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        version int NOT NULL,
        at timestamptz NOT NULL,
        standing text NOT NULL CONSTRAINT ck_standings_standing CHECK (standing IN ('active', 'suspended', 'erased')),
        cohort_id uuid,
        qualified int NOT NULL,
        points int NOT NULL,
        spent int NOT NULL,
        attended int NOT NULL,
        season jsonb NOT NULL,
        tier_id uuid,
        reached_at timestamptz NOT NULL,
        next_due_at timestamptz,
        last_fact_seq int NOT NULL,
        last_entry_seq int NOT NULL,
        head_hash bytea NOT NULL,
        CONSTRAINT pk_standings PRIMARY KEY (program_id, member_id),
        CONSTRAINT ck_standings_seq CHECK (last_fact_seq >= 0 AND last_entry_seq >= 0),
        CONSTRAINT fk_standings_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_standings_due ON standings (program_id, next_due_at) WHERE next_due_at IS NOT NULL`);
    await q.query(`CREATE INDEX ix_standings_version ON standings (program_id, version, member_id)`);
    // Ties on the board go to whoever was there earlier.
    await q.query(`CREATE INDEX ix_standings_rank ON standings (program_id, qualified DESC, reached_at, member_id)`);
    await q.query(`
      CREATE TABLE facts (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        seq int NOT NULL,
        key text NOT NULL,
        kind text NOT NULL,
        version int NOT NULL,
        at timestamptz NOT NULL,
        body jsonb NOT NULL,
        CONSTRAINT pk_facts PRIMARY KEY (program_id, member_id, seq),
        CONSTRAINT uq_facts_key UNIQUE (program_id, key),
        CONSTRAINT fk_facts_standing FOREIGN KEY (program_id, member_id) REFERENCES standings (program_id, member_id))`);
    await q.query(`
      CREATE TABLE ledger_entries (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        seq int NOT NULL,
        fact_seq int,
        version int NOT NULL,
        measure text NOT NULL CONSTRAINT ck_ledger_entries_measure CHECK (measure IN ('qualified', 'points', 'spent', 'attended')),
        delta int NOT NULL,
        referral_id uuid,
        from_status text,
        to_status text,
        reason text NOT NULL,
        evidence jsonb NOT NULL,
        effective_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        prev_hash bytea NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT pk_ledger_entries PRIMARY KEY (program_id, member_id, seq),
        CONSTRAINT fk_ledger_entries_fact FOREIGN KEY (program_id, member_id, fact_seq)
          REFERENCES facts (program_id, member_id, seq))`);
    await q.query(`
      CREATE TABLE referrals (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        referee_id uuid NOT NULL,
        status text NOT NULL CONSTRAINT ck_referrals_status CHECK (status IN ('pending', 'held', 'qualified', 'rejected', 'reversed')),
        reason text NOT NULL,
        confirmed_at timestamptz NOT NULL,
        decided_at timestamptz NOT NULL,
        state jsonb NOT NULL,
        CONSTRAINT pk_referrals PRIMARY KEY (program_id, id),
        CONSTRAINT fk_referrals_standing FOREIGN KEY (program_id, member_id) REFERENCES standings (program_id, member_id))`);
    await q.query(`CREATE INDEX ix_referrals_member ON referrals (program_id, member_id, status)`);
    await q.query(`CREATE INDEX ix_referrals_status ON referrals (program_id, status, decided_at, id)`);
    await q.query(`
      CREATE TABLE awards (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        ordinal int NOT NULL CONSTRAINT ck_awards_ordinal_positive CHECK (ordinal > 0),
        side text NOT NULL CONSTRAINT ck_awards_side CHECK (side IN ('own', 'friend')),
        earned_as text NOT NULL CONSTRAINT ck_awards_earned_as CHECK (earned_as IN ('milestone', 'tier')),
        measure text NOT NULL CONSTRAINT ck_awards_measure CHECK (measure IN ('qualified', 'points', 'spent', 'attended')),
        beneficiary_id uuid NOT NULL,
        threshold int NOT NULL,
        status text NOT NULL CONSTRAINT ck_awards_status CHECK (status IN ('active', 'suspended', 'lost')),
        since timestamptz NOT NULL,
        CONSTRAINT pk_awards PRIMARY KEY (program_id, member_id, subject_id, ordinal, side),
        CONSTRAINT fk_awards_standing FOREIGN KEY (program_id, member_id) REFERENCES standings (program_id, member_id))`);
    await q.query(`
      CREATE TABLE timers (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        kind text NOT NULL,
        subject_id text NOT NULL,
        due_at timestamptz NOT NULL,
        CONSTRAINT pk_timers PRIMARY KEY (program_id, member_id, kind, subject_id),
        CONSTRAINT fk_timers_standing FOREIGN KEY (program_id, member_id) REFERENCES standings (program_id, member_id))`);
    await q.query(`
      CREATE TABLE windows (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        key text NOT NULL,
        counted int NOT NULL CONSTRAINT ck_windows_counted CHECK (counted >= 0),
        CONSTRAINT pk_windows PRIMARY KEY (program_id, member_id, key),
        CONSTRAINT fk_windows_standing FOREIGN KEY (program_id, member_id) REFERENCES standings (program_id, member_id))`);
    await q.query(`
      CREATE TABLE identity_claims (
        program_id uuid NOT NULL CONSTRAINT fk_identity_claims_program REFERENCES programs (id),
        identity_hash bytea NOT NULL,
        referral_id uuid,
        source text NOT NULL CONSTRAINT ck_identity_claims_source CHECK (source IN ('joined', 'imported')),
        at timestamptz NOT NULL,
        CONSTRAINT pk_identity_claims PRIMARY KEY (program_id, identity_hash))`);
    await q.query(`CREATE INDEX ix_identity_claims_referral ON identity_claims (program_id, referral_id) WHERE referral_id IS NOT NULL`);
    await q.query(`
      CREATE TABLE outbox (
        program_id uuid NOT NULL CONSTRAINT fk_outbox_program REFERENCES programs (id),
        id uuid NOT NULL,
        topic text NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        relayed_at timestamptz,
        CONSTRAINT pk_outbox PRIMARY KEY (program_id, id))`);
    await q.query(`CREATE INDEX ix_outbox_waiting ON outbox (program_id, id) WHERE relayed_at IS NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE outbox, identity_claims, windows, timers, awards, referrals, ledger_entries, facts, standings`);
  }
}
