// What must be compiled before the application runs, and whether it is still up to date.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runToEnd } from './children.mjs';
import { inProject } from './project.mjs';

/**
 * `inputs` decide, by content, whether it is stale; `output` is a file that must exist; `cleans` is emptied first, so
 * that a deleted source leaves nothing behind.
 * @typedef {{ name: string, inputs: string[], output: string, cleans: string, commands: string[][] }} Build
 */

/** What Node runs as the API. Inside apps/api, so that it resolves packages as the sources do: apps/api/node_modules first. */
export const API_ENTRY = 'apps/api/dist/apps/api/src/main.js';

/** What the portal's client is generated from; written by the API's build. */
const API_DESCRIPTION = 'apps/api/dist/openapi.json';
/** Makes the portal's client of the API. */
export const GENERATE_CLIENT = ['npm', 'run', 'generate', '-w', '@fanfare/portal'];

/** In the order in which they need each other. @type {Build[]} */
export const BUILDS = [
  {
    name: 'API',
    inputs: ['apps/api', 'libs/contracts', 'libs/domain', 'nest-cli.json', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json'],
    output: API_ENTRY,
    cleans: 'apps/api/dist',
    commands: [['node', 'apps/api/scripts/build-mail.mjs'], ['nest', 'build', 'api'], ['node', 'apps/api/scripts/write-openapi.mjs']],
  },
  {
    name: 'portal',
    inputs: ['apps/portal', API_DESCRIPTION, 'libs/contracts', 'libs/domain', 'package-lock.json'],
    output: 'apps/portal/dist/index.html',
    cleans: 'apps/portal/dist',
    commands: [GENERATE_CLIENT, ['npm', 'run', 'build', '-w', '@fanfare/portal'], ['node', 'apps/portal/scripts/compress.mjs']],
  },
];

// Made by builds and tools: hashing them would make every build stale by its own work.
const NOT_SOURCES = new Set(['node_modules', 'dist', '.angular', 'coverage', 'generated']);

/**
 * Builds what is stale, one after the other: the portal needs the API's description.
 * @param {(line: string) => void} log
 * @throws Error with the output of the first build that failed
 */
export async function buildWhatIsStale(log) {
  for (const build of BUILDS) if (isStale(build)) await runBuild(build, log);
}

/**
 * The API alone, for what needs no portal.
 * @param {(line: string) => void} log
 * @throws Error with the output of the build when it failed
 */
export async function buildApi(log) {
  await Promise.all(BUILDS.filter((build) => build.output === API_ENTRY && isStale(build)).map((build) => runBuild(build, log)));
}

/** Forgets that a build is up to date, because something else writes to its output. @param {Build} build */
export function forgetBuild(build) {
  rmSync(stampFile(build), { force: true });
}

/** @param {Build} build */
function isStale(build) {
  const stamp = stampFile(build);
  return !existsSync(inProject(build.output)) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hashInputs(build.inputs);
}

/** @param {Build} build @param {(line: string) => void} log */
async function runBuild(build, log) {
  log(`Building the ${build.name} …`);
  forgetBuild(build);
  rmSync(inProject(build.cleans), { recursive: true, force: true });
  // Hashed before: what is edited during the build is built again next time.
  const hash = hashInputs(build.inputs);
  const began = Date.now();
  for (const command of build.commands) {
    const { code, output } = await runToEnd(command, { env: { NG_CLI_ANALYTICS: 'false' } });
    if (code !== 0) throw new Error(`Building the ${build.name} failed at "${command.join(' ')}":\n${output.trim()}`);
  }
  if (!existsSync(inProject(build.output))) throw new Error(`Building the ${build.name} did not produce ${build.output}.`);
  mkdirSync(dirname(stampFile(build)), { recursive: true });
  writeFileSync(stampFile(build), hash);
  log(`Built the ${build.name} in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
}

/** @param {Build} build */
function stampFile(build) {
  return inProject('.cache', 'builds', build.name.toLowerCase());
}

/** @param {string[]} inputs @returns {string} */
function hashInputs(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(sourcesIn)) hash.update(`${file}\0`).update(readFileSync(inProject(file)));
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} files under it in a fixed order, without tests */
function sourcesIn(path) {
  if (!statSync(inProject(path)).isDirectory()) return /\.(spec|test)\.[a-z]+$/.test(path) ? [] : [path];
  const names = readdirSync(inProject(path)).filter((name) => !NOT_SOURCES.has(name)).sort();
  return names.flatMap((name) => sourcesIn(join(path, name)));
}
