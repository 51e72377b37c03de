// Empties the embedded database, so that the next start tells the demo story anew.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from './embedded-postgres.mjs';
import { dataFolder, inWords } from './project.mjs';
import { claimDataFolder } from './run-lock.mjs';

const DEMO_SLUG = 'halcyon';

/** @returns {Promise<number>} an exit code; 1 where something other than the demo would be lost */
export async function resetDemo() {
  if (process.env['DATABASE_URL']) {
    console.error('DATABASE_URL is set: only the database that npm start brings along is ever reset.');
    return 1;
  }
  const dataDir = dataFolder();
  /** @type {{ release(): void } | undefined} */
  let lock;
  try {
    lock = claimDataFolder(dataDir);
    await empty(dataDir);
    console.log('The demo is reset. npm start tells its story anew.');
    return 0;
  } catch (error) {
    console.error(inWords(error));
    return 1;
  } finally {
    lock?.release();
  }
}

/** @param {string} dataDir @throws Error where the database holds a program that is not the demo's */
async function empty(dataDir) {
  const database = await startPostgres({ dataDir });
  try {
    const client = new pg.Client({ connectionString: database.urls.adminUrl });
    await client.connect();
    try {
      const others = await otherPrograms(client);
      if (others.length > 0) throw new Error(`This database is no demo: it holds ${others.join(', ')}. Nothing was changed.`);
      await client.query('DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    } finally {
      await client.end();
    }
  } finally {
    await database.stop();
  }
  rmSync(join(dataDir, 'mailbox'), { recursive: true, force: true });
}

/** @param {pg.Client} client @returns {Promise<string[]>} slugs */
async function otherPrograms(client) {
  const { rows: known } = await client.query(`SELECT to_regclass('program_slugs') IS NOT NULL AS there`);
  if (!known[0].there) return [];
  const { rows } = await client.query('SELECT slug FROM program_slugs WHERE slug <> $1', [DEMO_SLUG]);
  return rows.map(({ slug }) => slug);
}
