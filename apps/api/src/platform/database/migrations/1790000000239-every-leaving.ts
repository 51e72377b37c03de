import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A book keeps each time that a friend has left, and not the first alone: what is stored is what a replay says. */
export class EveryLeaving1790000000239 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await ofEveryProgram(q, `UPDATE referrals SET state = state - 'gone' || jsonb_build_object('left', jsonb_build_array(state->'gone')) WHERE state ? 'gone'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await ofEveryProgram(q, `UPDATE referrals SET state = state - 'left' || jsonb_build_object('gone', state->'left'->0) WHERE state ? 'left'`);
  }
}

async function ofEveryProgram(q: QueryRunner, sql: string): Promise<void> {
  await q.query('ALTER TABLE referrals NO FORCE ROW LEVEL SECURITY');
  await q.query(sql);
  await q.query('ALTER TABLE referrals FORCE ROW LEVEL SECURITY');
}
