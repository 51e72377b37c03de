// A PostgreSQL data folder on disk: where it is, how it is made, who owns it, who runs it.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, lchownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {import('./postgres-account.mjs').Account} Account */
/** @typedef {import('./postgres-binaries.mjs').Binaries} Binaries */
/** A made and owned data folder with the programs that run it. @typedef {{ folder: string, programs: string, account: Account }} Cluster */
/** @typedef {{ pid: number, port: number, ready: boolean }} RunningServer */

// Only for root without user namespaces whose own folders are closed to the account that must run the server.
const SHARED_HOME = '/var/lib/fanfare';

/**
 * Makes the data folder if there is none, and lets the account use it.
 * @param {{ dataDir: string, id: string, superuser: string, password: string, account: Account, binaries: Binaries, durable: string[] }} wanted
 *   `id` names a folder outside `dataDir` when one is needed; `durable` holds initdb's options for flushing
 * @returns {Cluster}
 * @throws Error in plain words
 */
export function prepareCluster({ dataDir, id, superuser, password, account, binaries, durable }) {
  const home = canEnter(account, dataDir) ? dataDir : sharedFolder(id, account);
  const cluster = { folder: join(realpathSync(home), 'postgres'), programs: reachablePrograms(account, binaries), account };
  if (!existsSync(cluster.folder)) createCluster(cluster, superuser, password, durable);
  checkVersion(cluster.folder, binaries.version);
  giveTo(cluster.folder, account);
  return cluster;
}

/** @param {Cluster} cluster @param {string} superuser @param {string} password @param {string[]} durable */
function createCluster({ folder, programs, account }, superuser, password, durable) {
  // Made aside and moved at the end: a start that is interrupted here must not leave half a database.
  const aside = mkdtempSync(`${folder}.new-`);
  const passwordFile = join(aside, 'password');
  const made = join(aside, 'made');
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    giveTo(aside, account);
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8'];
    runProgram(account, join(programs, 'bin', 'initdb'), ['-D', made, '-U', superuser, ...locale, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-instructions', ...durable]);
    renameSync(made, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** @param {Account} account @param {string} program @param {string[]} args */
function runProgram(account, program, args) {
  const [file = '', ...rest] = [...account.prefix, program, ...args];
  const result = spawnSync(file, rest, { ...identity(account), cwd: '/', env: serverEnvironment(), encoding: 'utf8' });
  if (result.error) throw new Error(`The database could not be created: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`The database could not be created. initdb says:\n${(result.stderr || result.stdout).trim()}`);
}

/** Spawn options that make a child the account. @param {Account} account */
export function identity({ switchesUser, owner }) {
  return switchesUser && owner ? { uid: owner.uid, gid: owner.gid } : {};
}

/** Nothing of the machine's locale, time zone or PG* variables reaches the server. */
export function serverEnvironment() {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/** @param {Account} account @param {string} folder */
function canEnter(account, folder) {
  if (!account.switchesUser) return true;
  return spawnSync('sh', ['-c', 'cd "$1"', 'sh', folder], { ...identity(account), cwd: '/' }).status === 0;
}

/** @param {string} id @param {Account} account */
function sharedFolder(id, account) {
  const folder = join(SHARED_HOME, id);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  chmodSync(folder, 0o755);
  if (account.owner) chownSync(folder, account.owner.uid, account.owner.gid);
  return folder;
}

/** @param {Account} account @param {Binaries} binaries */
function reachablePrograms(account, { home, version }) {
  if (!account.switchesUser) return home;
  if (spawnSync(join(home, 'bin', 'postgres'), ['--version'], { ...identity(account), cwd: '/' }).status === 0) return home;
  const copy = join(SHARED_HOME, `programs-${version}`);
  if (existsSync(copy)) return copy;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  const aside = mkdtempSync(`${copy}.new-`);
  cpSync(home, aside, { recursive: true, verbatimSymlinks: true });
  chmodSync(aside, 0o755);
  renameSync(aside, copy);
  return copy;
}

/** @param {string} folder @param {string} version of the programs */
function checkVersion(folder, version) {
  const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (version.startsWith(`${made}.`)) return;
  throw new Error(`The database in ${folder} was made by PostgreSQL ${made}; this version of Fanfare brings ${version}. Dump it with ${made} and restore it, or set DATABASE_URL.`);
}

/** Files of another owner: root hands them over, anybody else is told. @param {string} path @param {Account} account */
function giveTo(path, { owner }) {
  if (!owner) return;
  const stat = lstatSync(path);
  if (stat.uid === owner.uid) return;
  if (process.getuid?.() !== 0) throw new Error(`${path} belongs to another user (id ${stat.uid}). Start as that user, or set DATA_DIR to a folder of your own.`);
  lchownSync(path, owner.uid, owner.gid);
  if (stat.isDirectory()) for (const name of readdirSync(path)) giveToChild(join(path, name), owner);
}

/** @param {string} path @param {{ uid: number, gid: number }} owner */
function giveToChild(path, owner) {
  lchownSync(path, owner.uid, owner.gid);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) giveToChild(join(path, name), owner);
}

/** What the server notes in its data folder while it lives. @param {string} folder @returns {RunningServer | null} */
export function readPidFile(folder) {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n').map((line) => line.trim());
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7] === 'ready' };
  } catch {
    return null;
  }
}

/**
 * Marks a left-over pid file, whose process id now belongs to somebody else, as a dead server's. The file itself
 * stays: it also names the shared memory by which PostgreSQL notices survivors of the dead server.
 * @param {string} folder
 */
export function disownPidFile(folder) {
  const file = join(folder, 'postmaster.pid');
  const NEVER_A_PID = '2147483646'; // Above every kernel's limit.
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*/, NEVER_A_PID));
}
