import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the team notes about a friend in review is a note about the friend that names the referral too. */
export class ReferralNotes1790000000131 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE member_notes ADD COLUMN referral_id uuid,
      ADD CONSTRAINT fk_member_notes_referral FOREIGN KEY (program_id, referral_id) REFERENCES referrals (program_id, id)`);
    await q.query(`CREATE INDEX ix_member_notes_referral ON member_notes (program_id, referral_id, created_at) WHERE referral_id IS NOT NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE member_notes DROP COLUMN referral_id`);
  }
}
