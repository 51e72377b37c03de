import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['unlock_files', 'reward_unlocks', 'unlock_openings'];

/** Pages and files that only those reach who have won them, and how often each has opened theirs. */
export class Unlocks1790000000201 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE unlock_files (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL CONSTRAINT ck_unlock_files_name CHECK (length(name) BETWEEN 1 AND 120),
        type text NOT NULL CONSTRAINT ck_unlock_files_type CHECK (type IN ('application/pdf', 'application/zip', 'image/png', 'image/jpeg', 'image/webp')),
        bytes bytea NOT NULL CONSTRAINT ck_unlock_files_bytes CHECK (octet_length(bytes) BETWEEN 1 AND 10485760),
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_unlock_files PRIMARY KEY (program_id, id),
        CONSTRAINT fk_unlock_files_program FOREIGN KEY (program_id) REFERENCES programs (id))`);
    await q.query(`
      CREATE TABLE reward_unlocks (
        program_id uuid NOT NULL,
        reward_id uuid NOT NULL,
        title jsonb NOT NULL,
        text jsonb NOT NULL,
        file_id uuid,
        CONSTRAINT pk_reward_unlocks PRIMARY KEY (program_id, reward_id),
        CONSTRAINT ck_reward_unlocks_something CHECK (file_id IS NOT NULL OR text <> '{}'),
        CONSTRAINT fk_reward_unlocks_reward FOREIGN KEY (program_id, reward_id) REFERENCES rewards (program_id, id),
        CONSTRAINT fk_reward_unlocks_file FOREIGN KEY (program_id, file_id) REFERENCES unlock_files (program_id, id))`);
    await q.query(`
      CREATE TABLE unlock_openings (
        program_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        times int NOT NULL CONSTRAINT ck_unlock_openings_times CHECK (times > 0),
        last_at timestamptz,
        CONSTRAINT pk_unlock_openings PRIMARY KEY (program_id, grant_id),
        CONSTRAINT fk_unlock_openings_grant FOREIGN KEY (program_id, grant_id) REFERENCES grants (program_id, id))`);
    for (const table of TABLES) {
      await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await q.query(`CREATE POLICY program_isolation ON ${table}
        USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
      await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO app`);
    }
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await q.query(`DROP TABLE ${table}`);
  }
}
