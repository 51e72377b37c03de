import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startPostgres } from './embedded-postgres.mjs';

const COMMAND = fileURLToPath(new URL('./demo-reset.mjs', import.meta.url));
/** @type {string} */
let dataDir;
before(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'fanfare-reset-'));
});
after(() => rmSync(dataDir, { recursive: true, force: true }));

/** @param {NodeJS.ProcessEnv} [env] */
function reset(env = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND], { encoding: 'utf8', env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, ...env } });
  return { status, said: stdout + stderr };
}

/** @param {string} sql @returns {Promise<Record<string, unknown>[]>} */
async function inDatabase(sql) {
  const database = await startPostgres({ dataDir });
  const client = new pg.Client({ connectionString: database.urls.adminUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
    await database.stop();
  }
}

test('a database with another program in it is left as it is', async () => {
  await inDatabase(`CREATE TABLE program_slugs (slug text); INSERT INTO program_slugs VALUES ('halcyon'), ('daily-bread')`);
  const { status, said } = reset();
  assert.equal(status, 1);
  assert.match(said, /no demo: it holds daily-bread/);
  assert.deepEqual(await inDatabase('SELECT slug FROM program_slugs ORDER BY slug'), [{ slug: 'daily-bread' }, { slug: 'halcyon' }]);
});

test('a database of one’s own is never touched', () => {
  const { status, said } = reset({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  assert.equal(status, 1);
  assert.match(said, /only the database that npm start brings along/);
});

test('the demo alone is emptied, with its mails', async () => {
  await inDatabase(`DELETE FROM program_slugs WHERE slug <> 'halcyon'`);
  mkdirSync(join(dataDir, 'mailbox'));
  writeFileSync(join(dataDir, 'mailbox', 'one.json'), '{}');
  assert.equal(reset().status, 0);
  assert.deepEqual(await inDatabase(`SELECT to_regclass('program_slugs') AS found`), [{ found: null }]);
  assert.equal(existsSync(join(dataDir, 'mailbox')), false);
});
