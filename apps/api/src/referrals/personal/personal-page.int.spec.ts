import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sha256 } from '../../platform/keys.js';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let test: TestApp;
let program: SignupProgram;
let code: string;
let headers: SignedIn['headers'];
beforeAll(async () => {
  test = await startTestApp();
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  code = await program.join('maja@reader.test', { name: 'Maja Nowak' });
  for (const n of [1, 2]) await program.join(`friend${n}@reader.test`, { referralCode: code, name: 'Greta Friend' });
  headers = (await openSession(test.app, await accountOf(test.app, 'maja@reader.test'), 'member')).headers;
});
afterAll(async () => {
  await program.close();
  await test.close();
});

const LINK = '/api/v1/me/programs/halcyon/personal-link';
const current = async () => (await test.app.inject({ url: LINK, headers })).json<{ url: string | null }>().url;
const address = async () => new URL((await current())!).pathname;
const rotate = async () => new URL((await test.app.inject({ method: 'POST', url: `${LINK}/rotate`, headers })).json<{ url: string }>().url).pathname;
const open = (url: string, language = 'en') => test.app.inject({ url, headers: { 'accept-language': language } });

it('says the count, what comes next and the link, and nobody’s name', async () => {
  expect(await current()).toBeNull();
  const path = await rotate();
  expect(path).toMatch(/^\/p\/[\w-]{43}$/);
  expect(await address()).toBe(path);
  const page = await open(path);
  expect(page.statusCode).toBe(200);
  for (const said of ['2 friends count', `/r/${code}`, 'Copy link', 'more friends to Ambassador']) expect(page.body).toContain(said);
  for (const secret of ['Maja', 'Nowak', 'Greta', 'reader.test', '<form']) expect(page.body).not.toContain(secret);
  expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  expect(page.body).toContain('noindex');
});

it('cannot be guessed, and opens no session', async () => {
  for (const path of ['/p/x', `/p/${'A'.repeat(43)}`, `/p/${encodeURIComponent('../me')}`]) expect((await open(path)).statusCode).toBe(404);
  expect((await open(await address())).cookies).toEqual([]);
});

it('is another address once the member wants so, and the old one opens nothing', async () => {
  const before = await address();
  const after = await rotate();
  expect(after).not.toBe(before);
  expect(await address()).toBe(after);
  expect([(await open(before)).statusCode, (await open(after)).statusCode]).toEqual([404, 200]);
});

it('is one address in the end, however often it is made anew at the same moment', async () => {
  const made = await Promise.all([rotate(), rotate(), rotate()]);
  expect(new Set(made).size).toBe(3);
  const held = await address();
  expect(made).toContain(held);
  const opened = await Promise.all(made.map(async (path) => ((await open(path)).statusCode === 200 ? [path] : [])));
  expect(opened.flat()).toEqual([held]);
});

it('opens nothing with an old token whose row has stayed', async () => {
  const before = await address();
  const rows = await program.sql<{ hash: Buffer; subject_id: string }>(`SELECT hash, subject_id FROM tokens WHERE kind = 'personal' AND hash = $1`, [sha256(before.slice('/p/'.length))]);
  await rotate();
  await program.sql(`INSERT INTO tokens (hash, program_id, kind, subject_id, created_at) VALUES ($1, $2, 'personal', $3, now())`, [rows[0]!.hash, program.id, rows[0]!.subject_id]);
  expect((await open(before)).statusCode).toBe(404);
});

it('goes along with the mails about how far somebody is, and opens from there', async () => {
  const path = await address();
  await drainMail(test.app);
  await program.join('friend3@reader.test', { referralCode: code });
  const [mail] = (await drainMail(test.app)).filter(({ to }) => to === 'maja@reader.test');
  expect(mail!.links).toContain(`http://fanfare.test${path}`);
  expect(mail!.text).toContain(path);
});

it('is closed when the member wants so: no address opens, no mail carries one, until there is a new one', async () => {
  const before = await address();
  expect((await test.app.inject({ method: 'DELETE', url: LINK, headers })).statusCode).toBe(204);
  expect([await current(), (await open(before)).statusCode]).toEqual([null, 404]);
  await program.join('friend4@reader.test', { referralCode: code });
  const [mail] = (await drainMail(test.app)).filter(({ to }) => to === 'maja@reader.test');
  expect(mail!.text).not.toContain('/p/');
  expect(await current()).toBeNull();
  const after = await rotate();
  expect([(await open(before)).statusCode, (await open(after)).statusCode]).toEqual([404, 200]);
});

it('goes when the member leaves', async () => {
  const path = await address();
  const answer = await test.app.inject({ method: 'POST', url: '/api/v1/me/programs/halcyon/leave', headers, payload: { confirm: 'halcyon' } });
  expect(answer.statusCode).toBe(200);
  expect((await open(path)).statusCode).toBe(404);
  expect(await program.sql(`SELECT 1 FROM tokens WHERE kind = 'personal'`)).toEqual([]);
});
