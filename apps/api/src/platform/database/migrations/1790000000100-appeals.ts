import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members ask for a second look at a friend who did not count, and are answered. */
export class Appeals1790000000100 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE appeals (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        referral_id uuid NOT NULL,
        member_id uuid NOT NULL,
        round int NOT NULL CONSTRAINT ck_appeals_round_positive CHECK (round > 0),
        note text NOT NULL,
        status text NOT NULL CONSTRAINT ck_appeals_status CHECK (status IN ('open', 'upheld', 'overturned')),
        created_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        answer text,
        answered_by uuid,
        answered_at timestamptz,
        answer_id uuid,
        CONSTRAINT pk_appeals PRIMARY KEY (program_id, id),
        CONSTRAINT uq_appeals_round UNIQUE (program_id, referral_id, round),
        CONSTRAINT ck_appeals_answer CHECK (CASE WHEN status = 'open' THEN num_nonnulls(answer, answered_by, answered_at, answer_id) = 0
          ELSE num_nulls(answered_by, answered_at, answer_id) = 0 AND (status = 'overturned' OR answer IS NOT NULL) END),
        CONSTRAINT fk_appeals_referral FOREIGN KEY (program_id, referral_id) REFERENCES referrals (program_id, id),
        CONSTRAINT fk_appeals_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE UNIQUE INDEX uq_appeals_open ON appeals (program_id, referral_id) WHERE status = 'open'`);
    await q.query(`CREATE INDEX ix_appeals_due ON appeals (program_id, due_at, id) WHERE status = 'open'`);
    await q.query(`CREATE INDEX ix_appeals_answered ON appeals (program_id, answered_at, id) WHERE status <> 'open'`);
    await q.query(`CREATE INDEX ix_appeals_member ON appeals (program_id, member_id, created_at)`);
    await q.query(`ALTER TABLE appeals ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE appeals FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON appeals
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON appeals TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE appeals`);
  }
}
