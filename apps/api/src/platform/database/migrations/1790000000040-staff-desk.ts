import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the staff's lists are read by: friends by who they are and by when they last moved, messages that wait for an answer. */
export class StaffDesk1790000000040 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE INDEX ix_referrals_referee ON referrals (program_id, referee_id)`);
    await q.query(`CREATE INDEX ix_referrals_decided ON referrals (program_id, decided_at, id)`);
    await q.query(`CREATE INDEX ix_team_messages_open ON team_messages (program_id, created_at, id) WHERE status = 'open'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_team_messages_open, ix_referrals_decided, ix_referrals_referee`);
  }
}
