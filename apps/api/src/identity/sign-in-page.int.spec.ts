import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newVisitor, visitorHash } from '../platform/auth/visitor.js';
import { Transactions } from '../platform/database/transactions.js';
import { Keys, sha256 } from '../platform/keys.js';
import { bareProgram, memberSession } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

let test: TestApp;
let programId: string;
let people = 0;

beforeAll(async () => {
  test = await startTestApp();
  programId = await bareProgram(test.app, 'halcyon');
});
afterAll(() => test.close());

const get = (url: string, headers: Record<string, string> = {}) => test.app.inject({ url, headers });
const submit = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  test.app.inject({
    method: 'POST', url: '/sign-in', payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers },
  });

async function newMember(): Promise<string> {
  const email = `reader${++people}@example.org`;
  await memberSession(test.app, programId, { email });
  return email;
}

/** Sends the first form. @returns the browser's nonce cookie and what the mail holds */
async function ask(email: string): Promise<{ cookie: string; token: string; code: string }> {
  const answer = await submit({ email });
  expect([answer.statusCode, answer.body.includes('name="code"')]).toEqual([200, true]);
  const [event] = (await test.app.get(Transactions).inProgram(programId, (tx) => tx.query(
    `SELECT payload->>'challengeId' AS id FROM outbox WHERE program_id = $1 AND topic = 'auth.sign_in_requested' ORDER BY id DESC LIMIT 1`, [programId]))) as [{ id: string }];
  const keys = test.app.get(Keys);
  return { cookie: `ff-nonce=${answer.cookies[0]!.value}`, token: keys.token('challenge', event.id), code: keys.code('challenge', event.id) };
}

describe('the sign-in page', () => {
  it('signs in without JavaScript: address, code, portal', async () => {
    const email = await newMember();
    expect((await get('/sign-in')).body).toContain('name="email"');
    const { cookie, code } = await ask(email);
    const answer = await submit({ email, code: `${code.slice(0, 4)} ${code.slice(4)}` }, { cookie });
    expect([answer.statusCode, answer.headers['location'], answer.cookies[0]!.name]).toEqual([303, '/me/halcyon', 'ff']);
  });

  it('notes the browser of whoever presses the mailed button', async () => {
    const { cookie, token } = await ask(await newMember());
    const visitor = newVisitor();
    const answer = await submit({ token }, { cookie: `${cookie}; ffv=${visitor}` });
    const session = answer.cookies.find((c) => c.name === 'ff')!.value;
    const rows = await test.app.get(DataSource).query('SELECT visitor_hash FROM sessions WHERE token_hash = $1', [sha256(session)]);
    expect(rows).toEqual([{ visitor_hash: visitorHash(test.app.get(Keys), visitor) }]);
  });

  it('changes nothing when the mailed link is opened, however often, and signs in by its button', async () => {
    const { cookie, token } = await ask(await newMember());
    const state = () => test.app.get(DataSource).query('SELECT (SELECT jsonb_agg(c ORDER BY id) FROM challenges c) AS c, (SELECT count(*) FROM sessions) AS s');
    const before = await state();
    for (const method of ['GET', 'HEAD', 'GET'] as const) {
      const page = await test.app.inject({ method, url: `/sign-in?token=${token}`, headers: { cookie } });
      expect([page.statusCode, page.headers['referrer-policy'], page.headers['cache-control']]).toEqual([200, 'no-referrer', 'no-store']);
    }
    expect(await state()).toEqual(before);
    expect((await submit({ token }, { cookie })).headers['location']).toBe('/me/halcyon');
    expect((await submit({ token }, { cookie })).statusCode).toBe(410);
  });

  it('sends who opens the link elsewhere back to the first browser, and signs nobody in', async () => {
    const { token } = await ask(await newMember());
    const answer = await submit({ token }, { 'accept-language': 'de' });
    expect([answer.statusCode, answer.cookies]).toEqual([409, []]);
    expect(answer.body).toContain('Gib den Code in deinem ersten Browser ein');
  });

  it('keeps the address when the code is wrong, and says how many tries are left', async () => {
    const email = await newMember();
    const { cookie, code } = await ask(email);
    const answer = await submit({ email, code: code === '00000000' ? '00000001' : '00000000' }, { cookie });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain('You have 4 more tries');
    expect(answer.body).toContain(`value="${email}"`);
    expect((await submit({ email, code }, { cookie })).statusCode).toBe(303);
  });

  it('shows what was typed as text, never as markup', async () => {
    for (const fields of [{ email: '"><script>alert(1)</script>@x.y' }, { email: 'a@example.org', program: '"><b>' }] as Record<string, string>[]) {
      expect((await submit(fields)).body).not.toMatch(/<script>alert|"><b>/);
    }
    expect((await get('/sign-in?token=%22%3E%3Cb%3E')).body).not.toContain('"><b>');
  });

  it('takes any nonsense for an empty form', async () => {
    for (const [url, status] of [['/sign-in?token=a&token=b', 200], ['/sign-in?program[]=x', 200], [`/sign-in?token=${'x'.repeat(5000)}`, 200]] as const) {
      expect((await get(url)).statusCode).toBe(status);
    }
    expect((await submit({ email: 'no address' })).statusCode).toBe(422);
    expect((await submit({})).statusCode).toBe(422);
  });
});
