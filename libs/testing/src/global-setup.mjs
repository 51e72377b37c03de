// Jest's globalSetup of the integration tests: one PostgreSQL server for the run.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startPostgres } from '../../../apps/runner/embedded-postgres.mjs';
import { claimDataFolder } from '../../../apps/runner/run-lock.mjs';

const FOLDER = fileURLToPath(new URL('../../../.data-test', import.meta.url));
const SLOTS = 8;
// For this server alone: a test database that a power cut ruins is made again. Nothing else is loosened, because
// the application refuses a server that acknowledges before writing.
const SETTINGS = { fsync: 'off', max_connections: '200' };

/**
 * Names the server in TEST_PG_SUPER_URL, TEST_PG_ADMIN_URL (migrator) and TEST_PG_APP_URL, and the run in TEST_RUN_ID.
 * TEST_DATABASE_ADMIN_URL (a superuser of a server kept for tests, PostgreSQL 15 or newer) replaces the embedded one.
 */
export default async function setUp() {
  process.env['TEST_RUN_ID'] = randomUUID().slice(0, 8);
  const given = process.env['TEST_DATABASE_ADMIN_URL'];
  const urls = given ? await prepareGivenServer(given) : await startOwnServer();
  process.env['TEST_PG_SUPER_URL'] = urls.superUrl;
  process.env['TEST_PG_ADMIN_URL'] = urls.adminUrl;
  process.env['TEST_PG_APP_URL'] = urls.appUrl;
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => globalThis.__testServer.stop().finally(() => process.exit(1)));
}

/** Runs at the same time must not share a server, and making one takes longer than starting one: hence the slots. */
async function startOwnServer() {
  const { dataDir, lock } = claimSlot();
  const server = await startPostgres({ dataDir, settings: SETTINGS });
  await dropLeftOvers(server.urls.superUrl);
  globalThis.__testServer = { stop: () => server.stop().finally(() => lock.release()) };
  return server.urls;
}

function claimSlot() {
  for (let slot = 1; ; slot += 1) {
    const dataDir = `${FOLDER}/${slot}`;
    try {
      return { dataDir, lock: claimDataFolder(dataDir) };
    } catch (error) {
      if (slot === SLOTS) throw error;
    }
  }
}

/** Databases of runs that were killed. @param {string} superUrl */
async function dropLeftOvers(superUrl) {
  await asSuperuser(superUrl, async (client) => {
    const { rows } = await client.query(String.raw`SELECT datname FROM pg_database WHERE datname LIKE 'fanfare\_%'`);
    for (const { datname } of rows) await client.query(`DROP DATABASE "${datname}" WITH (FORCE)`);
  });
}

/** The roles of production on a server of somebody's, which stays as it is otherwise. @param {string} superUrl */
async function prepareGivenServer(superUrl) {
  const password = 'fanfare-test';
  await asSuperuser(superUrl, async (client) => {
    for (const [role, attributes] of [['migrator', 'LOGIN'], ['app', 'LOGIN NOINHERIT'], ['recorder', 'NOLOGIN']]) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} ${attributes} PASSWORD '${password}'`);
    }
    await client.query('GRANT recorder TO app');
  });
  const runId = process.env['TEST_RUN_ID'];
  globalThis.__testServer = { stop: () => asSuperuser(superUrl, (client) => client.query(`DROP DATABASE IF EXISTS "fanfare_template_${runId}"`)) };
  return { superUrl, adminUrl: asRole(superUrl, 'migrator', password), appUrl: asRole(superUrl, 'app', password) };
}

/** @param {string} url @param {string} role @param {string} password */
function asRole(url, role, password) {
  const parsed = new URL(url);
  parsed.username = role;
  parsed.password = password;
  return parsed.toString();
}

/** @param {string} superUrl @param {(client: pg.Client) => Promise<unknown>} work */
async function asSuperuser(superUrl, work) {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
