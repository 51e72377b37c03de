import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Verifier } from './ledger/index.js';
import { newId } from './platform/ids.js';
import { Jobs } from './platform/jobs/jobs.js';
import { accountOf, openSession, type SignedIn, staffSession } from './testing/sign-in.js';
import { SignupProgram } from './testing/signup-program.js';
import { startTestApp, type TestApp } from './testing/test-app.js';
import type { RulebookResponse } from './programs/rulebooks.dto.js';

type Member = { id: string; cohort: string | null; qualified: number; tier: { name: string } | null };

let test: TestApp;
let program: SignupProgram;
let owner: SignedIn;
let moderator: SignedIn;

beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T09:00:00Z') });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  owner = await staffSession(test.app, 'owner', program.id);
  moderator = await staffSession(test.app, 'moderator', program.id);
});
afterAll(async () => {
  await program.close();
  await test.close();
});

const call = (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, who = owner) =>
  test.app.inject({ method, url: `/api/v1/programs/${program.id}${path}`, headers: who.headers, ...(payload && { payload }) });
const make = (key: string, name: object = { en: key }, openForSignup = false) => call('POST', '/cohorts', { key, name, openForSignup });
const move = (select: object, cohort: string | null, id = newId(), who = owner) => call('POST', '/members/cohort', { id, select, cohort, reason: 'Studies in Cologne' }, who);
const people = async (query = '') => (await call('GET', `/members?${query}`)).json<{ items: Member[] }>().items;
const cohortOf = async (email: string) => (await people(`search=${email}`))[0]?.cohort;
const roadOf = async (email: string) => {
  const { headers } = await openSession(test.app, await accountOf(test.app, email), 'member');
  return (await test.app.inject({ url: '/api/v1/me/programs/halcyon/progress', headers })).json<{ tiers: { name: string; threshold: number }[] }>().tiers;
};
const fan = async (email: string) => { await program.join(email); return (await program.memberOf(email))!; };
const bring = async (memberId: string, n: number) => expect((await call('POST', `/members/${memberId}/adjustments`, { id: newId(), measure: 'qualified', delta: n, reason: 'adjust.correction', note: 'Counted by hand' })).statusCode).toBeLessThan(300);

/** The bars of the template, and for cohorts what is given. */
async function publish(cohorts: Record<string, number>) {
  const [{ rules }] = (await call('GET', '/rulebooks')).json<{ items: RulebookResponse[] }>().items as [RulebookResponse];
  const tiers = rules.tiers.map((tier, n) => (n === 0 ? { ...tier, at: { else: 10, cohorts } } : tier));
  return call('POST', '/rulebooks', { rules: { ...rules, tiers }, mode: 'from_now', keepTiers: true });
}

