import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which what-if a version was published from: one version for each, however often it is asked for. */
export class PublishedWhatIfs1790000000215 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE rulebooks ADD COLUMN what_if_id uuid');
    await q.query('CREATE UNIQUE INDEX uq_rulebooks_what_if ON rulebooks (program_id, what_if_id)');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP INDEX uq_rulebooks_what_if');
    await q.query('ALTER TABLE rulebooks DROP COLUMN what_if_id');
  }
}
