// A PostgreSQL of our own, for trials, development, tests and small installations. Production uses DATABASE_URL.
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseAccount } from './postgres-account.mjs';
import { findBinaries } from './postgres-binaries.mjs';
import { prepareCluster } from './postgres-cluster.mjs';
import { connectionUrl, DATABASE, ensureRoles, SUPERUSER } from './postgres-roles.mjs';
import { findRunning, launchServer, stopServer } from './postgres-server.mjs';

/** What only this data folder knows; losing it loses the database. @typedef {import('./postgres-roles.mjs').Passwords & { id: string }} Secrets */
/**
 * @typedef {object} EmbeddedPostgres
 * @property {number} port
 * @property {number} pid
 * @property {{ adminUrl: string, appUrl: string, superUrl: string }} urls  as migrator, app and superuser
 * @property {boolean} adopted  the server was running already, left by a runner that was killed
 * @property {string} logFile
 * @property {() => Promise<void>} stop  clean; a second call waits for the first
 */

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m ',
  cluster_name: 'fanfare',
  // Acknowledged means on disk.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
};

/**
 * Starts the server of a data folder, or adopts the one that runs there, with its roles and database in place.
 * The folder then holds `postgres/`, `postgres.log` and `secrets.json`.
 * @param {object} options
 * @param {string} options.dataDir  absolute; created if missing
 * @param {(line: string) => void} [options.log]
 * @param {Record<string, string>} [options.settings]  more server settings; an adopted server keeps its own
 * @param {import('./postgres-account.mjs').Account} [options.account]
 * @returns {Promise<EmbeddedPostgres>}
 * @throws Error in plain words, with the end of the server's log where it has one
 */
export async function startPostgres({ dataDir, log = () => {}, settings = {}, account = chooseAccount() }) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const logFile = join(dataDir, 'postgres.log');
  const secrets = loadSecrets(dataDir);
  const durable = settings['fsync'] === 'off' ? ['--no-sync'] : [];
  const cluster = prepareCluster({ dataDir, id: secrets.id, superuser: SUPERUSER, password: secrets.postgres, account, binaries: findBinaries(), durable });
  const running = await findRunning(cluster, secrets.postgres);
  if (running) log(`Adopted the database that was left running (process ${running.pid}).`);
  const server = running ?? (await launchServer(cluster, { ...SETTINGS, ...settings }, logFile));
  await ensureRoles(server.port, secrets);
  /** @type {Promise<void> | undefined} */
  let stopping;
  const stop = () => (stopping ??= stopServer(cluster, server.pid));
  return { port: server.port, pid: server.pid, urls: urlsOf(server.port, secrets), adopted: running !== null, logFile, stop };
}

/** @param {number} port @param {Secrets} secrets */
function urlsOf(port, secrets) {
  return {
    adminUrl: connectionUrl(port, 'migrator', secrets.migrator, DATABASE),
    appUrl: connectionUrl(port, 'app', secrets.app, DATABASE),
    superUrl: connectionUrl(port, SUPERUSER, secrets.postgres, 'postgres'),
  };
}

/** @param {string} dataDir @returns {Secrets} */
function loadSecrets(dataDir) {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  if (existsSync(join(dataDir, 'postgres'))) throw new Error(`${file} is missing, and with it the passwords of the database beside it. Restore it from a backup, or delete ${dataDir} to start afresh.`);
  const secrets = { id: randomUUID(), postgres: password(), migrator: password(), app: password() };
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function password() {
  return randomBytes(24).toString('base64url');
}
