import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who brought a person, asked when two turn out to be one. */
export class Referees1790000000091 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE INDEX ix_referrals_referee ON referrals (program_id, referee_id)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_referrals_referee`);
  }
}
