// Runs one of the API's programs to its end, on the database that is there: the caller's, a running server's, or one
// started for the purpose.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { API_ENTRY, buildApi } from './builds.mjs';
import { endRunning, startCompanion } from './children.mjs';
import { startPostgres } from './embedded-postgres.mjs';
import { dataFolder, inProject, inWords } from './project.mjs';
import { claimDataFolder } from './run-lock.mjs';
import { listenForStop } from './stop-request.mjs';

/** @typedef {(env: NodeJS.ProcessEnv) => Promise<number>} Work */

/**
 * @param {string} program  an entry beside `main.ts`; it prints what there is to say
 * @param {string[]} args
 * @returns {Promise<number>} the program's exit code; 1 when it could not be run
 */
export async function runOnDatabase(program, args = []) {
  const work = (/** @type {NodeJS.ProcessEnv} */ env) => startCompanion(commandOf(program, args), { env }).ended;
  const stop = listenForStop();
  stop.onRequest(() => endRunning('SIGINT'));
  try {
    await buildApi(console.log);
    if (process.env['DATABASE_URL']) return await work({});
    return await onEmbedded(dataFolder(), work);
  } catch (error) {
    console.error(`\n${inWords(error)}`);
    return 1;
  }
}

/** @param {string} dataDir @param {Work} work */
async function onEmbedded(dataDir, work) {
  if (!existsSync(join(dataDir, 'secrets.json'))) throw new Error(`There is no database in ${dataDir}. Set DATA_DIR, or DATABASE_URL.`);
  const lock = claimIfFree(dataDir);
  try {
    const server = await startPostgres({ dataDir });
    try {
      return await work({ DATA_DIR: dataDir, DATABASE_URL: server.urls.appUrl, EMBEDDED_DATABASE: '1' });
    } finally {
      // One that was there before, or that a running application counts on, is left as it is.
      if (lock && !server.adopted) await server.stop();
    }
  } finally {
    lock?.release();
  }
}

/** A running application holds the folder, and its server can be asked all the same. @param {string} dataDir */
function claimIfFree(dataDir) {
  try {
    return claimDataFolder(dataDir);
  } catch {
    return null;
  }
}

/** @param {string} program @param {string[]} args */
function commandOf(program, args) {
  const dieWithParent = new URL('./die-with-parent.mjs', import.meta.url).href;
  return ['node', '--enable-source-maps', `--import=${dieWithParent}`, inProject(API_ENTRY.replace('main.js', `${program}.js`)), ...args];
}
