// node --test: the launcher on real servers, each in a folder of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { startPostgres } from './embedded-postgres.mjs';
import { otherUser } from './postgres-account.mjs';
import { isAlive } from './process-info.mjs';
import { claimDataFolder } from './run-lock.mjs';

/** @type {string[]} */
const folders = [];
/** @type {{ stop(): Promise<void> }[]} */
const servers = [];

after(async () => {
  await Promise.allSettled(servers.map((server) => server.stop()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanfare-launcher-')));
  folders.push(folder);
  return folder;
}

/** @param {Parameters<typeof startPostgres>[0]} options */
async function start(options) {
  const server = await startPostgres(options);
  servers.push(server);
  return server;
}

/** @param {string} url @param {string[]} statements @returns {Promise<Record<string, any>[]>} the rows of the last */
async function query(url, ...statements) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** Runs the launcher in a process of its own and kills that outright. @param {string} dataDir @returns {Promise<number>} the server's process id */
async function startAndLoseRunner(dataDir) {
  const script = `import { startPostgres } from ${JSON.stringify(new URL('./embedded-postgres.mjs', import.meta.url).href)};
    const { pid } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(pid);
    setInterval(() => {}, 1000);`;
  const runner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise((done) => runner.stdout.once('data', (line) => done(Number(line))));
  runner.kill('SIGKILL');
  await new Promise((done) => runner.once('exit', done));
  return pid;
}

/** @param {number} pid */
async function untilDead(pid) {
  while (isAlive(pid)) await new Promise((done) => setTimeout(done, 10));
}

describe('a server of our own', () => {
  const dataDir = newFolder();
  /** @type {Awaited<ReturnType<typeof startPostgres>>} */
  let server;
  before(async () => void (server = await start({ dataDir })));

  it('gives the application no ownership, no inherited rights and no way around row-level security', async () => {
    const rows = await query(server.urls.superUrl, `SELECT rolname, rolcanlogin, rolsuper, rolinherit, rolbypassrls, rolcreatedb, rolcreaterole
      FROM pg_roles WHERE rolname IN ('migrator', 'app', 'recorder') ORDER BY 1`);
    const none = { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false };
    assert.deepEqual(rows.map((row) => ({ ...row })), [
      { rolname: 'app', rolcanlogin: true, rolinherit: false, ...none },
      { rolname: 'migrator', rolcanlogin: true, rolinherit: true, ...none },
      { rolname: 'recorder', rolcanlogin: false, rolinherit: true, ...none },
    ]);
  });

  it('lets the migrator own the database, and the application become the recorder', async () => {
    await query(server.urls.adminUrl, 'CREATE TABLE clicks (at int)', 'GRANT INSERT ON clicks TO recorder');
    await assert.rejects(query(server.urls.appUrl, 'INSERT INTO clicks VALUES (1)'), /permission denied/);
    await assert.rejects(query(server.urls.appUrl, 'CREATE TABLE mine (at int)'), /permission denied/);
    await query(server.urls.appUrl, 'SET ROLE recorder', 'INSERT INTO clicks VALUES (1)');
  });

  it('refuses a wrong password', async () => {
    await assert.rejects(query(server.urls.appUrl.replace(/:[^:@]+@/, ':guess@')), /password authentication failed/);
  });

  it('keeps the passwords to its owner, and scrambled in the server', async () => {
    assert.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o777, 0o600);
    const rows = await query(server.urls.superUrl, "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' AS scram FROM pg_authid WHERE rolpassword IS NOT NULL");
    assert.deepEqual(rows.map((row) => row['scram']), [true, true, true]);
  });

  it('listens on the loopback only and flushes what it acknowledges', async () => {
    const names = ['listen_addresses', 'unix_socket_directories', 'fsync', 'full_page_writes', 'synchronous_commit', 'server_encoding'];
    const shown = await Promise.all(names.map(async (name) => Object.values((await query(server.urls.superUrl, `SHOW ${name}`))[0] ?? {})[0]));
    assert.deepEqual(shown, ['127.0.0.1', '', 'on', 'on', 'on', 'UTF8']);
  });

  it('keeps its data over a clean stop, and starts again in seconds', async () => {
    await query(server.urls.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await server.stop();
    assert.equal(isAlive(server.pid), false);
    const began = Date.now();
    server = await start({ dataDir });
    assert.ok(Date.now() - began < 10_000, `took ${Date.now() - began} ms`);
    assert.equal(server.adopted, false);
    assert.deepEqual(await query(server.urls.adminUrl, 'SELECT answer FROM kept').then((rows) => rows[0]?.['answer']), 42);
    assert.match(readFileSync(server.logFile, 'utf8'), /database system is shut down/);
    assert.doesNotMatch(readFileSync(server.logFile, 'utf8'), /not properly shut down/);
  });
});

describe('after a crash', () => {
  it('adopts the server that a killed runner left behind', async () => {
    const dataDir = newFolder();
    const orphan = await startAndLoseRunner(dataDir);
    assert.equal(isAlive(orphan), true);
    const server = await start({ dataDir });
    assert.deepEqual({ pid: server.pid, adopted: server.adopted }, { pid: orphan, adopted: true });
    await query(server.urls.adminUrl, 'SELECT 1');
    await server.stop();
    assert.equal(isAlive(orphan), false);
  });

  it('recovers when runner and server were both killed', async () => {
    const dataDir = newFolder();
    const pid = await startAndLoseRunner(dataDir);
    process.kill(pid, 'SIGKILL');
    await untilDead(pid);
    assert.equal(existsSync(join(dataDir, 'postgres', 'postmaster.pid')), true);
    const server = await start({ dataDir });
    assert.equal(server.adopted, false);
    assert.match(readFileSync(server.logFile, 'utf8'), /not properly shut down/);
    await server.stop();
  });

  it('does not mistake a stranger with the old process id for its server', async () => {
    const dataDir = newFolder();
    await (await start({ dataDir })).stop();
    // This very process is alive, and not a PostgreSQL server of that folder.
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n${dataDir}/postgres\n1\n1\n\n127.0.0.1\n       1         1\nready   \n`, { mode: 0o600 });
    const server = await start({ dataDir });
    assert.equal(server.adopted, false);
    assert.notEqual(server.pid, process.pid);
    await server.stop();
  });
});

describe('troubles are told in words', () => {
  it('quotes the end of the log when the server does not start', async () => {
    const dataDir = newFolder();
    await assert.rejects(start({ dataDir, settings: { shared_buffers: 'plenty' } }), /did not start \(exit code 1\)[^]*invalid value for parameter "shared_buffers": "plenty"/);
  });

  it('names the missing secrets', async () => {
    const dataDir = newFolder();
    await (await start({ dataDir })).stop();
    rmSync(join(dataDir, 'secrets.json'));
    await assert.rejects(start({ dataDir }), /secrets\.json is missing/);
  });

  it('refuses the data of another PostgreSQL version', async () => {
    const dataDir = newFolder();
    await (await start({ dataDir })).stop();
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    await assert.rejects(start({ dataDir }), /was made by PostgreSQL 17/);
  });
});

describe('as root', { skip: process.getuid?.() !== 0 && 'needs root' }, () => {
  it('works in a folder that is closed to everybody else', async () => {
    const home = newFolder();
    chmodSync(home, 0o700);
    const server = await start({ dataDir: join(home, 'data') });
    assert.equal(statSync(join(home, 'data', 'postgres')).uid, 0);
    await server.stop();
  });

  it('becomes another user where user namespaces are forbidden', async () => {
    const dataDir = newFolder();
    chmodSync(dataDir, 0o755);
    const account = otherUser();
    const server = await start({ dataDir, account });
    assert.equal(statSync(join(dataDir, 'postgres')).uid, account.owner?.uid);
    await server.stop();
  });
});

describe('the data folder', () => {
  it('belongs to one runner at a time, and to the next one afterwards', () => {
    const dataDir = newFolder();
    const lock = claimDataFolder(dataDir);
    assert.throws(() => claimDataFolder(dataDir), new RegExp(`Already running: process ${process.pid} `));
    lock.release();
    claimDataFolder(dataDir).release();
  });

  it('is named when it cannot be made', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    assert.throws(() => claimDataFolder(join(file, 'data')), /The data folder .*file\/data cannot be written to/);
  });

  it('is taken over from a runner that died, even when its process id lives on in another process', () => {
    const dataDir = newFolder();
    writeFileSync(join(dataDir, 'running.json'), JSON.stringify({ pid: process.pid, birth: 'some other time' }));
    claimDataFolder(dataDir).release();
  });
});