describe('a cohort', () => {
  it('has a key for ever, and a name in each language that is nobody else’s', async () => {
    expect((await make('campus', { en: 'Campus', de: 'Hochschule' })).json()).toEqual({ key: 'campus', name: { en: 'Campus', de: 'Hochschule' }, openForSignup: false, members: 0, retired: false });
    expect((await make('campus', { en: 'Another' })).json()).toMatchObject({ status: 409, code: 'cohort.key_taken' });
    expect((await make('uni', { de: 'HOCHSCHULE' })).json()).toMatchObject({ status: 409, code: 'cohort.name_taken' });
    for (const [key, name] of [['Campus', { en: 'x' }], ['a b', { en: 'x' }], ['c', {}], ['c', { en: ' ' }], ['c', { fr: 'x' }]] as const) expect((await make(key, name)).statusCode).toBe(422);
    expect((await call('PUT', '/cohorts/campus', { name: { en: 'Campus', de: 'Campus' }, openForSignup: false })).json()).toMatchObject({ name: { de: 'Campus' } });
    expect((await call('PUT', '/cohorts/nowhere', { name: { en: 'x' }, openForSignup: false })).json()).toMatchObject({ code: 'cohort.not_found' });
    expect((await call('GET', '/cohorts', undefined, moderator)).json()).toMatchObject({ items: [{ key: 'campus' }] });
    expect((await call('POST', '/cohorts', { key: 'mine', name: { en: 'Mine' }, openForSignup: true }, moderator)).statusCode).toBe(403);
  });

  it('is made once by many at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => make('press', { en: `Press ${n}` })));
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('that rules name has to exist, and is then not retired', async () => {
    expect((await publish({ campus: 50, kampus: 5 })).json()).toMatchObject({ code: 'rulebook.invalid', errors: expect.arrayContaining([
      expect.objectContaining({ field: 'rules.tiers.0.at.cohorts.kampus', code: 'unknown' }), expect.objectContaining({ field: 'rules.tiers.1.at.cohorts.campus', code: 'not_ascending' }),
    ]) });
    expect((await publish({ campus: 20 })).statusCode).toBe(201);
    expect((await call('POST', '/cohorts/campus/retire')).json()).toMatchObject({ status: 409, code: 'cohort.in_use', rules: 'Ambassador', members: 0 });
  });

  it('retired or published, whichever is first: never both', async () => {
    for (let n = 0; n < 5; n++) {
      await make(`race-${n}`);
      const [published, retired] = await Promise.all([publish({ campus: 20, [`race-${n}`]: 9 }), call('POST', `/cohorts/race-${n}/retire`)]);
      expect([[201, 409], [422, 200]]).toContainEqual([published.statusCode, retired.statusCode]);
    }
    await publish({ campus: 20 });
  });

  it('that is over keeps its key, takes nobody in, and can come back', async () => {
    await make('old', { en: 'Old' });
    expect((await call('POST', '/cohorts/old/retire')).json()).toMatchObject({ retired: true });
    expect((await make('old', { en: 'Other' })).json()).toMatchObject({ code: 'cohort.key_taken' });
    expect((await publish({ old: 9 })).json()).toMatchObject({ errors: [{ field: 'rules.tiers.0.at.cohorts.old', code: 'unknown' }] });
    expect((await move({ ids: [await fan('late@reader.test')] }, 'old')).json()).toMatchObject({ code: 'cohort.not_found' });
    expect((await make('new', { en: 'Old' })).statusCode).toBe(201); // its name is free again
    expect((await call('POST', '/cohorts/old/restore')).json()).toMatchObject({ code: 'cohort.name_taken' });
    await call('PUT', '/cohorts/new', { name: { en: 'New' }, openForSignup: false });
    expect((await call('POST', '/cohorts/old/restore')).json()).toMatchObject({ retired: false });
  });
});

describe('who is in a cohort', () => {
  it('was put there with a reason, once, and has its thresholds from then on', async () => {
    const member = await fan('ewa@reader.test');
    const id = newId();
    for (const changed of [1, 0]) expect((await move({ ids: [member] }, 'campus', id)).json()).toEqual({ matched: 1, changed });
    expect((await move({ ids: [member] }, 'campus')).json()).toEqual({ matched: 1, changed: 0 });
    const book = (await call('GET', `/members/${member}`)).json<{ member: Member; facts: { kind: string; body: object }[]; notes: { kind: string; text: string }[] }>();
    expect([book.member.cohort, book.facts.filter((fact) => fact.kind === 'cohort').map((fact) => fact.body)]).toEqual(['campus', [expect.objectContaining({ to: 'campus', by: owner.accountId })]]);
    expect(book.notes.map(({ kind, text }) => [kind, text])).toEqual([['cohort', 'Studies in Cologne']]);
    await bring(member, 12);
    expect((await people('search=ewa@'))[0]).toMatchObject({ qualified: 12, tier: null });
    await move({ ids: [member] }, null); // where everybody needs ten
    expect((await people('search=ewa@'))[0]).toMatchObject({ cohort: null, tier: { name: 'Ambassador' } });
    await move({ ids: [member] }, 'campus'); // what was won stays
    expect((await people('search=ewa@'))[0]).toMatchObject({ cohort: 'campus', tier: { name: 'Ambassador' } });
    expect((await roadOf('ewa@reader.test')).map((tier) => tier.threshold)).toEqual([10, 25, 50]); // as it was reached
  });

  it('has a road of their own', async () => {
    await move({ ids: [await fan('jan@reader.test')] }, 'campus');
    expect((await roadOf('jan@reader.test'))[0]).toMatchObject({ name: 'Ambassador', threshold: 20 });
  });

  it('is moved with many at once, found by it, and written into the file', async () => {
    await fan('a@campus.test');
    await fan('b@campus.test');
    expect((await move({ filter: { search: 'campus.test' } }, 'press')).json()).toEqual({ matched: 2, changed: 2 });
    expect((await people('cohort=press')).map((member) => member.cohort)).toEqual(['press', 'press']);
    expect((await people('cohort=press&sort=qualified.desc&search=a@'))).toHaveLength(1);
    expect((await people('cohort=-')).map((member) => member.cohort)).toEqual([null]);
    expect((await call('GET', '/members?cohort=Nobody%20Here')).statusCode).toBe(422);
    const file = (await call('POST', '/members/export', { select: { filter: { cohort: 'press' } }, sort: 'joined.asc' })).body;
    expect(file.split('\r\n')[0]).toContain(',tags,cohort,code');
    expect(file.split('\r\n')[1]).toContain(',press,');
    expect((await call('POST', '/cohorts/press/retire')).json()).toMatchObject({ code: 'cohort.in_use', rules: '', members: 2 });
  });

  it('is put there by those who may change counts', async () => {
    expect((await move({ filter: {} }, 'press', newId(), moderator)).json()).toMatchObject({ code: 'auth.forbidden' });
    expect((await move({ ids: [newId()] }, 'press')).json()).toMatchObject({ code: 'member.not_found' });
  });
});

describe('a sign-up that names a cohort', () => {
  beforeAll(async () => {
    await make('students', { en: 'Students' }, true);
    await publish({ campus: 20, students: 15 });
  });

  it('leads into it where it is open, and nowhere else', async () => {
    await program.join('in@reader.test', { cohort: ' Students ' });
    await program.join('closed@reader.test', { cohort: 'campus' });
    await program.join('unknown@reader.test', { cohort: '../../etc' });
    await program.join('long@reader.test', { cohort: 'x'.repeat(5000) });
    expect(await Promise.all(['in@', 'closed@', 'unknown@', 'long@'].map(cohortOf))).toEqual(['students', null, null, null]);
  });

  it('moves nobody who is here already', async () => {
    await program.join('ewa@reader.test', { cohort: 'students' });
    expect(await cohortOf('ewa@')).toBe('campus');
  });

  it('that waited until it was closed leads nowhere', async () => {
    await program.signUp({ email: 'slow@reader.test', cohort: 'students' });
    await call('PUT', '/cohorts/students', { name: { en: 'Students' }, openForSignup: false });
    await program.confirm(await program.token('slow@reader.test'));
    expect(await cohortOf('slow@')).toBeNull();
    await call('PUT', '/cohorts/students', { name: { en: 'Students' }, openForSignup: true });
  });

  it('by our own page promises what holds for it, and keeps it on the way', async () => {
    const [{ rules }] = (await call('GET', '/rulebooks')).json<{ items: RulebookResponse[] }>().items as [RulebookResponse];
    const milestones = rules.milestones.map((m, n) => (n === 0 ? { ...m, at: { else: 3, cohorts: { students: 7 } } } : m));
    await call('POST', '/rulebooks', { rules: { ...rules, milestones }, mode: 'from_now', keepTiers: true });
    const page = async (query: string) => (await test.app.inject({ url: `/join/halcyon${query}` })).body;
    expect(await page('?cohort=students')).toContain('7 friends');
    expect(await page('?cohort=campus')).not.toContain('7 friends');
    expect(await page('?cohort=students')).toContain('name="cohort" value="students"');
    await program.form('/join/halcyon', { email: 'page@reader.test', consent: 'yes', cohort: 'students' });
    await program.confirm(await program.token('page@reader.test'));
    expect(await cohortOf('page@')).toBe('students');
  });

  it('by the brand’s own system leads into it as well', async () => {
    const created = await call('POST', '/api-keys', { kind: 'secret', name: 'Shop' });
    const { key: secret } = created.json<{ key: string }>();
    const report = () => test.app.inject({ method: 'POST', url: '/api/v1/conversions', headers: { authorization: `Bearer ${secret}` }, payload: { source: 'shop', externalId: 's1', type: 'signup', email: 'shop@reader.test', cohort: 'Students' } });
    expect([created.statusCode, (await report()).statusCode, (await report()).statusCode]).toEqual([201, 201, 200]);
    expect(await cohortOf('shop@')).toBe('students');
  });

  it('comes along through a referral link', async () => {
    const code = await program.join('friend@reader.test');
    const to = async (query: string) => (await test.app.inject({ url: `/r/${code}${query}` })).headers.location as string;
    expect(new URL(await to('?cohort=Students'), 'http://x').searchParams.get('cohort')).toBe('students');
    expect(await to('')).not.toContain('cohort');
    expect(new URL(await to('?cohort=%26ref%3Dmallory&cohort=b'), 'http://x').searchParams.get('ref')).toBe(code);
  });
});

describe('a line of a file', () => {
  it('brings people into the cohort that it names, before their balance is opened', async () => {
    const text = 'email,count,cohort\nfile@old.test,12,Campus\nother@old.test,12,\nwrong@old.test,1,kampus\n';
    const draft = (await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/imports?kind=members&fileName=p.csv`, headers: { ...owner.headers, 'content-type': 'text/csv' }, payload: text })).json<{ id: string; mapping: object }>();
    expect(draft.mapping).toEqual({ email: 0, count: 1, cohort: 2 });
    await call('PUT', `/imports/${draft.id}/check`, { mapping: draft.mapping, dateOrder: 'dmy', consentSource: 'The old newsletter' });
    await test.app.get(Jobs).drain('imports');
    expect((await call('GET', `/imports/${draft.id}`)).json()).toMatchObject({ totals: { new: 2, refused: 1, tiers: [{ name: 'Ambassador', count: 1 }] } });
    expect((await call('GET', `/imports/${draft.id}/rows?outcome=refused`)).json()).toMatchObject({ items: [{ problem: 'cohort_unknown', column: 'cohort' }] });
    await call('POST', `/imports/${draft.id}/start`);
    await test.app.get(Jobs).drain('imports');
    expect((await people('search=old.test&sort=name.asc')).map(({ cohort, tier }) => [cohort, tier?.name ?? null])).toEqual(expect.arrayContaining([['campus', null], [null, 'Ambassador']]));
  });
});

describe('all of it', () => {
  it('is in the books: replayed, they say the same', async () => {
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('is told to whoever asks for their data; who leaves takes the reason along, is nobody of the cohort, and their book still says the same', async () => {
    await move({ ids: [(await program.memberOf('in@reader.test'))!] }, 'press');
    const { headers } = await openSession(test.app, await accountOf(test.app, 'in@reader.test'), 'member');
    const mine = (path: string) => ({ url: `/api/v1/me/programs/halcyon/${path}`, headers });
    expect((await test.app.inject(mine('export'))).json()).toMatchObject({ data: { standing: { cohort: 'press' }, facts: expect.arrayContaining([expect.objectContaining({ kind: 'cohort' })]) } });
    const [before] = (await call('GET', '/cohorts')).json<{ items: { key: string; members: number }[] }>().items.filter(({ key }) => key === 'press');
    await test.app.inject({ method: 'POST', ...mine('leave'), payload: { confirm: 'halcyon' } });
    const [after] = (await call('GET', '/cohorts')).json<{ items: { key: string; members: number }[] }>().items.filter(({ key }) => key === 'press');
    expect([before!.members, after!.members]).toEqual([3, 2]);
    expect(await program.sql(`SELECT text FROM member_notes n WHERE program_id = $1 AND NOT EXISTS (SELECT 1 FROM profiles p WHERE p.program_id = $1 AND p.member_id = n.member_id)`, [program.id])).toEqual([]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });
});
