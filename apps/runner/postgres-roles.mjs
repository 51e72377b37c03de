// The three roles of production, made in the embedded server too: what works here works there.
import pg from 'pg';

export const DATABASE = 'fanfare';
/** Used to create the roles and the database, and for nothing else. */
export const SUPERUSER = 'postgres';
const BASE = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';

/** Passwords by role. @typedef {{ postgres: string, migrator: string, app: string }} Passwords */

/**
 * Creates what is missing and sets the attributes and passwords of what is there.
 * `migrator` owns the database; `app` owns nothing and obeys row-level security; `recorder` is what `app` becomes
 * (SET ROLE) to write clicks, and NOINHERIT keeps that right out of every other statement.
 * @param {number} port
 * @param {Passwords} passwords
 */
export async function ensureRoles(port, passwords) {
  const client = new pg.Client({ connectionString: connectionUrl(port, SUPERUSER, passwords.postgres, 'postgres') });
  await client.connect();
  try {
    await ensureRole(client, 'migrator', `${BASE} PASSWORD ${client.escapeLiteral(passwords.migrator)}`);
    await ensureRole(client, 'app', `${BASE} NOINHERIT PASSWORD ${client.escapeLiteral(passwords.app)}`);
    await ensureRole(client, 'recorder', `${BASE.replace('LOGIN', 'NOLOGIN')}`);
    await client.query('GRANT recorder TO app');
    await ensureDatabase(client);
  } finally {
    await client.end();
  }
}

/** @param {pg.Client} client @param {string} role @param {string} attributes */
async function ensureRole(client, role, attributes) {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} ${attributes}`);
}

/** @param {pg.Client} client */
async function ensureDatabase(client) {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE} OWNER migrator`);
}

/**
 * Whether the server on that port is the one of this data folder and accepts our password. Any other answer is no.
 * @param {number} port
 * @param {string} password
 * @param {string} folder
 */
export async function answersFor(port, password, folder) {
  const client = new pg.Client({ connectionString: connectionUrl(port, SUPERUSER, password, 'postgres'), connectionTimeoutMillis: 3000 });
  client.on('error', () => {}); // The connection may break between the answer and the goodbye.
  try {
    await client.connect();
    const { rows } = await client.query('SHOW data_directory');
    return rows[0].data_directory === folder;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** @param {number} port @param {string} role @param {string} password @param {string} database */
export function connectionUrl(port, role, password, database) {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
