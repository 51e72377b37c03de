// Ends a server as a power cut of the machine's processes would: for proofs on data that was made for them.
import { spawnSync } from 'node:child_process';
import { isAlive } from './process-info.mjs';
import { sleep } from './project.mjs';

const POLL_MS = 5;

/**
 * SIGKILL to the postmaster and to every child it had. Resolves once all are gone.
 * @param {number} pid of a server that this process started
 */
export async function killServer(pid) {
  const all = [pid, ...childrenOf(pid)];
  for (const each of all) kill(each);
  while (all.some(isAlive)) await sleep(POLL_MS);
}

/** @param {number} pid @returns {number[]} */
function childrenOf(pid) {
  const listed = spawnSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid='], { encoding: 'utf8' });
  if (listed.status !== 0) throw new Error('"ps" could not list the server\'s processes.');
  return listed.stdout.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number)).filter(([, parent]) => parent === pid).map(([child = 0]) => child);
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error; // Gone between our look and the signal.
  }
}
