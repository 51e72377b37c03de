import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has left, newest first, without reading everything that was ever audited. */
export class ErasureList1790000000126 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE INDEX ix_audit_log_left ON audit_log (program_id, at, id) WHERE action = 'member.left'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_audit_log_left`);
  }
}
