import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A program sets within which time its team looks at held friends, and answers appeals. */
export class ReviewTargets1790000000101 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE programs
        ADD COLUMN review_target_hours int NOT NULL DEFAULT 24 CONSTRAINT ck_programs_review_target CHECK (review_target_hours BETWEEN 1 AND 720),
        ADD COLUMN appeal_target_days int NOT NULL DEFAULT 7 CONSTRAINT ck_programs_appeal_target CHECK (appeal_target_days BETWEEN 1 AND 60)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE programs DROP COLUMN review_target_hours, DROP COLUMN appeal_target_days');
  }
}
