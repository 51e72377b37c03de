import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@fanfare/testing';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import '../../app.module.js';
import { describeSchema } from '../../testing/catalogue-snapshot.js';
import { migrate } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { SnakeNaming } from './snake-naming.js';
import { TABLES } from './tables.js';

const SNAPSHOT = new URL('./schema.snapshot.txt', import.meta.url);

let database: TestDatabase;
let owner: DataSource;
beforeAll(async () => {
  database = await createTestDatabase(migrate);
  owner = new DataSource({
    type: 'postgres', url: database.adminUrl, poolSize: 2, namingStrategy: new SnakeNaming(),
    entities: getMetadataArgsStorage().tables.map((table) => table.target), // what importing the application has declared
    migrations: MIGRATIONS, migrationsTableName: 'migrations',
  });
  await owner.initialize();
});
afterAll(async () => {
  await owner.destroy();
  await database.drop();
});

it('every table has an entity, and every entity a table', () => {
  expect(owner.entityMetadatas.map((entity) => entity.tableName).toSorted()).toEqual(Object.keys(TABLES).toSorted());
});

it('the entities would change nothing in the migrated schema', async () => {
  expect(await changesWanted()).toEqual([]);
});

it('sees a column, a check and an index that the entities do not know', async () => {
  await owner.query('ALTER TABLE pools ADD COLUMN colour text, ADD CONSTRAINT ck_pools_colour CHECK (length(colour) < 9)');
  await owner.query('CREATE INDEX ix_pools_colour ON pools (program_id, colour)');
  const wanted = (await changesWanted()).join('\n');
  await owner.query('ALTER TABLE pools DROP COLUMN colour');
  for (const name of ['"colour"', 'ck_pools_colour', 'ix_pools_colour']) expect(wanted).toContain(name);
});

// Partitions, policies, grants, triggers, functions: TypeORM does not look at them.
it('the schema is the one written down in schema.snapshot.txt', async () => {
  const found = await describeSchema(owner);
  // To accept a change: UPDATE_SCHEMA_SNAPSHOT=1 npm run jest -- schema-drift, then read the diff.
  if (process.env['UPDATE_SCHEMA_SNAPSHOT']) writeFileSync(SNAPSHOT, found);
  expect(found).toBe(readFileSync(SNAPSHOT, 'utf8'));
});

it('is the same after every migration was taken back and run again', async () => {
  const before = await describeSchema(owner);
  for (const _ of MIGRATIONS) await owner.undoLastMigration({ transaction: 'each' });
  expect(await describeSchema(owner)).toBe('');
  await migrate(database.adminUrl);
  expect(await describeSchema(owner)).toBe(before);
});

async function changesWanted(): Promise<string[]> {
  const { upQueries } = await owner.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}
