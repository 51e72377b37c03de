import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { accountOf, openSession, type SignedIn } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { LIVE_TIMING } from './live-timing.js';

const TIMING = { pollMs: 50, heartbeatMs: 100, recheckMs: 100 };

let test: TestApp;
let program: SignupProgram;
let origin: string;
let code: string;
const open: Listening[] = [];

/** A browser's end of a stream, on a real connection. */
class Listening {
  readonly events: { event: string; data: { seq: number; qualified: number; version: number } }[] = [];
  beats = 0;
  ended = false;

  private constructor(readonly status: number, private readonly answer: IncomingMessage) {}

  static async to(headers: Record<string, string>, from = origin): Promise<Listening> {
    // A connection of its own each, as fetch's pool would keep some open that were never used.
    const [answer] = (await once(get(`${from}/api/v1/me/programs/halcyon/live`, { headers, agent: false }), 'response')) as [IncomingMessage];
    const listening = new Listening(answer.statusCode!, answer);
    open.push(listening);
    void listening.read();
    return listening;
  }

  close(): void {
    this.answer.destroy();
  }

  private async read(): Promise<void> {
    let text = '';
    try {
      for await (const bytes of this.answer) {
        text += String(bytes);
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        blocks.forEach((block) => this.take(block));
      }
    } catch {
      // closed by the test
    }
    this.ended = true;
  }

  private take(block: string): void {
    if (block.startsWith(':')) this.beats += 1;
    const [, event, data] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
    if (event) this.events.push({ event, data: JSON.parse(data!) as Listening['events'][number]['data'] });
  }
}

beforeAll(async () => {
  test = await startTestApp({ providers: (module) => module.overrideProvider(LIVE_TIMING).useValue(TIMING) });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  code = await program.join('maja@example.org');
  await test.app.listen(0, '127.0.0.1');
  origin = await test.app.getUrl();
});
afterEach(() => open.splice(0).forEach((listening) => listening.close()));
afterAll(async () => {
  await program.close();
  await test.close();
});

const signIn = async (email = 'maja@example.org'): Promise<SignedIn> => openSession(test.app, await accountOf(test.app, email), 'member');
async function until(what: () => boolean, ms = 5_000): Promise<void> {
  for (const end = performance.now() + ms; !what(); await sleep(10)) if (performance.now() > end) throw new Error('waited in vain');
}

it('tells the present count at once and the next within a second of the confirmation', async () => {
  const { headers } = await signIn();
  const [own, other] = [await Listening.to({ ...headers }), await Listening.to({ ...headers })];
  await until(() => own.events.length === 1 && other.events.length === 1);
  expect(own.events[0]).toMatchObject({ event: 'progress', data: { qualified: 0, version: 1 } });
  await program.join('friend@example.org', { referralCode: code });
  const confirmed = performance.now();
  await until(() => own.events.length === 2 && other.events.length === 2);
  expect(performance.now() - confirmed).toBeLessThan(1_000);
  expect(own.events[1]!.data.qualified).toBe(1);
  expect(own.events[1]!.data.seq).toBeGreaterThan(own.events[0]!.data.seq);
});

it('tells nobody of others’ friends', async () => {
  await program.join('ewa@example.org');
  const ewa = await Listening.to({ ...(await signIn('ewa@example.org')).headers });
  await until(() => ewa.events.length === 1);
  await program.join('second@example.org', { referralCode: code });
  await sleep(5 * TIMING.pollMs);
  expect(ewa.events).toHaveLength(1);
});

it('beats while nothing happens', async () => {
  const listening = await Listening.to({ ...(await signIn()).headers });
  await until(() => listening.beats >= 2);
});

it('ends when the session ends, and not the streams of others', async () => {
  const [leaving, staying] = [await signIn(), await signIn()];
  const [gone, kept] = [await Listening.to({ ...leaving.headers }), await Listening.to({ ...staying.headers })];
  await test.app.inject({ method: 'DELETE', url: '/api/v1/auth/sessions/current', headers: leaving.headers });
  await until(() => gone.ended);
  expect(kept.ended).toBe(false);
});

it('takes five at a time per member, and another when one has gone', async () => {
  const { headers } = await signIn();
  const five = await Promise.all([1, 2, 3, 4, 5].map(() => Listening.to({ ...headers })));
  expect(five.map((listening) => listening.status)).toEqual([200, 200, 200, 200, 200]);
  expect((await Listening.to({ ...headers })).status).toBe(429);
  five[0]!.close();
  await sleep(200);
  expect((await Listening.to({ ...headers })).status).toBe(200);
});

it('is for members of the program', async () => {
  expect((await Listening.to({})).status).toBe(401);
  expect((await Listening.to({ ...(await signIn('stranger@example.org')).headers })).status).toBe(404);
});

it('lets the server stop while somebody listens', async () => {
  const second = await startTestApp();
  const elsewhere = await SignupProgram.make(second.app, 'halcyon', second.database.superUrl);
  await elsewhere.join('maja@example.org');
  await elsewhere.close();
  await second.app.listen(0, '127.0.0.1');
  const session = await openSession(second.app, await accountOf(second.app, 'maja@example.org'), 'member');
  const listening = await Listening.to({ ...session.headers }, await second.app.getUrl());
  await until(() => listening.events.length === 1);
  await second.close();
  await until(() => listening.ended);
});
