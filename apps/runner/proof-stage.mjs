// What the proofs (races, crashes) have in common: a build, a database of their own, a seed, a verdict.
import { randomInt } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { API_ENTRY, buildApi } from './builds.mjs';
import { endRunning, runToEnd } from './children.mjs';
import { startPostgres } from './embedded-postgres.mjs';
import { killServer } from './postgres-crash.mjs';
import { inProject, inWords } from './project.mjs';
import { listenForStop } from './stop-request.mjs';

/** @typedef {{ name: string, passed: boolean, seen: string }} Check */
/** @typedef {Awaited<ReturnType<typeof openStage>>} OpenStage */

/**
 * Reads `--<amount> N --seed N --report FILE` of a proof's command line.
 * @param {string} amount  the proof's own option, such as `rounds`
 * @param {number} usual  its default
 */
export function readProofArguments(amount, usual) {
  const { values } = parseArgs({ options: { [amount]: { type: 'string' }, seed: { type: 'string' }, report: { type: 'string' } } });
  return { amount: positive(amount, values[amount], usual), seed: positive('seed', values['seed'], randomInt(1, 2 ** 31)), report: values['report'] };
}

/** @param {string} name @param {string | boolean | undefined} text @param {number} usual */
function positive(name, text, usual) {
  const number = text === undefined ? usual : Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} must be a whole number from 1.`);
  return number;
}

/**
 * Builds, stages and runs a proof, prints its checks, and leaves them in `report` where one is asked for.
 * @param {{ seed: number, report: string | boolean | undefined }} wanted
 * @param {(stage: OpenStage) => Promise<Check[]>} proof
 * @returns {Promise<number>} the exit code
 */
export async function prove({ seed, report }, proof) {
  const stop = listenForStop();
  stop.onRequest(() => endRunning('SIGINT'));
  /** @type {OpenStage | undefined} */
  let stage;
  try {
    await buildApi(console.log);
    stage = await openStage(seed);
    const checks = await Promise.race([proof(stage), new Promise((/** @type {(checks: Check[]) => void} */ _, refuse) => stop.onRequest(() => refuse(new Error('Interrupted.'))))]);
    for (const { name, passed, seen } of checks) console.log(`${passed ? '✓' : '✗'} ${name}: ${seen}`);
    if (typeof report === 'string') writeFileSync(report, JSON.stringify(checks));
    return checks.length > 0 && checks.every(({ passed }) => passed) ? 0 : 1;
  } catch (error) {
    console.error(`\n${inWords(error)}`);
    return stop.signal.aborted ? 130 : 1;
  } finally {
    await stage?.close();
  }
}

/** A database in a folder of its own, on a port that it keeps through kills. @param {number} seed */
async function openStage(seed) {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'fanfare-proof-')));
  const settings = { port: String(randomInt(20_000, 30_000)), max_connections: '200' };
  const start = () => startPostgres({ dataDir, settings });
  let server = await start();
  const onFanfare = new URL(server.urls.superUrl);
  onFanfare.pathname = new URL(server.urls.appUrl).pathname;
  const database = { appUrl: server.urls.appUrl, adminUrl: server.urls.adminUrl, superUrl: onFanfare.href };
  // The proof brings up the application's modules itself, and they read their settings from the environment.
  Object.assign(process.env, { DATABASE_URL: database.appUrl, DATA_DIR: dataDir, EMBEDDED_DATABASE: '1', DEMO: 'off', WORKER: 'off', NODE_ENV: 'production', OUTBOUND_NETWORKS: '127.0.0.1' });
  return {
    database, dataDir, seed,
    dieWithParent: new URL('./die-with-parent.mjs', import.meta.url).href,
    log: (/** @type {string} */ line) => console.log(line),
    killDatabase: () => killServer(server.pid),
    // Without DATABASE_URL: the command finds the running server by the data folder, as an operator's would.
    verify: () => runToEnd(['node', 'apps/runner/verify.mjs'], { env: { DATA_DIR: dataDir, DATABASE_URL: '' } }),
    startDatabase: async () => void (server = await start()),
    close: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A compiled module of the proofs. @param {string} name */
export function compiledProof(name) {
  return import(pathToFileURL(inProject(API_ENTRY.replace('main.js', `proofs/${name}.js`))).href);
}
