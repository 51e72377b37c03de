// node --test: how a run ends. A stand-in takes the API's place; runner and database are the real ones.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isAlive } from './process-info.mjs';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanfare-runner-')));
const DATA_DIR = join(folder, 'data');
const RUNNER = `
  import { inClaimedFolder, live, withDatabase } from ${JSON.stringify(new URL('./application.mjs', import.meta.url).href)};
  import { startCompanion } from ${JSON.stringify(new URL('./children.mjs', import.meta.url).href)};
  const preload = ${JSON.stringify(`--import=${new URL('./die-with-parent.mjs', import.meta.url).href}`)};
  const command = [process.execPath, preload, process.env.STAND_IN];
  process.exit(await inClaimedFolder((stop) => withDatabase(stop, (env) => live([startCompanion(command, { env })], stop))));`;
// Like the API: says that it is there, stops when asked, ends by the signal.
const PATIENT = `
  console.log('pid ' + process.pid + ' ' + process.env.EMBEDDED_DATABASE + ' ' + new URL(process.env.DATABASE_URL).username);
  const timer = setInterval(() => {}, 1000);
  process.once('SIGTERM', () => { console.log('stopping'); clearInterval(timer); process.kill(process.pid, 'SIGTERM'); });`;

after(async () => {
  const pid = databasePid();
  if (pid) process.kill(pid, 'SIGQUIT');
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string} standIn  the script in the API's place */
function run(standIn) {
  const script = join(folder, 'stand-in.mjs');
  writeFileSync(script, standIn);
  const env = { ...process.env, DATA_DIR, STAND_IN: script, DATABASE_URL: '' };
  const runner = spawn(process.execPath, ['--input-type=module', '-e', RUNNER], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  runner.stdout.on('data', (text) => (output += text));
  runner.stderr.on('data', (text) => (output += text));
  const code = new Promise((done) => runner.on('close', (status, signal) => done(status ?? signal)));
  return { runner, code, output: () => output };
}

/** @param {() => unknown} condition */
async function until(condition) {
  for (const end = Date.now() + 20_000; !condition(); await new Promise((done) => setTimeout(done, 20))) assert.ok(Date.now() < end, 'waited 20 s');
}

/** @returns {number} 0 when no server runs */
function databasePid() {
  const file = join(DATA_DIR, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 0;
}

/** @param {string} output */
function standInPid(output) {
  return Number(/^pid (\d+)/m.exec(output)?.[1]);
}

describe('a run', () => {
  it('gives the API a database as the application role, and ends in order with code 0 when asked', async () => {
    const { runner, code, output } = run(PATIENT);
    await until(() => /^pid \d+ 1 app$/m.test(output()));
    runner.kill('SIGINT');
    assert.equal(await code, 0);
    assert.match(output(), /^stopping$/m);
    assert.equal(databasePid(), 0);
    assert.equal(existsSync(join(DATA_DIR, 'running.json')), false);
  });

  it("ends with the API's own code, and stops the database", async () => {
    const { code } = run('process.exit(7)');
    assert.equal(await code, 7);
    assert.equal(databasePid(), 0);
  });

  it('takes several signals at once for one request, as npm and the terminal send them', async () => {
    const { runner, code, output } = run(PATIENT);
    await until(() => standInPid(output()));
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGINT', 'SIGTERM'])) runner.kill(signal);
    assert.equal(await code, 0);
    assert.equal(output().match(/stopping/g)?.length, 1);
  });

  it('refuses a second runner of the same data folder in plain words', async () => {
    const first = run(PATIENT);
    await until(() => standInPid(first.output()));
    const second = run(PATIENT);
    assert.equal(await second.code, 1);
    assert.match(second.output(), new RegExp(`^Already running: process ${first.runner.pid} uses `, 'm'));
    first.runner.kill('SIGTERM');
    assert.equal(await first.code, 0);
  });

  it('takes the API with it when it is killed; the next run adopts the database', async () => {
    const killed = run(PATIENT);
    await until(() => standInPid(killed.output()));
    const [api, database] = [standInPid(killed.output()), databasePid()];
    killed.runner.kill('SIGKILL');
    await until(() => !isAlive(api));
    assert.equal(isAlive(database), true);
    const next = run(PATIENT);
    await until(() => standInPid(next.output()));
    assert.match(next.output(), new RegExp(`Adopted the database that was left running \\(process ${database}\\)`));
    next.runner.kill('SIGTERM');
    assert.equal(await next.code, 0);
    assert.equal(isAlive(database), false);
  });
});
