import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A program's logo, and the picture of its sign-up page. */
export class ProgramPictures1790000000060 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE programs
        ADD COLUMN logo_id uuid,
        ADD COLUMN landing_picture_id uuid,
        ADD CONSTRAINT fk_programs_logo FOREIGN KEY (id, logo_id) REFERENCES pictures (program_id, id),
        ADD CONSTRAINT fk_programs_landing_picture FOREIGN KEY (id, landing_picture_id) REFERENCES pictures (program_id, id)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE programs DROP COLUMN landing_picture_id, DROP COLUMN logo_id`);
  }
}
