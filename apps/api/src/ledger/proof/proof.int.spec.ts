import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Jobs, JobStopped } from '../../platform/jobs/jobs.js';
import { BookRunJobs } from '../index.js';
import { Worker } from '../../platform/jobs/worker.js';
import { drainMail } from '../../testing/mailbox.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { CheckpointCheck } from './checkpoint-check.js';
import { CheckpointFiles } from './checkpoint-files.js';
import type { CheckpointsResponse, VerificationResponse, VerificationsResponse } from './proof.dto.js';

const NOW = new Date('2026-03-02T09:00:00Z');
let test: TestApp;
let program: SignupProgram;
let analyst: SignedIn;
let fan: string;
let code: string;
let superuser: pg.Client;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  analyst = await staffSession(test.app, 'analyst', program.id);
  code = await program.join('fan@reader.test');
  fan = (await program.memberOf('fan@reader.test'))!;
  for (const n of [1, 2]) await program.join(`friend${n}@reader.test`, { referralCode: code });
  superuser = new pg.Client({ connectionString: test.database.superUrl });
  await superuser.connect();
  await superuser.query('SET session_replication_role = replica'); // past every trigger, as only a superuser can
});
afterAll(async () => {
  await superuser.end();
  await program.close();
  await test.close();
});

const get = <T>(path: string) => test.app.inject({ url: `/api/v1/programs/${program.id}/proof/${path}`, headers: analyst.headers }).then((answer) => answer.json<T>());
const post = (path: string, who = analyst) => test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/proof/${path}`, headers: who.headers, payload: {} });
const work = async () => {
  await test.app.get(Worker).drain();
  for (const queue of ['book_runs', 'asked_runs'] as const) await test.app.get(Jobs).drain(queue);
};
const daily = (name: string) => test.app.get(Maintenance).run(name);
/** Damages a book, looks, and puts everything back. */
async function damaged<T>(sql: string, look: () => Promise<T>): Promise<T> {
  const tables = ['ledger_entries', 'facts', 'standings', 'ledger_checkpoints'];
  for (const table of tables) await superuser.query(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM ${table}`);
  await superuser.query(sql);
  try {
    return await look();
  } finally {
    for (const table of tables) await superuser.query(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}; DROP TABLE kept_${table}`);
  }
}

describe('a verification', () => {
  it('runs in the background when staff ask, and says what it replayed', async () => {
    const started = await post('verifications');
    expect(started.statusCode).toBe(202);
    expect((await post('verifications')).json()).toMatchObject({ code: 'run.already_running' });
    await work();
    const { items: [run] } = await get<VerificationsResponse>('verifications');
    expect(run).toMatchObject({ id: started.json<VerificationResponse>().id, status: 'done', byClock: false, done: 2, total: 2, result: { books: 3, facts: 2, entries: 2, mismatches: 0, named: [] } });
  });

  it('names the member and the thing that somebody altered, and tells the owners once a day what the clock’s found', async () => {
    await staffSession(test.app, 'owner', program.id, { email: 'olga@halcyon.test' });
    const mails = async () => (await drainMail(test.app)).filter((mail) => mail.subject.includes('the books are not what their facts say'));
    await damaged(`UPDATE standings SET qualified = 9 WHERE member_id = '${fan}'`, async () => {
      await post('verifications'); // who asks reads the answer
      await work();
      expect(await mails()).toEqual([]);
      for (const _again of [1, 2]) {
        await daily('verification');
        await work();
      }
    });
    const { items: [run] } = await get<VerificationsResponse>('verifications');
    expect(run).toMatchObject({ status: 'done', byClock: true, result: { mismatches: 1, named: [{ memberId: fan, what: 'sums.qualified', stored: '9', expected: '2' }] } });
    const told = await mails();
    expect(told.map(({ to, links }) => [to, links])).toEqual([['olga@halcyon.test', [expect.stringMatching('/staff/halcyon/proof$')]]]);
    expect(told[0]!.text).toContain('found one thing stored otherwise than the facts say');
    expect(told[0]!.text).toContain(`sums.qualified (…${fan.slice(-8)}): 9 → 2`);
  });

  it('is taken up again where its process was told to stop, as a shutdown does: that is no failure', async () => {
    const runs = test.app.get(BookRunJobs);
    let stops = 1;
    runs.performIn((programId, runId) => (stops-- > 0 ? Promise.reject(new JobStopped('SIGTERM')) : runs.perform(programId, runId)));
    const { id } = (await post('verifications')).json<VerificationResponse>();
    await work();
    expect((await get<VerificationsResponse>('verifications')).items[0]).toMatchObject({ id, status: 'waiting' });
    await superuser.query(`UPDATE pgboss.job SET start_after = now() WHERE id = '${id}'`);
    await work();
    expect((await get<VerificationsResponse>('verifications')).items[0]).toMatchObject({ id, status: 'done' });
  });

  it('is taken up again where its job is lost, and given up after a day, so that the next can begin', async () => {
    const { id } = (await post('verifications')).json<VerificationResponse>();
    await test.app.get(Worker).drain();
    const lose = () => superuser.query(`DELETE FROM pgboss.job WHERE id = '${id}'`); // a server that was off for longer than the queue keeps a job
    const newest = async () => (await get<VerificationsResponse>('verifications')).items[0];
    await lose();
    await daily('open_book_runs');
    await daily('open_book_runs');
    await lose();
    test.clock.moveTo(new Date(NOW.getTime() + DAY_MS + 60_000));
    analyst = await staffSession(test.app, 'analyst', program.id);
    expect((await post('verifications')).json()).toMatchObject({ code: 'run.already_running' });
    await daily('open_book_runs');
    expect(await newest()).toMatchObject({ id, status: 'failed' });
    test.clock.moveTo(NOW);
    analyst = await staffSession(test.app, 'analyst', program.id);
    const next = (await post('verifications')).json<VerificationResponse>();
    await test.app.get(Worker).drain();
    await superuser.query(`DELETE FROM pgboss.job WHERE id = '${next.id}'`);
    await daily('open_book_runs');
    await work();
    expect(await newest()).toMatchObject({ id: next.id, status: 'done' });
  });

  it('does not wait behind the clock’s where a person asked', async () => {
    const { id } = (await post('verifications')).json<VerificationResponse>();
    await test.app.get(Worker).drain();
    await test.app.get(Jobs).drain('book_runs');
    expect((await get<VerificationsResponse>('verifications')).items[0]).toMatchObject({ id, status: 'waiting' });
    await test.app.get(Jobs).drain('asked_runs');
    expect((await get<VerificationsResponse>('verifications')).items[0]).toMatchObject({ id, status: 'done' });
  });

  it('stops when it is cancelled, and is not for moderators', async () => {
    const { id } = (await post('verifications')).json<VerificationResponse>();
    expect((await post(`verifications/${id}/cancel`)).json()).toMatchObject({ status: 'cancelled' });
    await work();
    expect((await get<VerificationsResponse>('verifications')).items[0]).toMatchObject({ id, status: 'cancelled', result: null });
    expect((await post('verifications', await staffSession(test.app, 'moderator', program.id))).statusCode).toBe(403);
  });
});

describe('a checkpoint', () => {
  let file: unknown;
  const problems = async (of = file) => (await test.app.get(CheckpointCheck).check(JSON.stringify(of)))!.problems;
  beforeAll(async () => {
    await daily('ledger_checkpoints');
    await daily('ledger_checkpoints'); // a day has one
    file = await get('checkpoints/2026-03-02/file');
    test.clock.moveTo(new Date(NOW.getTime() + DAY_MS));
    analyst = await staffSession(test.app, 'analyst', program.id); // the session of yesterday is over
    await program.join('friend3@reader.test', { referralCode: code });
    await daily('ledger_checkpoints');
  });

  it('is made every day, contains the day before, and can be downloaded whole', async () => {
    const { items } = await get<CheckpointsResponse>('checkpoints');
    expect(items.map(({ day, books, downloadable }) => [day, books, downloadable])).toEqual([['2026-03-03', 4, true], ['2026-03-02', 3, true]]);
    expect(items[0]!.prevHash).toBe(items[1]!.hash);
    expect(file).toMatchObject({ format: 'fanfare.checkpoint.v1', program: { id: program.id, slug: 'halcyon' }, day: '2026-03-02', hash: items[1]!.hash });
  });

  it('in its small file does as well, while the ends of its chains are stored', async () => {
    const { leaves: _, ...small } = file as { leaves: unknown; books: number };
    const check = (content: unknown) => test.app.get(CheckpointCheck).check(JSON.stringify(content));
    expect(await check(small)).toMatchObject({ books: 3, compared: 3, problems: [] });
    expect(await damaged(`DELETE FROM ledger_entries WHERE member_id = '${fan}'`, () => problems(small))).toEqual([`member ${fan}: the book was cut short before entry 2`]);
    expect(await problems({ ...small, books: 2 })).toContain('the file contradicts itself: its hash is another one');
    await superuser.query('CREATE TEMP TABLE ends AS SELECT * FROM checkpoint_leaves');
    await superuser.query(`UPDATE checkpoint_leaves SET leaves = overlay(leaves PLACING '\\x00'::bytea FROM 60) WHERE day = '2026-03-02'`);
    expect(await problems(small)).toContain('the ends of the chains that are stored for 2026-03-02 do not make the root of the file');
    await superuser.query('DELETE FROM checkpoint_leaves');
    expect(await check(small)).toMatchObject({ books: 3, compared: 0, problems: [] });
    await superuser.query('INSERT INTO checkpoint_leaves SELECT * FROM ends; DROP TABLE ends');
    expect(await check({ format: 'another' })).toBeNull();
    expect(await test.app.get(CheckpointCheck).check('no json')).toBeNull();
  });

  it.each([
    ['was altered', `UPDATE ledger_checkpoints SET hash = decode(repeat('ab', 32), 'hex') WHERE day = '2026-03-02'`, 'ab'.repeat(32)],
    ['is gone', `DELETE FROM ledger_checkpoints WHERE day = '2026-03-02'`, '-'],
  ])('that %s in the database is named by the daily verification', async (_, sql, stored) => {
    const { hash } = file as { hash: string };
    await damaged(sql, async () => {
      await daily('verification');
      await work();
    });
    const { items: [run] } = await get<VerificationsResponse>('verifications');
    expect(run).toMatchObject({ status: 'done', result: { mismatches: 1, named: [{ memberId: null, what: 'checkpoint 2026-03-02', stored, expected: hash }] } });
  });

  it('is kept in a file outside the database, written once, whatever the database says later', async () => {
    const files = test.app.get(CheckpointFiles);
    const { items: [, first] } = await get<CheckpointsResponse>('checkpoints');
    const path = join(files.folder, program.id, '2026-03-02.json');
    const kept = await readFile(path, 'utf8');
    expect(JSON.parse(kept)).toMatchObject({ day: '2026-03-02', books: 3, hash: first!.hash, prevHash: first!.prevHash, root: first!.root });
    await damaged(`UPDATE ledger_checkpoints SET hash = decode(repeat('ab', 32), 'hex') WHERE day = '2026-03-02'`, () => daily('ledger_checkpoints'));
    expect(await readFile(path, 'utf8')).toBe(kept);
  });

  it('is still true after books have grown', async () => {
    expect(await problems()).toEqual([]);
  });

  it.each([
    ['a book that is gone', () => `DELETE FROM ledger_entries WHERE member_id = '${fan}'; DELETE FROM facts WHERE member_id = '${fan}'; DELETE FROM standings WHERE member_id = '${fan}'`, () => `member ${fan}: the book is gone`],
    ['a book that was emptied', () => `DELETE FROM ledger_entries WHERE member_id = '${fan}'`, () => `member ${fan}: the book was cut short before entry 2`],
    ['an entry that was replaced', () => `UPDATE ledger_entries SET hash = decode(repeat('ab', 32), 'hex') WHERE member_id = '${fan}' AND seq = 2`, () => `member ${fan}: entry 2 is another one`],
    ['a checkpoint that was made anew', () => `UPDATE ledger_checkpoints SET hash = decode(repeat('ab', 32), 'hex') WHERE day = '2026-03-02'`, () => 'the checkpoint of 2026-03-02 is stored with another hash'],
    ['a checkpoint that was taken away', () => `DELETE FROM ledger_checkpoints WHERE day = '2026-03-02'`, () => 'the checkpoint of 2026-03-02 is no longer stored'],
    ['a later one that was altered', () => `UPDATE ledger_checkpoints SET books = 9 WHERE day = '2026-03-03'`, () => 'the checkpoint of 2026-03-03 does not follow from the one before'],
  ])('finds %s', async (_, sql, problem) => {
    expect(await damaged(sql(), problems)).toContain(problem());
    expect(await problems()).toEqual([]);
  });

  it('finds a file that was altered', async () => {
    const kept = file as { leaves: [string, number, string][] };
    file = { ...kept, leaves: kept.leaves.slice(1) };
    expect(await problems()).toEqual(['the file contradicts itself: its leaves do not make its root']);
    file = kept;
  });
});
