import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations go some time after their event. */
export class OldInvitations1790000000061 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`GRANT DELETE ON invitations TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`REVOKE DELETE ON invitations FROM app`);
  }
}
