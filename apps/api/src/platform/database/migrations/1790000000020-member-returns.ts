import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has left is nobody's account any more, so that coming back begins a new book; and a personal page can be closed. */
export class MemberReturns1790000000020 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE members ALTER COLUMN account_id DROP NOT NULL`);
    await q.query(`GRANT UPDATE (account_id) ON members TO app`);
    await q.query(`ALTER TABLE profiles ADD COLUMN personal_page_closed boolean NOT NULL DEFAULT false`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE profiles DROP COLUMN personal_page_closed`);
    await q.query(`REVOKE UPDATE (account_id) ON members FROM app`);
    await q.query(`ALTER TABLE members ALTER COLUMN account_id SET NOT NULL`);
  }
}
