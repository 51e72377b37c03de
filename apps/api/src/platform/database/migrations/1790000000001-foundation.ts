import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The functions every later table leans on: the program of a transaction, and append-only. */
export class Foundation1790000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // EXECUTE of SET LOCAL, not set_config(): a plain SET is what a distributed database forwards to its nodes.
    await q.query(`
      CREATE FUNCTION enter_program(program uuid) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN EXECUTE format('SET LOCAL app.program_id = %L', program); END $$`);
    // Empty after a transaction that set it: nullif keeps the policies closed instead of failing on the cast.
    await q.query(`
      CREATE FUNCTION current_program() RETURNS uuid LANGUAGE sql STABLE AS
      $$ SELECT nullif(current_setting('app.program_id', true), '')::uuid $$`);
    await q.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'append-only table' USING ERRCODE = 'FF001'; END $$`);
    await q.query(`GRANT USAGE ON SCHEMA public TO app, recorder`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP FUNCTION refuse_change(), current_program(), enter_program(uuid)`);
  }
}
