// PostgreSQL refuses to run as root, so root needs another way to start it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/**
 * How the server's programs are started.
 * `prefix` goes before the program; `owner` is the account that they run as, and that must own their files.
 * @typedef {{ prefix: string[], owner: { uid: number, gid: number } | null, switchesUser: boolean }} Account
 */

/**
 * Ordinary users start the programs directly. Root, and a user id without an account, wear another id inside a user
 * namespace: files stay theirs and may lie in a folder that is closed to everybody else. Where the kernel forbids
 * namespaces, root becomes the `postgres` or `nobody` user.
 * @returns {Account}
 * @throws Error when none of this is possible
 */
export function chooseAccount() {
  const uid = process.getuid?.();
  if (uid === undefined || process.getgid === undefined) return { prefix: [], owner: null, switchesUser: false };
  const owner = { uid, gid: process.getgid() };
  if (uid !== 0 && hasAccount()) return { prefix: [], owner, switchesUser: false };
  const prefix = namespacePrefix();
  if (spawnSync(prefix[0] ?? '', [...prefix.slice(1), 'true']).status === 0) return { prefix, owner, switchesUser: false };
  if (uid === 0) return otherUser();
  throw new Error(`User id ${uid} has no account on this machine, and user namespaces are not allowed. Run as another user, or set DATABASE_URL.`);
}

/** False in a container that was started with a number for a user. */
function hasAccount() {
  try {
    return Boolean(userInfo().username);
  } catch {
    return false;
  }
}

/** The account for root where namespaces are forbidden. @returns {Account} */
export function otherUser() {
  const found = findAccount((account) => account.name === 'postgres') ?? findAccount((account) => account.name === 'nobody');
  if (!found) throw new Error('PostgreSQL refuses to run as root, and there is no "postgres" or "nobody" user. Run as an ordinary user, or set DATABASE_URL.');
  return { prefix: [], owner: { uid: found.uid, gid: found.gid }, switchesUser: true };
}

/** initdb looks its user id up, so it must be one that exists. */
function namespacePrefix() {
  const worn = findAccount((account) => account.name === 'nobody') ?? findAccount((account) => account.uid !== 0);
  const uid = worn?.uid ?? 65534;
  return ['unshare', '--user', `--map-user=${uid}`, `--map-group=${worn?.gid ?? 65534}`, '--'];
}

/**
 * @param {(account: { name: string, uid: number, gid: number }) => boolean} wanted
 * @returns {{ name: string, uid: number, gid: number } | undefined}
 */
function findAccount(wanted) {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => line.split(':')).map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) })).find(wanted);
}
