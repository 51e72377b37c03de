import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A program may let search engines list its board and its members' cards; until it says so, they may not. */
export class ListedMembers1790000000093 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE programs ADD COLUMN members_listed boolean NOT NULL DEFAULT false');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE programs DROP COLUMN members_listed');
  }
}
