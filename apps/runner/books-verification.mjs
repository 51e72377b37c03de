// Replays every book, on the database that is there: the caller's, a running server's, or one started for the purpose.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { API_ENTRY, buildApi } from './builds.mjs';
import { endRunning, startCompanion } from './children.mjs';
import { startPostgres } from './embedded-postgres.mjs';
import { dataFolder, inProject, inWords } from './project.mjs';
import { claimDataFolder } from './run-lock.mjs';
import { listenForStop } from './stop-request.mjs';

/** What replays and compares; it prints what it finds. */
const VERIFY_ENTRY = API_ENTRY.replace('main.js', 'verify.js');

/** @returns {Promise<number>} the exit code: 1 when something is stored otherwise than the facts say, and when nothing could be compared */
export async function verifyBooks() {
  const stop = listenForStop();
  stop.onRequest(() => endRunning('SIGINT'));
  try {
    await buildApi(console.log);
    if (process.env['DATABASE_URL']) return await replay({});
    return await onEmbedded(dataFolder());
  } catch (error) {
    console.error(`\n${inWords(error)}`);
    return 1;
  }
}

/** @param {string} dataDir */
async function onEmbedded(dataDir) {
  if (!existsSync(join(dataDir, 'secrets.json'))) throw new Error(`There is no database in ${dataDir}. Set DATA_DIR, or DATABASE_URL.`);
  const lock = claimIfFree(dataDir);
  try {
    const server = await startPostgres({ dataDir });
    try {
      return await replay({ DATA_DIR: dataDir, DATABASE_URL: server.urls.appUrl, EMBEDDED_DATABASE: '1' });
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

/** @param {NodeJS.ProcessEnv} env */
async function replay(env) {
  const dieWithParent = new URL('./die-with-parent.mjs', import.meta.url).href;
  return startCompanion(['node', '--enable-source-maps', `--import=${dieWithParent}`, inProject(VERIFY_ENTRY)], { env }).ended;
}
