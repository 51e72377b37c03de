import type { MigrationInterface, QueryRunner } from 'typeorm';
import { QUEUES } from '../../jobs/queues.js';

const TABLES: readonly (readonly [table: string, more: string])[] = [
  ['book_runs', 'UPDATE, DELETE'], ['what_if_people', 'DELETE'], ['what_if_moves', 'DELETE'], ['ledger_checkpoints', ''], ['checkpoint_leaves', 'DELETE'],
];

/** Long work over all books of a program (what-ifs and verifications), and the daily checkpoints of all chains. */
export class BookRuns1790000000092 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE book_runs (
        program_id uuid NOT NULL CONSTRAINT fk_book_runs_program REFERENCES programs (id),
        id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_book_runs_kind CHECK (kind IN ('what_if', 'verification')),
        status text NOT NULL CONSTRAINT ck_book_runs_status CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
        input jsonb NOT NULL,
        done int NOT NULL,
        total int,
        result jsonb,
        started_by uuid,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_book_runs PRIMARY KEY (program_id, id),
        CONSTRAINT ck_book_runs_result CHECK ((status = 'done') = (result IS NOT NULL)))`);
    await q.query(`CREATE INDEX ix_book_runs_newest ON book_runs (program_id, kind, created_at, id)`);
    // One at a time: two would only slow each other down.
    await q.query(`CREATE UNIQUE INDEX uq_book_runs_open ON book_runs (program_id, kind) WHERE status IN ('waiting', 'running')`);
    await q.query(`
      CREATE TABLE what_if_people (
        program_id uuid NOT NULL,
        run_id uuid NOT NULL,
        view text NOT NULL CONSTRAINT ck_what_if_people_view CHECK (view IN ('publish', 'history')),
        member_id uuid NOT NULL,
        gains boolean NOT NULL,
        loses boolean NOT NULL,
        reviews int NOT NULL,
        change jsonb NOT NULL,
        CONSTRAINT pk_what_if_people PRIMARY KEY (program_id, run_id, view, member_id),
        CONSTRAINT fk_what_if_people_run FOREIGN KEY (program_id, run_id) REFERENCES book_runs (program_id, id))`);
    await q.query(`
      CREATE TABLE what_if_moves (
        program_id uuid NOT NULL,
        run_id uuid NOT NULL,
        referral_id uuid NOT NULL,
        member_id uuid,
        CONSTRAINT pk_what_if_moves PRIMARY KEY (program_id, run_id, referral_id),
        CONSTRAINT fk_what_if_moves_run FOREIGN KEY (program_id, run_id) REFERENCES book_runs (program_id, id))`);
    await q.query(`
      CREATE TABLE ledger_checkpoints (
        program_id uuid NOT NULL CONSTRAINT fk_ledger_checkpoints_program REFERENCES programs (id),
        day date NOT NULL,
        at timestamptz NOT NULL,
        books int NOT NULL,
        root bytea NOT NULL,
        prev_hash bytea NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT pk_ledger_checkpoints PRIMARY KEY (program_id, day))`);
    await q.query(`
      CREATE TABLE checkpoint_leaves (
        program_id uuid NOT NULL,
        day date NOT NULL,
        part int NOT NULL,
        leaves bytea NOT NULL,
        CONSTRAINT pk_checkpoint_leaves PRIMARY KEY (program_id, day, part),
        CONSTRAINT fk_checkpoint_leaves_checkpoint FOREIGN KEY (program_id, day) REFERENCES ledger_checkpoints (program_id, day))`);
    for (const [table, more] of TABLES) await this.isolate(q, table, more);
    await q.query(`CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_checkpoints FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await q.query(`CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ledger_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await q.query(`SELECT pgboss.create_queue('book_runs', $1::jsonb)`, [JSON.stringify({ policy: 'standard', partition: false, ...QUEUES.book_runs })]);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`SELECT pgboss.delete_queue('book_runs')`);
    await q.query(`DROP TABLE checkpoint_leaves, ledger_checkpoints, what_if_moves, what_if_people, book_runs`);
  }

  private async isolate(q: QueryRunner, table: string, more: string): Promise<void> {
    await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON ${table} USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT ON ${table} TO app`);
    if (more) await q.query(`GRANT ${more} ON ${table} TO app`);
  }
}
