import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A database of its own for one test file, cloned from the migrated template. */
export interface TestDatabase {
  /** As `app`: what the service uses. */
  readonly appUrl: string;
  /** As `migrator`: owner of the tables. */
  readonly adminUrl: string;
  /** As superuser: sees past row-level security, for looking only. */
  readonly superUrl: string;
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 7_240_312;

/**
 * Clones the template (about 25 ms); the first caller of a run migrates it.
 * @param migrate brings an empty database up to date; given by the caller so that this library imports no app
 */
export async function createTestDatabase(migrate: (adminUrl: string) => Promise<unknown>): Promise<TestDatabase> {
  const superUrl = required('TEST_PG_SUPER_URL');
  const template = `fanfare_template_${process.env['TEST_RUN_ID'] ?? 'run'}`;
  const name = `fanfare_test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: withDatabase(superUrl, 'postgres') });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (known.rowCount === 0) {
      await client.query(`CREATE DATABASE "${template}_making" OWNER migrator`);
      await migrate(withDatabase(required('TEST_PG_ADMIN_URL'), `${template}_making`));
      await client.query(`ALTER DATABASE "${template}_making" RENAME TO "${template}"`);
    }
    await client.query(`CREATE DATABASE "${name}" TEMPLATE "${template}" OWNER migrator`);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]).catch(() => undefined);
    await client.end();
  }
  return {
    appUrl: withDatabase(required('TEST_PG_APP_URL'), name),
    adminUrl: withDatabase(required('TEST_PG_ADMIN_URL'), name),
    superUrl: withDatabase(superUrl, name),
    drop: () => dropDatabase(superUrl, name),
  };
}

async function dropDatabase(superUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(superUrl, 'postgres') });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  await client.end();
}

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.toString();
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: integration tests run through \`npm test\` or \`npm run jest\``);
  return value;
}
