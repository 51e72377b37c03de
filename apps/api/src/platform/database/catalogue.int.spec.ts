import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@fanfare/testing';
import pg from 'pg';
import { catalogueProblems } from '../../testing/catalogue-rules.js';
import { migrate } from './migrate.js';
import { TABLES } from './tables.js';

let database: TestDatabase;
let superuser: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase(migrate);
  superuser = new pg.Client({ connectionString: database.superUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});

it('the database keeps to the list of tables and to the rules of each class', async () => {
  expect(await catalogueProblems(superuser, TABLES)).toEqual([]);
});

/** What a careless migration could do, and what must then be said about it. */
const CARELESS: readonly (readonly [sql: string, ...problems: string[]])[] = [
  ['CREATE TABLE stray (id int)', 'stray is not declared'],
  ['DROP TABLE suppressions', 'suppressions is declared and does not exist'],
  ['CREATE SCHEMA aside CREATE TABLE notes (id int)', 'aside.notes is not declared'],
  // Program tables
  ['ALTER TABLE suppressions DROP CONSTRAINT pk_suppressions, ADD CONSTRAINT pk_suppressions PRIMARY KEY (email_hash, program_id)', 'suppressions: its primary key does not start with program_id'],
  ['ALTER TABLE suppressions DROP CONSTRAINT pk_suppressions', 'suppressions: its primary key does not start with program_id'],
  [
    'DROP POLICY program_isolation ON timers; ALTER TABLE timers DROP COLUMN program_id, ADD COLUMN program_id text',
    'timers: its primary key does not start with program_id', 'timers: no policy keeps it to its program', 'timers: program_id is no uuid',
  ],
  ['ALTER TABLE facts NO FORCE ROW LEVEL SECURITY', 'facts: app reads it without forced row-level security', 'facts: row-level security is not forced'],
  ['ALTER TABLE facts DISABLE ROW LEVEL SECURITY', 'facts: app reads it without forced row-level security', 'facts: row-level security is not enabled'],
  ['DROP POLICY program_isolation ON programs', 'programs: no policy keeps it to its program'],
  ['ALTER POLICY program_isolation ON links WITH CHECK (true)', 'links: no policy keeps it to its program'],
  ['CREATE POLICY everybody ON links USING (true)', 'links: policy everybody opens it further'],
  ['CREATE POLICY record ON links FOR INSERT TO recorder WITH CHECK (true)', 'links: policy record opens it further'],
  ['CREATE UNIQUE INDEX uq_links_anywhere ON links (code)', 'links: unique key uq_links_anywhere lacks program_id'],
  ['CREATE UNIQUE INDEX uq_links_included ON links (code) INCLUDE (program_id)', 'links: unique key uq_links_included lacks program_id'],
  ['ALTER TABLE links ADD CONSTRAINT ex_links EXCLUDE USING btree (code WITH =)', 'links: unique key ex_links lacks program_id'],
  ['ALTER TABLE links ADD CONSTRAINT fk_links_turned FOREIGN KEY (member_id, program_id) REFERENCES members (id, program_id)', 'links: foreign key fk_links_turned does not start with the program on both sides'],
  ['ALTER TABLE links ADD CONSTRAINT fk_links_alone FOREIGN KEY (member_id) REFERENCES programs (id)', 'links: foreign key fk_links_alone does not start with the program on both sides'],
  [
    'ALTER TABLE rewards DROP CONSTRAINT fk_rewards_pool, ADD CONSTRAINT fk_rewards_pool FOREIGN KEY (program_id, pool_id) REFERENCES pools (program_id, id) ON DELETE SET NULL (pool_id)',
    'rewards: foreign key fk_rewards_pool sets columns on delete or update',
  ],
  // Between the classes
  ['ALTER TABLE program_slugs ADD CONSTRAINT fk_slug FOREIGN KEY (program_id) REFERENCES programs (id)', 'program_slugs: foreign key fk_slug leads from a directory table to a program table'],
  ['ALTER TABLE members ADD CONSTRAINT fk_account FOREIGN KEY (account_id) REFERENCES accounts (id)', 'members: foreign key fk_account leads from a program table to a directory table'],
  // Append-only
  ['GRANT UPDATE ON facts TO app', 'facts: app may UPDATE it, and it is append-only'],
  ['GRANT UPDATE (reason) ON ledger_entries TO app', 'ledger_entries: app may UPDATE it, and it is append-only'],
  ['GRANT TRUNCATE ON consents TO PUBLIC', 'consents: app may TRUNCATE it, and it is append-only', 'consents: recorder may TRUNCATE it', 'consents: recorder may TRUNCATE it, and it is append-only'],
  ['DROP TRIGGER append_only ON facts', 'facts: no trigger refuses DELETE', 'facts: no trigger refuses UPDATE'],
  ['ALTER TABLE audit_log DISABLE TRIGGER append_only_truncate', 'audit_log: no trigger refuses TRUNCATE'],
  // Roles
  ['GRANT SELECT ON clicks_default TO app', 'clicks_default: app may SELECT a partition'],
  ["CREATE TABLE clicks_2020_01 PARTITION OF clicks FOR VALUES FROM ('2020-01-01') TO ('2020-02-01'); GRANT INSERT ON clicks_2020_01 TO app", 'clicks_2020_01: app may INSERT a partition'],
  ['CREATE VIEW everyone AS SELECT * FROM members; GRANT SELECT ON everyone TO app', 'everyone is not declared', 'everyone: app reads it without forced row-level security'],
  ['GRANT SELECT ON migrations TO app', 'migrations: app reads it without forced row-level security'],
  ['GRANT SELECT ON clicks TO recorder', 'clicks: recorder may SELECT it'],
  ['GRANT INSERT ON pgboss.job TO recorder', 'pgboss.job: recorder may INSERT it'],
  ['ALTER FUNCTION current_program() OWNER TO app', 'current_program() belongs to app'],
  ['ALTER ROLE app BYPASSRLS', 'app is a superuser, bypasses row-level security or makes roles or databases'],
  ['GRANT pg_signal_backend TO recorder', 'recorder is a member of pg_signal_backend'],
  ['REVOKE recorder FROM app; ALTER ROLE app INHERIT; GRANT recorder TO app', 'app inherits the rights of recorder'],
  ['GRANT CREATE ON SCHEMA public TO app', 'app may create in schema public'],
  // Functions that run as their owner
  ['ALTER FUNCTION drop_click_partitions(date) RESET search_path', 'drop_click_partitions(date): runs as its owner on the search_path of its caller'],
  ['GRANT EXECUTE ON FUNCTION drop_click_partitions(date) TO PUBLIC', 'drop_click_partitions(date): runs as its owner for anybody'],
];

describe('is told of', () => {
  it.each(CARELESS)('%s', async (sql, ...problems) => {
    await superuser.query('BEGIN');
    try {
      await superuser.query(sql);
      expect(await catalogueProblems(superuser, TABLES)).toEqual(problems);
    } finally {
      await superuser.query('ROLLBACK');
    }
  });
});
