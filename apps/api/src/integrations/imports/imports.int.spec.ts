import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Verifier } from '../../ledger/index.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { ImportResponse, ImportRowsResponse } from './imports.dto.js';
import { ImportWorker } from './import-worker.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const DAY_MS = 86_400_000;
const CONSENT = { dateOrder: 'dmy', consentSource: 'Newsletter form on the old site' };

let test: TestApp;
let program: SignupProgram;
let owner: SignedIn;
let programs = 0;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
});
afterAll(() => test.close());

async function fresh(): Promise<void> {
  test.clock.moveTo(NOW);
  program = await SignupProgram.make(test.app, `moved-${programs++}`, test.database.superUrl);
  await program.sql(`UPDATE programs SET locales = '{en,de}' WHERE id = $1`, [program.id]);
  owner = await staffSession(test.app, 'owner', program.id);
}
const call = (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, who = owner) =>
  test.app.inject({ method, url: `/api/v1/programs/${program.id}/imports${path}`, headers: who.headers, ...(payload && { payload }) });
const upload = (text: string | Buffer, kind = 'members', who = owner) => test.app.inject({
  method: 'POST', url: `/api/v1/programs/${program.id}/imports?kind=${kind}&fileName=people.csv`, headers: { ...who.headers, 'content-type': 'text/csv' }, payload: text,
});
const drain = () => test.app.get(Jobs).drain('imports');
const show = async (id: string) => (await call('GET', `/${id}`)).json<ImportResponse>();
const rowsOf = async (id: string, outcome?: string) => (await call('GET', `/${id}/rows?limit=200${outcome ? `&outcome=${outcome}` : ''}`)).json<ImportRowsResponse>().items;

/** Uploads, takes the columns as guessed, and checks. */
async function checked(text: string, kind = 'members'): Promise<ImportResponse> {
  const draft = (await upload(text, kind)).json<ImportResponse>();
  expect((await call('PUT', `/${draft.id}/check`, { mapping: draft.mapping, ...CONSENT })).statusCode).toBe(200);
  await drain();
  return show(draft.id);
}
async function broughtIn(text: string, kind = 'members'): Promise<ImportResponse> {
  const { id } = await checked(text, kind);
  expect((await call('POST', `/${id}/start`)).statusCode).toBe(200);
  await drain();
  return show(id);
}

const PEOPLE = [
  'Email;First name;Last name;Language;Joined;Referrals;Points;Tags;Referral code',
  'ewa@old.test;Ewa;Kowalska;de;24.12.2023;12;30;VIP, press;ewa-1',
  'noemie@old.test;Noémie;;fr;;0;;;admin',
  'fan@old.test;Jan;;en;;3;;;ewa-1',
  'known@old.test;Known;;en;;40;;;',
  'broken@;X;;;;1;;;',
  'ewa+again@old.test;Ewa;;;;1;;;',
  ';Nobody;;;;;;;',
  'late@old.test;Y;;;2031-01-01;;;;',
].join('\r\n');

