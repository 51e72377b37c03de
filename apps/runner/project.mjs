// Where things are. No npm package is imported here: this runs before anything is installed.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, absolute, without a trailing slash. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The exact Node version every command runs on: package.json's `dependencies.node`, for example `24.21.0`. */
export const PINNED_NODE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies.node;

/** The data folder (database, uploads, keys): `DATA_DIR`, relative to the root, or `.data`. */
export function dataFolder() {
  return resolve(ROOT, process.env['DATA_DIR'] || '.data');
}

/** An absolute path inside the repository. @param {...string} parts */
export function inProject(...parts) {
  return join(ROOT, ...parts);
}

/** @param {number} ms @returns {Promise<void>} */
export function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/**
 * Tells what failed in one line, without a stack: these messages are read by people who run a command.
 * @param {unknown} error
 * @returns {string}
 */
export function inWords(error) {
  return error instanceof Error ? error.message : String(error);
}
