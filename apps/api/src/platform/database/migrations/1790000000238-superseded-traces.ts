import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asks for the mail again is one sign-up, not two that look alike. */
export class SupersededTraces1790000000238 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE signup_traces ADD superseded boolean NOT NULL DEFAULT false');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE signup_traces DROP COLUMN superseded');
  }
}
