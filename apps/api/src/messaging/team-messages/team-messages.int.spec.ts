import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { MemberMessage, MessagesResponse, MyMessage } from './team-messages.dto.js';

let test: TestApp;
let program: SignupProgram;
let fan: SignedIn['headers'];
let staff: SignedIn['headers'];
const URL_OWN = '/api/v1/me/programs/halcyon/messages';

beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T09:00:00Z') });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  await program.join('maja@reader.test', { name: 'Maja Nowak' });
  fan = (await openSession(test.app, await accountOf(test.app, 'maja@reader.test'), 'member')).headers;
  staff = (await staffSession(test.app, 'moderator', program.id, { email: 'Tom.Team@halcyon.test', name: 'Tom Team' })).headers;
});
afterAll(async () => {
  await program.close();
  await test.close();
});

async function write(text: unknown) {
  test.clock.moveTo(new Date(test.clock.now().getTime() + 1000));
  return test.app.inject({ method: 'POST', url: URL_OWN, headers: fan, payload: { text } });
}
const list = async (query = '') => (await test.app.inject({ url: `/api/v1/programs/${program.id}/messages${query}`, headers: staff })).json<MessagesResponse>();
const answer = (id: string, text: string) => test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/messages/${id}/answer`, headers: staff, payload: { text } });

it('brings a question to the team and the answer to the member, from a person they can reply to', async () => {
  const asked = (await write('  Where is my mug?\nIt has been weeks. ')).json<MyMessage>();
  expect(asked).toMatchObject({ text: 'Where is my mug?\nIt has been weeks.', status: 'open', answer: null });
  expect((await list('?status=open')).items).toMatchObject([{ id: asked.id, member: { name: 'Maja Nowak' }, answeredBy: null }]);

  const answered = await answer(asked.id, 'It left on Monday.\n\nSorry <b>for</b> the wait.');
  expect(answered.json<MemberMessage>()).toMatchObject({ status: 'answered', answeredBy: { name: 'Tom Team' } });
  const mail = (await drainMail(test.app)).find((m) => m.subject === 'Tom Team from Halcyon Daily has answered you')!;
  expect(mail.to).toBe('maja@reader.test');
  expect(mail.headers['Reply-To']).toBe('Tom Team <Tom.Team@halcyon.test>');
  for (const said of ['It left on Monday.', 'Sorry <b>for</b> the wait.', 'You had written: Where is my mug?']) expect(mail.text).toContain(said);
  expect(mail.html).toContain('&lt;b&gt;');
  expect((await test.app.inject({ url: URL_OWN, headers: fan })).json<{ items: MyMessage[] }>().items).toMatchObject([{ id: asked.id, answer: 'It left on Monday.\n\nSorry <b>for</b> the wait.' }]);
  expect((await list('?status=open')).items).toEqual([]);
  expect(await program.sql(`SELECT detail FROM audit_log WHERE action = 'message.answered'`)).toEqual([{ detail: {} }]);
});

it('is answered once, however many of the team do so at the same moment', async () => {
  const { id } = (await write('Hello?')).json<MyMessage>();
  const answers = await Promise.all(['Hi', 'Hey', 'Hello'].map((text) => answer(id, text)));
  expect(answers.map((a) => a.statusCode).toSorted()).toEqual([200, 409, 409]);
  expect(answers.find((a) => a.statusCode === 409)!.json<{ code: string }>().code).toBe('message.answered');
  const mails = (await drainMail(test.app)).filter((m) => m.text.includes('You had written: Hello?'));
  expect(mails).toHaveLength(1);
});

it('knows no message of another program', async () => {
  const { id } = (await write('Still there?')).json<MyMessage>();
  const other = await SignupProgram.make(test.app, 'other', test.database.superUrl);
  const { headers } = await staffSession(test.app, 'owner', other.id);
  const call = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${other.id}/messages/${id}/answer`, headers, payload: { text: 'Hi' } });
  expect([call.statusCode, call.json<{ code: string }>().code]).toEqual([404, 'message.not_found']);
  await other.close();
});

it.each([['nothing', '   '], ['too much', 'x'.repeat(2001)], ['what is no text', 'a\u0000b'], ['a number', 7]])('refuses %s', async (_, text) => {
  expect((await write(text)).statusCode).toBe(422);
});

it('pages, and slows down who writes and writes', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) statuses.push((await write(`Message ${n}`)).statusCode);
  expect(statuses).toEqual([201, 201, 429, 429]); // three were written above
  const first = await list('?limit=2');
  const rest = await list(`?limit=200&cursor=${first.nextCursor}`);
  expect((await list('?status=answered')).items.map((m) => m.text)).toEqual(['Hello?', 'Where is my mug?\nIt has been weeks.']);
  expect([...first.items, ...rest.items].map((m) => m.text)).toEqual(['Where is my mug?\nIt has been weeks.', 'Hello?', 'Still there?', 'Message 0', 'Message 1']);
});
