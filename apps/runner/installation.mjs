// Is what package-lock.json asks for in node_modules? Compared by content: file times change with every checkout.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { inProject } from './project.mjs';

/** @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean, extraneous?: boolean }} LockEntry */

/**
 * Says why packages must be installed, or null when they are as locked.
 * Optional packages may be absent (other platforms), but one that is there must have the locked version.
 * @returns {string | null}
 */
export function reasonToInstall() {
  const installed = lockedPackages('node_modules/.package-lock.json');
  if (!installed) return 'first run';
  const wanted = lockedPackages('package-lock.json') ?? {};
  const differing = Object.entries(wanted).find(([path, entry]) => isWrong(path, entry, installed[path]));
  return differing ? `${differing[0].replace(/^.*node_modules\//, '')} differs from package-lock.json` : null;
}

/** @param {string} path @param {LockEntry} wanted @param {LockEntry | undefined} found */
function isWrong(path, wanted, found) {
  if (!path.includes('node_modules/') || wanted.link || wanted.extraneous) return false;
  if (!found) return !(wanted.optional || wanted.devOptional || wanted.peer);
  return found.version !== wanted.version;
}

/** @param {string} file @returns {Record<string, LockEntry> | null} */
function lockedPackages(file) {
  if (!existsSync(inProject(file))) return null;
  return JSON.parse(readFileSync(inProject(file), 'utf8')).packages;
}

/**
 * Installs what is locked and leaves the lock file alone, showing npm's own progress.
 * Not `npm ci`: it refuses a lock file without the optional packages of other platforms, and some of those
 * (darwin, win32 …) have no release of the locked version in every registry.
 * @throws Error when npm fails
 */
export function install() {
  // The tests use Debian's Chromium or the one from npm, so Playwright must not download a third.
  npm(['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Makes the pinned Node's executable when npm was told to ignore install scripts. @throws Error when npm fails */
export function installNodeExecutable() {
  npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
}

/** @param {string[]} args */
function npm(args) {
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  const windows = process.platform === 'win32';
  const result = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: inProject(), env, stdio: 'inherit', shell: windows });
  if (result.error) throw new Error(`npm could not be run: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`"npm ${args[0]}" failed (${result.signal ?? `exit code ${result.status}`}); its message is above.`);
}
