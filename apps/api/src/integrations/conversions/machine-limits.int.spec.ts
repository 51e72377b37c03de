import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_RATE_LIMITS, RATE_LIMITS } from '../../platform/auth/rate-limits.js';
import { TestMachine } from '../../testing/machine.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const few = (burst: number, perHour: number) => ({ ...DEFAULT_RATE_LIMITS.machineOfKey, burst, perHour });
/** Six at once by a key, ten by a program, four by a network with a publishable key; one more every ten seconds. */
const LIMITS = { ...DEFAULT_RATE_LIMITS, machineOfKey: few(6, 360), machineOfProgram: few(10, 360), publishableOfBlock: few(4, 360) };
let test: TestApp;
let program: SignupProgram;
let shop: TestMachine;
let programs = 0;
let orders = 0;

beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T09:00:00Z'), providers: (module) => module.overrideProvider(RATE_LIMITS).useValue(LIMITS) });
});
afterAll(() => test.close());
beforeEach(async () => {
  program = await SignupProgram.make(test.app, `limited-${++programs}`, test.database.superUrl);
  shop = await TestMachine.make(test.app, program.id);
});

const purchase = () => ({ source: 'shop', externalId: `order-${++orders}`, type: 'purchase', email: 'ewa@reader.test' });
const report = (machine = shop, headers: Record<string, string> = {}) => machine.post('/api/v1/conversions', purchase(), headers);
const batch = (size: number) => shop.post('/api/v1/conversions/batch', { conversions: Array.from({ length: size }, purchase) });
async function statuses(times: number, call: () => Promise<{ statusCode: number }>): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < times; n++) all.push((await call()).statusCode);
  return all;
}
const stored = async () => (await program.sql<{ n: number }>('SELECT count(*)::int AS n FROM conversions WHERE program_id = $1', [program.id]))[0]!.n;

describe('what machines report', () => {
  it('is limited per key: 429 says when to come again, nothing was done, and then it is taken', async () => {
    expect(await statuses(6, report)).toEqual(Array(6).fill(201));
    const refused = await report();
    expect([refused.statusCode, refused.headers['retry-after'], refused.headers['content-type']]).toEqual([429, '10', expect.stringContaining('application/problem+json')]);
    expect(refused.json()).toMatchObject({ code: 'request.rate_limited', retryAfterSeconds: 10 });
    expect(await stored()).toBe(6);
    test.clock.moveTo(new Date(test.clock.now().getTime() + 10_000));
    expect(await statuses(2, report)).toEqual([201, 429]);
  });

  it('is limited per program as well, and another program is not concerned', async () => {
    const crm = await TestMachine.make(test.app, program.id);
    expect(await statuses(6, report)).toEqual(Array(6).fill(201));
    expect(await statuses(6, () => report(crm))).toEqual([201, 201, 201, 201, 429, 429]);
    const elsewhere = await SignupProgram.make(test.app, `elsewhere-${programs}`, test.database.superUrl);
    expect((await report(await TestMachine.make(test.app, elsewhere.id))).statusCode).toBe(201);
    await elsewhere.close();
  });

  it('counts one by one in a batch, which is taken whole or not at all', async () => {
    expect((await batch(4)).statusCode).toBe(200);
    expect((await batch(4)).statusCode).toBe(429);
    expect((await batch(2)).statusCode).toBe(200);
    expect(await stored()).toBe(6);
  });

  it('does not count a batch that is none by its size', async () => {
    expect((await batch(101)).statusCode).toBe(422);
    expect((await shop.post('/api/v1/conversions/batch', { conversions: 'all' })).statusCode).toBe(422);
    expect(await statuses(5, report)).toEqual([201, 201, 201, 201, 429]);
  });

  it('lets a refused call be made again under its Idempotency-Key, and counts answers that are given again', async () => {
    const again = { 'idempotency-key': `key-${programs}` };
    const body = purchase();
    const call = () => shop.post('/api/v1/conversions', body, again);
    await statuses(6, report);
    expect((await call()).statusCode).toBe(429);
    test.clock.moveTo(new Date(test.clock.now().getTime() + 20_000));
    expect(await statuses(3, call)).toEqual([201, 201, 429]);
    expect(await stored()).toBe(7);
  });
});

describe('a publishable key', () => {
  it('is limited by the network of whoever uses it, so that one of them does not use it up', async () => {
    const page = await TestMachine.make(test.app, program.id, { kind: 'publishable' });
    const code = await program.join(`host${programs}@reader.test`);
    const click = (remoteAddress: string) => test.app.inject({ method: 'POST', url: '/api/v1/clicks', remoteAddress, headers: page.headers, payload: { referralCode: code } });
    expect(await statuses(5, () => click('198.51.100.7'))).toEqual([201, 201, 201, 201, 429]);
    expect((await click('198.51.100.200')).statusCode).toBe(429);
    expect(await statuses(3, () => click('203.0.113.9'))).toEqual([201, 201, 429]);
  });

  it('is limited for sign-ups as for clicks', async () => {
    const page = await TestMachine.make(test.app, program.id, { kind: 'publishable' });
    const signUp = () => page.convert({ externalId: `s-${++orders}`, type: 'signup', email: `s${orders}@reader.test` });
    test.clock.moveTo(new Date(test.clock.now().getTime() + 3_600_000));
    const answers = await statuses(5, signUp);
    expect(answers.slice(-1)).toEqual([429]);
    expect(answers.slice(0, 4).every((status) => status < 300)).toBe(true);
  });
});
