import { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

const MIGRATION_LOCK = 7_240_311; // any number, the same in every replica

/** Brings the database of `adminUrl` (role `migrator`) up to date; replicas that start together wait for each other. */
export async function migrate(adminUrl: string): Promise<string[]> {
  const source = new DataSource({ type: 'postgres', url: adminUrl, migrations: MIGRATIONS, migrationsTableName: 'migrations', poolSize: 2 });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await source.runMigrations({ transaction: 'each' });
    await ensureClickPartitions(source);
    return done.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
    await source.destroy();
  }
}

/** Partitions for last month up to three months ahead; made again daily by the worker. */
export async function ensureClickPartitions(source: { query(sql: string): Promise<unknown> }): Promise<void> {
  await source.query(`SELECT make_click_partitions((now() - interval '1 month')::date, (now() + interval '3 months')::date)`);
}
