import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '../ids.js';
import { Transactions } from '../database/transactions.js';
import { writeOutbox } from '../outbox/outbox.js';
import { Subscribers } from '../outbox/subscribers.js';
import { staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { WaitingResponse } from '../../insights/waiting/waiting.dto.js';
import type { FailedWorkResponse } from './failed-work.dto.js';
import { Worker } from './worker.js';

let test: TestApp;
let program: SignupProgram;
let owner: Record<string, string>;
let broken = true;
const heard: unknown[] = [];

beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T09:00:00Z') });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  owner = { ...(await staffSession(test.app, 'owner', program.id)).headers };
  test.app.get(Subscribers).register({
    name: 'listener', topics: ['thing.happened'],
    handle: async (_, event) => {
      if (broken) throw new Error(`cannot take ${JSON.stringify(event.payload['n'])}`);
      heard.push(event.payload['n']);
    },
  });
});
afterAll(async () => {
  await program.close();
  await test.close();
});

/** Fails at the last try at once, as it otherwise would after two hours. */
async function fail(n: number): Promise<void> {
  broken = true;
  await test.app.get(Transactions).inProgram(program.id, (tx) => writeOutbox(tx, program.id, [{ topic: 'thing.happened', payload: { n } }], test.clock.now()));
  await test.app.get(Worker).drain();
  await program.sql(`UPDATE pgboss.job SET retry_limit = retry_count, start_after = now() WHERE name = 'events' AND state = 'retry'`);
  await test.app.get(Worker).drain();
}
const url = (path = '', id = program.id) => `/api/v1/programs/${id}/failed-work${path}`;
const list = async (query = '') => (await test.app.inject({ url: url(query), headers: owner })).json<FailedWorkResponse>();
const act = (path: string, headers = owner, id = program.id) => test.app.inject({ method: 'POST', url: url(path, id), headers });
const waiting = async (headers = owner) => (await test.app.inject({ url: `/api/v1/programs/${program.id}/waiting`, headers })).json<WaitingResponse>();

it('shows what failed for good, and takes it up again in full', async () => {
  await fail(1);
  const [failed] = (await list()).items;
  expect(failed).toMatchObject({ topic: 'thing.happened', subscriber: 'listener', error: 'cannot take 1' });
  expect((await waiting()).failedWork).toBe(1);
  broken = false;
  expect((await act(`/${failed!.id}/retry`)).statusCode).toBe(204);
  expect((await act(`/${failed!.id}/retry`)).statusCode).toBe(404);
  await test.app.get(Worker).drain();
  expect(heard).toEqual([1]);
  expect((await list()).items).toEqual([]);
  expect(await program.sql(`SELECT detail FROM audit_log WHERE action = 'job.retried'`)).toEqual([{ detail: { topic: 'thing.happened', subscriber: 'listener' } }]);
});

it('comes back when it fails again, and is left when somebody says so', async () => {
  await fail(2);
  const [failed] = (await list()).items;
  await act(`/${failed!.id}/retry`);
  await test.app.get(Worker).drain();
  await program.sql(`UPDATE pgboss.job SET retry_limit = retry_count, start_after = now() WHERE name = 'events' AND state = 'retry'`);
  await test.app.get(Worker).drain();
  const [again] = (await list()).items;
  expect((await act(`/${again!.id}/dismiss`)).statusCode).toBe(204);
  expect([(await list()).items, (await waiting()).failedWork, heard]).toEqual([[], 0, [1]]);
});

it('is acted on once, however many press the button at the same moment', async () => {
  await fail(3);
  broken = false;
  const [failed] = (await list()).items;
  const answers = await Promise.all([act(`/${failed!.id}/retry`), act(`/${failed!.id}/retry`), act(`/${failed!.id}/dismiss`)]);
  expect(answers.map((a) => a.statusCode).toSorted()).toEqual([204, 404, 404]);
  await test.app.get(Worker).drain();
});

it('pages, and knows nothing of another program’s', async () => {
  for (const n of [4, 5, 6]) await fail(n);
  const first = await list('?limit=2');
  const rest = await list(`?limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...rest.items].map((item) => item.error)).toEqual(['cannot take 6', 'cannot take 5', 'cannot take 4']);
  const other = await SignupProgram.make(test.app, 'other', test.database.superUrl);
  const { headers } = await staffSession(test.app, 'owner', other.id);
  expect((await test.app.inject({ url: url('', other.id), headers })).json<FailedWorkResponse>().items).toEqual([]);
  expect((await act(`/${first.items[0]!.id}/retry`, { ...headers }, other.id)).json<{ code: string }>().code).toBe('job.not_found');
  expect((await act(`/${newId()}/dismiss`)).statusCode).toBe(404);
  await other.close();
});

it('tells each role of what it deals with, and of nothing else', async () => {
  const seenBy = async (role: 'moderator' | 'analyst' | 'fulfilment') => Object.entries(await waiting({ ...(await staffSession(test.app, role, program.id)).headers })).filter(([, count]) => count !== null).map(([name]) => name);
  expect(await seenBy('moderator')).toEqual(['held', 'appeals', 'appealsOverdue', 'messages']);
  expect(await seenBy('analyst')).toEqual(['held']);
  expect(await seenBy('fulfilment')).toEqual(['toShip', 'outOfStock']);
});
