// What the operating system says about a process id: ids are reused, so "alive" alone proves little.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';

const HAS_PROC = existsSync('/proc/self/stat');

/** True for a running process; false for none and for a zombie, which nothing may ever reap in a container. @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
  return statFields(pid)?.[0] !== 'Z';
}

/** Identifies one life of a process id: its start time, in a unit of the platform's own. @param {number} pid @returns {string} empty if unknown */
export function birthOf(pid) {
  if (HAS_PROC) return statFields(pid)?.[19] ?? '';
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/**
 * Whether the process works in that folder, as a PostgreSQL server does in its data folder.
 * @param {number} pid
 * @param {string} folder  absolute and without symbolic links
 */
export function worksIn(pid, folder) {
  if (!HAS_PROC) return commandOf(pid).includes('postgres');
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false; // Gone, or another user's: not a server that we started.
  }
}

/** @param {number} pid */
function commandOf(pid) {
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** Fields 3 (state) onwards of proc(5) stat; the name before them may contain spaces. @param {number} pid */
function statFields(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  } catch {
    return undefined;
  }
}
