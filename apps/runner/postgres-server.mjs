// The server process: start, adopt, stop.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { disownPidFile, identity, readPidFile, serverEnvironment } from './postgres-cluster.mjs';
import { answersFor } from './postgres-roles.mjs';
import { isAlive, worksIn } from './process-info.mjs';
import { sleep } from './project.mjs';

/** @typedef {import('./postgres-cluster.mjs').Cluster} Cluster */
/** @typedef {import('./postgres-cluster.mjs').RunningServer} RunningServer */

const POLL_MS = 15;
const ATTEMPTS = 8;
const ADOPTION_MS = 30_000;
const FAST_STOP_MS = 15_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
// Somebody took the port between our look and the start, or a killed server's last children are still going.
const PASSING_TROUBLE = /Address already in use|could not bind|lock file .* already exists|shared memory block .* still in use/;

/**
 * The server that a killed runner left behind, once it answers; null when there is none.
 * @param {Cluster} cluster
 * @param {string} password of the superuser
 * @returns {Promise<RunningServer | null>}
 * @throws Error when a server holds the folder and does not answer us
 */
export async function findRunning({ folder }, password) {
  for (const end = Date.now() + ADOPTION_MS; Date.now() < end; await sleep(10 * POLL_MS)) {
    const server = readPidFile(folder);
    if (!server || !isAlive(server.pid)) return null;
    if (!worksIn(server.pid, folder)) {
      disownPidFile(folder);
      return null;
    }
    if (server.ready && (await answersFor(server.port, password, folder))) return server;
  }
  throw new Error(`PostgreSQL process ${readPidFile(folder)?.pid} holds ${folder} but does not let us in. End it, then try again.`);
}

/**
 * Starts a server on a free port of 127.0.0.1, or on the one in `settings`, and waits until it accepts connections;
 * recovery after a crash may take a while and is waited for.
 * @param {Cluster} cluster
 * @param {Record<string, string>} settings
 * @param {string} logFile
 * @returns {Promise<RunningServer>}
 * @throws Error with the end of the server's log
 */
export async function launchServer(cluster, settings, logFile) {
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.old`);
  for (let attempt = 1; ; attempt += 1) {
    const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
    const outcome = await launchOnce(cluster, settings, logFile);
    if (typeof outcome !== 'string') return outcome;
    const said = readFileSync(logFile).subarray(logStart).toString('utf8').trim();
    if (attempt === ATTEMPTS || !PASSING_TROUBLE.test(said)) throw new Error(`The database did not start (${outcome}). ${lastWords(said, logFile)}`);
    await sleep(attempt * 200);
  }
}

/** @param {Cluster} cluster @param {Record<string, string>} settings @param {string} logFile @returns {Promise<RunningServer | string>} a string tells how it ended */
async function launchOnce({ folder, programs, account }, settings, logFile) {
  const options = Object.entries({ port: String(await freePort()), ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [file = '', ...args] = [...account.prefix, join(programs, 'bin', 'postgres'), '-D', folder, ...options];
  const log = openSync(logFile, 'a', 0o600);
  // Its own process group: Ctrl-C in the terminal must reach the runner alone, which stops the API first.
  const child = spawn(file, args, { ...identity(account), cwd: '/', env: serverEnvironment(), detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  /** @type {string | null} */
  let ended = null;
  child.on('error', (error) => (ended = error.message));
  child.on('exit', (code, signal) => (ended = signal ?? `exit code ${code}`));
  while (ended === null) {
    const server = readPidFile(folder);
    if (server?.ready && server.pid === child.pid) return server;
    await sleep(POLL_MS);
  }
  return ended;
}

/** @param {string} said @param {string} logFile */
function lastWords(said, logFile) {
  return said ? `The end of its log:\n${said.split('\n').slice(-15).join('\n')}` : `It said nothing; see ${logFile}.`;
}

/** A port that was free a moment ago. @returns {Promise<number>} */
function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(address && typeof address === 'object' ? address.port : 0));
    });
  });
}

/**
 * Stops the server: connections are ended, everything is written, nothing needs recovery.
 * @param {Cluster} cluster
 * @param {number} pid
 * @throws Error when it does not end
 */
export async function stopServer({ folder }, pid) {
  if (readPidFile(folder)?.pid !== pid) return;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGQUIT'])) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (const end = Date.now() + FAST_STOP_MS; isAlive(pid) && Date.now() < end; ) await sleep(POLL_MS);
  }
  if (isAlive(pid)) throw new Error(`PostgreSQL process ${pid} does not stop.`);
}
