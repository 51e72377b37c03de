// One `npm start` per data folder.
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf, isAlive } from './process-info.mjs';

/**
 * Claims the data folder for this process, taking over from one that has died.
 * @param {string} dataDir
 * @returns {{ release(): void }}
 * @throws Error in plain words while another process holds it
 */
export function claimDataFolder(dataDir) {
  const file = join(dataDir, 'running.json');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new Error(`The data folder ${dataDir} cannot be written to by this user. Start as its owner, or set DATA_DIR to a folder of your own.`, { cause: error });
  }
  if (!write(file)) {
    const holder = readHolder(file);
    if (holder) throw new Error(`Already running: process ${holder} uses ${dataDir}. Stop it first, or set DATA_DIR (and PORT) for a second one.`);
    rmSync(file, { force: true });
    if (!write(file)) throw new Error(`Another start has just claimed ${dataDir}.`);
  }
  return { release: () => rmSync(file, { force: true }) };
}

/** @param {string} file @returns {boolean} false if it exists */
function write(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file @returns {number | null} the living holder's process id */
function readHolder(file) {
  try {
    const { pid, birth } = JSON.parse(readFileSync(file, 'utf8'));
    return isAlive(pid) && birthOf(pid) === birth ? pid : null;
  } catch {
    return null; // Cut off in the middle of a write, or removed meanwhile: nobody holds it.
  }
}
