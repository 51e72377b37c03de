// A browser for the tests: Debian's if it is installed, else the one that npm installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inProject } from './project.mjs';

const DEBIAN = '/usr/bin/chromium';
const FOLDER = inProject('.cache', 'chromium');

/**
 * The path of a Chromium that runs here: CHROMIUM_PATH if set.
 * @returns {Promise<string>}
 * @throws Error naming the way out
 */
export async function findChromium() {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  if (existsSync(DEBIAN)) return DEBIAN;
  if (!existsSync(FOLDER)) await unpack();
  const browser = [join(FOLDER, 'chromium'), join(FOLDER, 'with-libraries.sh')].find(runs);
  if (browser) return browser;
  throw new Error(`No browser for the tests runs on this machine. Install one ("apt-get install chromium"), or set CHROMIUM_PATH.`);
}

/** @param {string} executable */
function runs(executable) {
  return spawnSync(executable, ['--version', '--no-sandbox', '--headless'], { timeout: 20_000 }).status === 0;
}

/**
 * The package unpacks into the system's temporary folder, for its user alone, and takes whatever already lies there
 * for complete. Ours goes into a folder of its own, and gets its name at the end.
 */
async function unpack() {
  const { default: chromium, inflate } = await import('@sparticuz/chromium');
  mkdirSync(dirname(FOLDER), { recursive: true });
  const aside = mkdtempSync(`${FOLDER}.new-`);
  const packed = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
  await withTemporaryFolder(aside, async () => {
    await chromium.executablePath(packed);
    await inflate(join(packed, 'al2023.tar.br'));
  });
  // For machines without NSS and its relatives: the libraries that come with the browser.
  writeFileSync(join(aside, 'with-libraries.sh'), `#!/bin/sh\nLD_LIBRARY_PATH="${FOLDER}/al2023/lib" exec "${FOLDER}/chromium" "$@"\n`, { mode: 0o755 });
  renameSync(aside, FOLDER);
  for (const name of readdirSync(dirname(FOLDER)).filter((name) => name.startsWith('chromium.new-'))) rmSync(join(dirname(FOLDER), name), { recursive: true });
}

/** @param {string} folder @param {() => Promise<void>} work */
async function withTemporaryFolder(folder, work) {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
