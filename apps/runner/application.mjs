// What `npm start` and `npm run dev` share: a database, the programs on it, and an orderly end.
import { API_ENTRY, buildWhatIsStale } from './builds.mjs';
import { endRunning, startCompanion } from './children.mjs';
import { startPostgres } from './embedded-postgres.mjs';
import { dataFolder, inProject, inWords } from './project.mjs';
import { claimDataFolder } from './run-lock.mjs';
import { listenForStop } from './stop-request.mjs';

/** @typedef {import('./children.mjs').Companion} Companion */
/** @typedef {import('./stop-request.mjs').StopRequest} StopRequest */

const STOP_PATIENCE_MS = 30_000;
const INTERRUPTED = 130;
const ENDED_BY_SIGTERM = 143; // Nest closes everything, then ends itself by the signal it was sent.

/**
 * Builds, starts database and API, and stays until one is asked to stop or the API ends.
 * @returns {Promise<number>} the exit code: the API's own
 */
export function startApplication() {
  return inClaimedFolder(async (stop) => {
    await buildWhatIsStale(console.log);
    return withDatabase(stop, (env) => live([startCompanion(apiCommand(), { env })], stop));
  });
}

function apiCommand() {
  return ['node', '--enable-source-maps', `--import=${new URL('./die-with-parent.mjs', import.meta.url).href}`, inProject(API_ENTRY)];
}

/**
 * Runs the work as the only runner of the data folder; failures are told in words.
 * @param {(stop: StopRequest) => Promise<number>} work  returns an exit code
 * @returns {Promise<number>}
 */
export async function inClaimedFolder(work) {
  const stop = listenForStop();
  stop.onRequest(() => endRunning('SIGINT'));
  /** @type {{ release(): void } | undefined} */
  let lock;
  try {
    lock = claimDataFolder(dataFolder());
    return await work(stop);
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED;
    console.error(`\n${inWords(error)}`);
    return 1;
  } finally {
    lock?.release();
  }
}

/**
 * Gives the work the environment of its database: the caller's DATABASE_URL, or a server of our own, stopped after.
 * @param {StopRequest} stop
 * @param {(env: NodeJS.ProcessEnv) => Promise<number>} work
 */
export async function withDatabase(stop, work) {
  const dataDir = dataFolder();
  if (stop.signal.aborted) return INTERRUPTED;
  if (process.env['DATABASE_URL']) return work({ DATA_DIR: dataDir });
  console.log('Starting the database …');
  const database = await startPostgres({ dataDir, log: console.log });
  try {
    if (stop.signal.aborted) return INTERRUPTED;
    return await work({ DATA_DIR: dataDir, DATABASE_URL: database.urls.appUrl, DATABASE_ADMIN_URL: database.urls.adminUrl, EMBEDDED_DATABASE: '1' });
  } finally {
    await database.stop();
  }
}

/**
 * Waits until the first companion ends, by itself or because we were asked to stop, and ends the others.
 * @param {Companion[]} companions
 * @param {StopRequest} stop
 * @returns {Promise<number>} the exit code of the first to end; 0 when it ended because we asked
 */
export async function live(companions, stop) {
  const send = (/** @type {NodeJS.Signals} */ signal) => companions.forEach((companion) => companion.send(signal));
  const first = Promise.race(companions.map((companion) => companion.ended));
  await Promise.race([first, new Promise((/** @type {(value?: void) => void} */ asked) => stop.onRequest(asked))]);
  const asked = stop.signal.aborted;
  send('SIGTERM');
  stop.onInsistence(() => send('SIGKILL'));
  const timer = setTimeout(() => send('SIGKILL'), STOP_PATIENCE_MS);
  await Promise.all(companions.map((companion) => companion.ended));
  clearTimeout(timer);
  const code = await first;
  return asked && code === ENDED_BY_SIGTERM ? 0 : code;
}
