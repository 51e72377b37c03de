import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which account at Stripe a member's money is sent to, or which bank account where it is sent by hand. */
export class PayoutAccounts1790000000151 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE payout_accounts (
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        account_id text NOT NULL,
        ready boolean NOT NULL,
        checked_at timestamptz NOT NULL,
        CONSTRAINT pk_payout_accounts PRIMARY KEY (program_id, member_id),
        CONSTRAINT fk_payout_accounts_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`ALTER TABLE claim_details ADD COLUMN bank bytea`);
    await q.query(`ALTER TABLE payout_accounts ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE payout_accounts FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON payout_accounts
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON payout_accounts TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE claim_details DROP COLUMN bank`);
    await q.query(`DROP TABLE payout_accounts`);
  }
}
