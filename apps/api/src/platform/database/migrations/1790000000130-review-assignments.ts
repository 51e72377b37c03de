import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Somebody of the team takes a friend who waits for a person; and time alone may answer an appeal. */
export class ReviewAssignments1790000000130 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE review_assignments (
        program_id uuid NOT NULL,
        referral_id uuid NOT NULL,
        account_id uuid NOT NULL,
        assigned_by uuid NOT NULL,
        assigned_at timestamptz NOT NULL,
        CONSTRAINT pk_review_assignments PRIMARY KEY (program_id, referral_id),
        CONSTRAINT fk_review_assignments_referral FOREIGN KEY (program_id, referral_id) REFERENCES referrals (program_id, id))`);
    await q.query(`CREATE INDEX ix_review_assignments_account ON review_assignments (program_id, account_id)`);
    await q.query(`ALTER TABLE review_assignments ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE review_assignments FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON review_assignments USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON review_assignments TO app`);
    // Words come from a person; without any, the friend was accepted: by somebody's review, or by nobody.
    await q.query(`ALTER TABLE appeals DROP CONSTRAINT ck_appeals_answer`);
    await q.query(`
      ALTER TABLE appeals ADD CONSTRAINT ck_appeals_answer CHECK (CASE WHEN status = 'open' THEN num_nonnulls(answer, answered_by, answered_at, answer_id) = 0
        ELSE answered_at IS NOT NULL AND (num_nulls(answer, answered_by, answer_id) = 0 OR (status = 'overturned' AND answer IS NULL)) END)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE appeals DROP CONSTRAINT ck_appeals_answer`);
    await q.query(`
      ALTER TABLE appeals ADD CONSTRAINT ck_appeals_answer CHECK (CASE WHEN status = 'open' THEN num_nonnulls(answer, answered_by, answered_at, answer_id) = 0
        ELSE num_nulls(answered_by, answered_at, answer_id) = 0 AND (status = 'overturned' OR answer IS NOT NULL) END) NOT VALID`);
    await q.query(`DROP TABLE review_assignments`);
  }
}