describe('an import', () => {
  beforeAll(fresh);
  let id: string;

  it('guesses the columns and brings nobody in', async () => {
    await program.join('known@old.test', { name: 'Known' });
    const draft = (await upload(PEOPLE)).json<ImportResponse>();
    id = draft.id;
    expect(draft).toMatchObject({ status: 'draft', rows: 8, mapping: { email: 0, name: 1, lastName: 2, language: 3, joined: 4, count: 5, points: 6, tags: 7, code: 8 } });
    expect(draft.columns[1]).toEqual({ name: 'First name', samples: ['Ewa', 'Noémie', 'Jan'] });
    expect((await call('POST', `/${id}/start`)).json()).toMatchObject({ code: 'import.wrong_state', state: 'draft' });
    expect((await call('PUT', `/${id}/check`, { mapping: { email: 0, name: 0 }, ...CONSENT })).statusCode).toBe(422);
    expect((await call('PUT', `/${id}/check`, { mapping: { email: 9 }, ...CONSENT })).json()).toMatchObject({ errors: [{ field: 'mapping.email' }] });
    expect((await call('PUT', `/${id}/check`, { mapping: draft.mapping, dateOrder: 'dmy' })).json()).toMatchObject({ errors: [{ field: 'consentSource' }] });
  });

  it('says of every line what would become of it', async () => {
    const { mapping } = await show(id);
    await call('PUT', `/${id}/check`, { mapping, ...CONSENT });
    await drain();
    expect(await show(id)).toMatchObject({ status: 'checked', progress: 1, totals: { new: 3, here: 1, refused: 4, newCodes: 2, tiers: [{ name: 'Ambassador', count: 1 }] } });
    expect((await rowsOf(id)).map(({ line, outcome, problem, column, warnings }) => [line, outcome, problem, column, warnings])).toEqual([
      [2, 'new', null, null, []],
      [3, 'new', null, null, ['language_default', 'code_new']],
      [4, 'new', null, null, ['code_new']],
      [5, 'here', null, null, []],
      [6, 'refused', 'email_invalid', 'Email', []],
      [7, 'refused', 'duplicate', 'Email', []],
      [8, 'refused', 'email_missing', 'Email', []],
      [9, 'refused', 'joined_invalid', 'Joined', []],
    ]);
    expect(await program.memberOf('ewa@old.test')).toBeUndefined();
  });

  it('brings people in with tier, link and tags, silently, and forgets the file', async () => {
    await drainMail(test.app);
    const mails = (await drainMail(test.app)).length;
    await call('POST', `/${id}/start`);
    await drain();
    expect(await show(id)).toMatchObject({ status: 'done', totals: { new: 3, here: 1, refused: 4 } });
    expect((await drainMail(test.app)).length).toBe(mails);
    const list = (await test.app.inject({ url: `/api/v1/programs/${program.id}/members?sort=qualified.desc&limit=3`, headers: owner.headers })).json<{ items: Record<string, unknown>[] }>().items;
    expect(list[0]).toMatchObject({ name: 'Ewa Kowalska', email: 'ewa@old.test', locale: 'de', joinedAt: '2023-12-24T12:00:00.000Z', qualified: 12, points: 30, code: 'ewa-1', tags: ['press', 'vip'], tier: { name: 'Ambassador' } });
    expect(list[1]).toMatchObject({ name: 'Jan', qualified: 3 });
    expect(list[1]!['code']).toMatch(/^[2-9a-z]{8}$/);
    const ewa = (await program.memberOf('ewa@old.test'))!;
    expect(await program.sql('SELECT id FROM grants WHERE program_id = $1', [program.id])).toEqual([]);
    expect(await program.sql('SELECT text_version, source FROM consents WHERE program_id = $1 AND member_id = $2', [program.id, ewa])).toEqual([{ text_version: CONSENT.consentSource, source: 'import' }]);
    expect(await program.sql('SELECT line FROM people_import_rows WHERE program_id = $1 AND (cells IS NOT NULL OR found IS NOT NULL)', [program.id])).toEqual([]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('of the same file again changes nothing', async () => {
    const before = await program.sql('SELECT member_id, qualified, points, last_fact_seq, head_hash FROM standings WHERE program_id = $1 ORDER BY 1', [program.id]);
    expect((await broughtIn(PEOPLE)).totals).toMatchObject({ new: 0, here: 4, refused: 4 });
    expect(await program.sql('SELECT member_id, qualified, points, last_fact_seq, head_hash FROM standings WHERE program_id = $1 ORDER BY 1', [program.id])).toEqual(before);
  });

  it('makes links that work, and people who count for nobody', async () => {
    const code = (await program.sql<{ code: string }>(`SELECT code FROM links WHERE program_id = $1 AND code = 'ewa-1'`, [program.id]))[0]!.code;
    const friend = await program.join('friend@new.test', { referralCode: code });
    expect(friend).toBeTruthy();
    const ewa = (await program.memberOf('ewa@old.test'))!;
    expect(await program.qualified(ewa)).toBe(13);
    await program.join('fan@old.test', { referralCode: code }); // an import's own member signs up by a friend's link
    expect(await program.qualified(ewa)).toBe(13);
  });
});

describe('somebody who was brought in and has left', () => {
  beforeAll(fresh);

  it.each([['whole', true], ['cut short', false]])('comes in again, if the file says so, as somebody new (leaving was %s)', async (_, whole) => {
    const email = `gone.${whole ? 'a' : 'b'}@old.test`;
    const text = `email,name,count\n${email},Qgone,12`;
    await broughtIn(text);
    const before = (await program.memberOf(email))!;
    const me = await openSession(test.app, await accountOf(test.app, email), 'member');
    expect((await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers: me.headers, payload: { confirm: program.slug } })).statusCode).toBe(200);
    if (!whole) await program.sql('INSERT INTO account_programs (account_id, program_id, member_id) VALUES ($1, $2, $3)', [await accountOf(test.app, email), program.id, before]);
    expect((await broughtIn(text)).totals).toMatchObject({ new: 1, here: 0 });
    expect(await program.memberOf(email)).not.toBe(before);
    expect(await program.sql('SELECT member_id FROM profiles WHERE program_id = $1 AND member_id = $2', [program.id, before])).toEqual([]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });
});

describe('existing customers', () => {
  beforeAll(fresh);

  it('never count, and nothing is kept of them but a keyed hash', async () => {
    const done = await broughtIn('email,name\ncustomer@shop.test,Qcustomername\nCustomer+x@shop.test,Again\n', 'customers');
    expect(done.totals).toMatchObject({ new: 1, refused: 1 });
    expect(await program.memberOf('customer@shop.test')).toBeUndefined();
    const rows = await program.sql<{ text: string }>(`SELECT r::text AS text FROM people_import_rows r WHERE program_id = $1 UNION ALL SELECT c::text FROM identity_claims c WHERE program_id = $1`, [program.id]);
    expect(rows.map((row) => row.text).join('\n')).not.toMatch(/customer/i);
    const code = await program.join('fan@new.test');
    await program.join('customer@shop.test', { referralCode: code });
    expect(await program.qualified((await program.memberOf('fan@new.test'))!)).toBe(0);
    expect((await broughtIn('email\ncustomer@shop.test\nsecond@shop.test', 'customers')).totals).toMatchObject({ new: 1, here: 1 });
  });
});

describe('an interrupted import', () => {
  const many = (count: number) => `email,count\n${Array.from({ length: count }, (_, n) => `person${n}@many.test,${n % 12}`).join('\n')}`;
  beforeAll(fresh);

  it('goes on where it was, whoever takes it up, and nobody is brought in twice', async () => {
    const { id } = await checked(many(650));
    await call('POST', `/${id}/start`);
    const worker = test.app.get(ImportWorker);
    expect(await Promise.all([worker.step(program.id, id), worker.step(program.id, id)])).toEqual([true, true]);
    const some = (await show(id)).progress;
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(1);
    test.clock.moveTo(new Date(NOW.getTime() + 10 * 60_000)); // killed here: the job is gone, minutes pass
    await program.sql(`DELETE FROM pgboss.job WHERE name = 'imports'`);
    owner = await staffSession(test.app, 'owner', program.id);
    await test.app.get(Maintenance).run('imports_resume');
    await drain();
    expect(await show(id)).toMatchObject({ status: 'done', totals: { new: 650, here: 0, refused: 0 } });
    const [sum] = await program.sql<{ people: number; sum: number; facts: number }>(
      `SELECT count(*)::int AS people, sum(qualified)::int AS sum, sum(last_fact_seq)::int AS facts FROM standings WHERE program_id = $1`, [program.id]);
    expect(sum).toEqual({ people: 650, sum: Array.from({ length: 650 }, (_, n) => n % 12).reduce((a, b) => a + b, 0), facts: Array.from({ length: 650 }, (_, n) => n % 12).filter(Boolean).length });
    expect(await program.sql('SELECT member_id FROM links WHERE program_id = $1 GROUP BY member_id HAVING count(*) <> 1', [program.id])).toEqual([]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('that was stopped keeps who is in and forgets the rest', async () => {
    const { id } = await checked(many(900));
    expect((await show(id)).totals).toMatchObject({ new: 250, here: 650 });
    await call('POST', `/${id}/start`);
    await test.app.get(ImportWorker).step(program.id, id);
    expect((await call('POST', `/${id}/cancel`)).json()).toMatchObject({ status: 'cancelled' });
    await drain();
    expect((await program.sql<{ n: number }>('SELECT count(*)::int AS n FROM members WHERE program_id = $1', [program.id]))[0]!.n).toBe(850);
    expect(await program.sql('SELECT line FROM people_import_rows WHERE program_id = $1 AND (cells IS NOT NULL OR found IS NOT NULL)', [program.id])).toEqual([]);
    expect((await call('POST', `/${id}/start`)).json()).toMatchObject({ code: 'import.wrong_state' });
  });

  it('that nobody starts is forgotten after a week, and the lines of others after a month', async () => {
    await checked(many(3));
    test.clock.moveTo(new Date(NOW.getTime() + 40 * DAY_MS));
    await test.app.get(Maintenance).run('imports_forget');
    expect(await program.sql('SELECT line FROM people_import_rows WHERE program_id = $1 AND (cells IS NOT NULL OR found IS NOT NULL)', [program.id])).toEqual([]);
    expect(await program.sql(`SELECT i.status FROM people_import_rows r JOIN people_imports i ON i.id = r.import_id WHERE r.program_id = $1 AND i.status = 'done'`, [program.id])).toEqual([]);
  });
});

describe('who may not, and what is no file', () => {
  beforeAll(fresh);

  it('a moderator brings nobody in, and another program’s import is unknown', async () => {
    const moderator = await staffSession(test.app, 'moderator', program.id);
    expect((await upload('email\na@b.test', 'members', moderator)).json()).toMatchObject({ code: 'auth.forbidden' });
    const { id } = (await upload('email\na@b.test')).json<ImportResponse>();
    await fresh();
    for (const answer of [await call('GET', `/${id}`), await call('GET', `/${id}/rows`), await call('POST', `/${id}/start`), await call('POST', `/${id}/cancel`), await call('PUT', `/${id}/check`, { mapping: { email: 0 }, ...CONSENT })]) {
      expect(answer.json()).toMatchObject({ code: 'import.not_found' });
    }
  });

  it.each([['', 'empty'], ['email\n', 'empty'], ['a,b\n"x', 'broken']])('%j is refused', async (text, why) => {
    const answer = await upload(text);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    if (text !== '') expect(answer.json()).toMatchObject({ code: 'import.unreadable', why });
  });

  it('what is too long is refused, and what is no table too', async () => {
    expect((await upload(Buffer.alloc(5 * 1024 * 1024 + 1, 'a'))).statusCode).toBe(413);
    const answer = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/imports?kind=members&fileName=x`, headers: owner.headers, payload: { text: 'email' } });
    expect(answer.statusCode).toBe(415);
  });
});
