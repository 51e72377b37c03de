import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { ProfileSettings } from './profile.dto.js';

let test: TestApp;
let program: SignupProgram;
let code: string;
let headers: SignedIn['headers'];
const NEW: ProfileSettings = { name: 'Maja Nowak', locale: 'de', boardName: 'Paper Fox', boardHidden: true, mail: { programNews: true } };

beforeAll(async () => {
  test = await startTestApp();
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  code = await program.join('maja@reader.test', { name: 'Maja' });
  headers = (await openSession(test.app, await accountOf(test.app, 'maja@reader.test'), 'member')).headers;
  await drainMail(test.app);
});
afterAll(async () => {
  await program.close();
  await test.close();
});

const url = '/api/v1/me/programs/halcyon/profile';
const show = async () => (await test.app.inject({ url, headers })).json<ProfileSettings>();
const change = (payload: object) => test.app.inject({ method: 'PUT', url, headers, payload });
const news = (programNews: boolean) => change({ ...NEW, mail: { programNews } });
/** Mails to the member after another friend joined. */
async function mailsAfter(friend: string): Promise<number> {
  const count = async () => (await drainMail(test.app)).filter((mail) => mail.to === 'maja@reader.test').length;
  const before = await count();
  await program.join(friend, { referralCode: code });
  return (await count()) - before;
}
const consents = () => program.sql(`SELECT text_version, source FROM consents WHERE purpose = 'program_news'`);

it('shows what was given at the sign-up, and what was chosen since', async () => {
  expect(await show()).toEqual({ name: 'Maja', locale: 'en', boardName: null, boardHidden: false, mail: { programNews: true } });
  expect((await change(NEW)).json()).toEqual(NEW);
  expect(await show()).toEqual(NEW);
});

it.each([
  ['an unknown language', { ...NEW, locale: 'fr' }, 'locale'],
  ['a name of two lines', { ...NEW, name: 'Maja\nNowak' }, 'name'],
  ['an address as a name on the board', { ...NEW, boardName: 'maja@reader.test' }, 'boardName'],
  ['half of it', { name: 'Maja' }, 'locale'],
])('refuses %s', async (_, body, field) => {
  const answer = await change(body);
  expect(answer.statusCode).toBe(422);
  expect(answer.json<{ errors: { field: string }[] }>().errors.map((error) => error.field)).toContain(field);
});

it('writes no more once news are off, and again once they are on, which is a consent', async () => {
  expect(await mailsAfter('one@reader.test')).toBeGreaterThan(0);
  expect((await news(false)).json<ProfileSettings>().mail).toEqual({ programNews: false });
  await news(false);
  expect(await mailsAfter('two@reader.test')).toBe(0);
  expect(await program.sql('SELECT source FROM suppressions')).toEqual([{ source: 'preferences' }]);
  expect(await consents()).toEqual([]);
  expect((await news(true)).json<ProfileSettings>().mail).toEqual({ programNews: true });
  await news(true);
  expect(await consents()).toEqual([{ text_version: 'preferences-1', source: 'preferences' }]);
  expect(await mailsAfter('three@reader.test')).toBeGreaterThan(0);
});

it('takes back a wish and nothing else: what a mail server has said of the address stays', async () => {
  await news(false);
  await program.sql(`UPDATE suppressions SET source = 'bounced'`);
  expect((await news(true)).json<ProfileSettings>().mail).toEqual({ programNews: false });
});
