import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Signals } from '@fanfare/domain';
import { DEFAULT_RATE_LIMITS, RATE_LIMITS } from '../../platform/auth/rate-limits.js';
import { Keys } from '../../platform/keys.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Clock } from '../../platform/clock.js';
import { Accounts } from '../../identity/index.js';
import { Verifier } from '../../ledger/index.js';
import { drainMail } from '../../testing/mailbox.js';
import { staffSession, type SignedIn } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const PERSON = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let test: TestApp;
let program: SignupProgram;
let staff: SignedIn;

beforeAll(async () => {
  const roomy = { burst: 10_000, perHour: 10_000 };
  const limits = { ...DEFAULT_RATE_LIMITS, signUp: roomy, confirmation: roomy, mailToAddress: { ...DEFAULT_RATE_LIMITS.mailToAddress, ...roomy } };
  test = await startTestApp({ now: NOW, env: { TRUST_PROXY: '127.0.0.1', COUNTRY_HEADER: 'cf-ipcountry' }, providers: (m) => m.overrideProvider(RATE_LIMITS).useValue(limits) });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
});
afterAll(async () => {
  await program.close();
  await test.close();
});

const via = (ip: string, country?: string) => ({ 'x-forwarded-for': ip, ...(country && { 'cf-ipcountry': country }) });
/** Signs up at a time and from an address, and confirms. @returns what the fact froze, and the state of the referral */
async function join(email: string, body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Signals> {
  expect((await program.signUp({ email, ...body }, headers)).statusCode).toBe(202);
  await program.confirm(await program.token(email));
  return signalsOf(email);
}
async function signalsOf(email: string): Promise<Signals> {
  const [row] = await program.sql<{ signals: Signals }>(
    `SELECT r.state->'signals' AS signals FROM referrals r JOIN submissions s ON s.id = r.id WHERE s.email_hash = $1`, [test.app.get(Accounts).hashOf(email)]);
  return row?.signals ?? {};
}
const statusOf = async (email: string) =>
  (await program.sql<{ is: string }>(`SELECT r.status || ' ' || r.reason AS is FROM referrals r JOIN submissions s ON s.id = r.id WHERE s.email_hash = $1`, [test.app.get(Accounts).hashOf(email)]))[0]?.is;
const lists = (method: 'GET' | 'PUT', path = '', payload?: object, who = staff, id = program.id) =>
  test.app.inject({ method, url: `/api/v1/programs/${id}/settings/domain-lists${path}`, headers: who.headers, ...(payload && { payload }) });

describe('what sign-ups have in common', () => {
  it('is counted per member, up to and with this one: within an hour, by stem and by name', async () => {
    const code = await program.join('counted@reader.test');
    const other = await program.join('other@reader.test');
    test.clock.moveTo(at(0));
    await join('lena.m1@one.test', { referralCode: code, name: 'Lena Muster' });
    test.clock.moveTo(at(1800));
    await join('lenam_22@two.test', { referralCode: code, name: 'MUSTER, Lena' });
    await join('lenam9@three.test', { referralCode: other, name: 'Lena Muster' });
    test.clock.moveTo(at(3700));
    const last = await join('lena.m333@four.test', { referralCode: code, name: 'lena  muster' });
    expect(last).toMatchObject({ burst60: 1, burstHour: 2, stemRun: 3, nameRun: 3, bounces: 0 });
    expect(await join('lena.m@five.test', { referralCode: code, name: 'Lena' })).not.toHaveProperty('stemRun');
  });

  it('is one friend who asks for the mail again, and as many as there are where each comes from elsewhere', async () => {
    test.clock.moveTo(at(20_000));
    const code = await program.join('patient@reader.test');
    const ask = (email: string) => program.signUp({ email, name: 'Anna Nowak', referralCode: code }, via('198.51.101.4'));
    for (const second of [1, 2]) {
      await ask('anna@reader.test');
      test.clock.moveTo(at(20_000 + second));
    }
    expect(await join('anna@reader.test', { name: 'Anna Nowak', referralCode: code }, via('198.51.101.4'))).toMatchObject({ burst60: 1, burstHour: 1, nameRun: 1, networkHour: 1 });
    await ask('other@reader.test');
    test.clock.moveTo(at(20_003));
    await program.signUp({ email: 'other@reader.test', name: 'Anna Nowak' }); // by nobody: the one before stays one of this link
    expect(await join('third@reader.test', { name: 'Anna Nowak', referralCode: code }, via('198.51.101.4'))).toMatchObject({ burst60: 3, nameRun: 3, networkHour: 3 });
    test.clock.moveTo(at(3700));
  });

  it('is counted per network by /24 and /64, whoever’s friends they are, and not for private addresses', async () => {
    const [a, b] = [await program.join('net-a@reader.test'), await program.join('net-b@reader.test')];
    await join('n1@reader.test', { referralCode: a }, via('203.0.113.4'));
    await join('n2@reader.test', { referralCode: b }, via('203.0.113.250'));
    expect(await join('n3@reader.test', { referralCode: a }, via('203.0.113.9'))).toMatchObject({ networkHour: 3 });
    expect(await join('n4@reader.test', { referralCode: a }, via('203.0.114.9'))).toMatchObject({ networkHour: 1 });
    await join('n5@reader.test', { referralCode: a }, via('2001:db8:7:7::1'));
    expect(await join('n6@reader.test', { referralCode: a }, via('2001:db8:7:7:ffff::2'))).toMatchObject({ networkHour: 2 });
    expect(await join('n7@reader.test', { referralCode: a }, via('192.168.1.4'))).not.toHaveProperty('networkHour');
  });

  it('is no address anywhere: the network is kept as a keyed hash of this program', async () => {
    await join('quiet@reader.test', { referralCode: await program.join('quiet-host@reader.test') }, via('198.51.100.23'));
    const dump = await program.textOf(['signup_traces', 'facts', 'submissions', 'referrals', 'ledger_entries']);
    for (const part of ['198.51.100']) expect(dump.includes(part)).toBe(false);
    const elsewhere = await SignupProgram.make(test.app, 'elsewhere', test.database.superUrl);
    await elsewhere.signUp({ email: 'quiet@reader.test' }, via('198.51.100.23'));
    const rows = await program.sql<{ network: Buffer }>(
      'SELECT t.network FROM signup_traces t JOIN submissions s ON s.id = t.submission_id WHERE s.email_hash = $1', [test.app.get(Accounts).hashOf('quiet@reader.test')]);
    expect(new Set(rows.map((row) => row.network.toString('hex'))).size).toBe(2);
    await elsewhere.close();
  });

  it('tells how long after the click, from which country and how many of the visits', async () => {
    const code = await program.join('clicked@reader.test');
    const visit = async (country: string) => {
      const answer = await test.app.inject({ method: 'GET', url: `/r/${code}`, headers: { ...PERSON, ...via('198.51.100.9', country) } });
      return new URL(answer.headers.location!, 'http://x').searchParams.get('click')!;
    };
    const [clickId, second] = [await visit('DE'), await visit('DE')];
    await visit('DE');
    test.clock.moveTo(at(3700 + 42));
    expect(await join('c1@reader.test', { clickId, referralCode: code }, via('198.51.100.9', 'DE'))).toMatchObject({ clickSeconds: 42, countryDiffers: false, linkClicks: 3, linkSignups: 1 });
    expect(await join('c2@reader.test', { clickId: second }, via('198.51.100.9', 'BR'))).toMatchObject({ countryDiffers: true, linkClicks: 3, linkSignups: 2 });
    const typed = await join('c3@reader.test', { referralCode: code });
    for (const name of ['clickSeconds', 'countryDiffers', 'linkClicks']) expect(typed).not.toHaveProperty(name);
  });

  it('counts visits and sign-ups over the same time, however many there were', async () => {
    const code = await program.join('busy@reader.test');
    const answer = await test.app.inject({ method: 'GET', url: `/r/${code}`, headers: PERSON });
    const clickId = new URL(answer.headers.location!, 'http://x').searchParams.get('click')!;
    const link = [program.id, code];
    // One visit a minute for ten hours; whoever came in the last 450 minutes signed up half a minute later.
    await program.sql(
      `INSERT INTO clicks (program_id, at, id, link_id) SELECT c.program_id, c.at - n * interval '1 minute', gen_random_uuid(), c.link_id
       FROM clicks c JOIN links l ON l.program_id = c.program_id AND l.id = c.link_id, generate_series(1, 599) n WHERE c.program_id = $1 AND l.code = $2`, link);
    await program.sql(
      `INSERT INTO signup_traces (program_id, submission_id, at, referrer_id, link_id) SELECT c.program_id, gen_random_uuid(), c.at + interval '30 seconds', l.member_id, c.link_id
       FROM clicks c JOIN links l ON l.program_id = c.program_id AND l.id = c.link_id
       WHERE c.program_id = $1 AND l.code = $2 AND c.at < $3 AND c.at >= $3::timestamptz - interval '450 minutes'`, [...link, test.app.get(Clock).now()]);
    expect(await join('busy-friend@reader.test', { clickId, referralCode: code })).toMatchObject({ linkClicks: 400, linkSignups: 400 });
  });

  it('does not believe a country that no proxy vouches for', async () => {
    const direct = await startTestApp({ now: NOW, env: { COUNTRY_HEADER: 'cf-ipcountry' } });
    const other = await SignupProgram.make(direct.app, 'direct', direct.database.superUrl);
    const code = await other.join('host@reader.test');
    await direct.app.inject({ method: 'GET', url: `/r/${code}`, headers: { ...PERSON, ...via('198.51.100.9', 'DE') } });
    expect(await other.sql('SELECT country FROM clicks')).toEqual([{ country: null }]);
    await other.close();
    await direct.close();
  });

  it('sees a browser that signs up many, and a ring of members who share one', async () => {
    const page = async (email: string, referralCode: string | undefined, visitor: string) => {
      await program.form('/join/halcyon', { email, consent: 'yes', ...(referralCode && { referralCode }) }, { 'sec-fetch-site': 'same-origin', cookie: `ffv=${visitor}` });
      return (await program.confirm(await program.token(email))).json<{ link: { code: string } }>().link.code;
    };
    const [desk, phone] = ['A'.repeat(22), 'B'.repeat(22)];
    const first = await page('ring0@reader.test', undefined, desk);
    const second = await page('ring1@reader.test', first, phone);
    const third = await page('ring2@reader.test', second, 'C'.repeat(22));
    await page('ring3@reader.test', third, desk);
    expect(await signalsOf('ring3@reader.test')).toMatchObject({ ringSteps: 2, deviceSignups: 2, sameBrowser: false });
    expect(await signalsOf('ring2@reader.test')).not.toHaveProperty('ringSteps');
    for (const n of [4, 5]) await page(`ring${n}@reader.test`, third, desk);
    expect(await signalsOf('ring5@reader.test')).toMatchObject({ deviceSignups: 4 });
  });

  it('knows a domain from its first address on, and none of the freemail providers', async () => {
    const code = await program.join('domains@reader.test');
    test.clock.moveTo(at(10_000));
    await program.signUp({ email: 'first@young.test' });
    test.clock.moveTo(new Date(at(10_000).getTime() + 3 * DAY_MS));
    expect(await join('second@young.test', { referralCode: code })).toMatchObject({ domainAgeDays: 3, domainSignups: 2 });
    expect(await join('anybody@gmail.com', { referralCode: code })).not.toHaveProperty('domainAgeDays');
  });

  it('counts confirmations that came back', async () => {
    const code = await program.join('maker@reader.test');
    await program.signUp({ email: 'nobody@nowhere.test', referralCode: code });
    const [row] = await program.submissions('nobody@nowhere.test');
    const event = { topic: 'mail.bounced', payload: { submissionId: row!.id } };
    await test.app.get(Transactions).inProgram(program.id, (tx) => writeOutbox(tx, program.id, [event], test.app.get(Clock).now()));
    await drainMail(test.app);
    expect(await join('somebody@reader.test', { referralCode: code })).toMatchObject({ bounces: 1 });
  });

  it('goes after 30 days', async () => {
    const code = await program.join('left-host@reader.test');
    await join('left@reader.test', { referralCode: code }, via('203.0.113.99'));
    const count = async () => (await program.sql<{ n: number }>('SELECT count(*)::int AS n FROM signup_traces'))[0]!.n;
    const before = await count();
    test.clock.moveTo(new Date(at(10_000).getTime() + 20 * DAY_MS));
    await test.app.get(Maintenance).run('signup_traces');
    expect(await count()).toBe(before);
    test.clock.moveTo(new Date(at(10_000).getTime() + 40 * DAY_MS));
    await test.app.get(Maintenance).run('signup_traces');
    expect(await count()).toBe(0);
  });
});

describe('staff’s own lists of domains', () => {
  beforeAll(async () => {
    staff = await staffSession(test.app, 'manager', program.id, { email: 'staff@halcyon.test' }); // months have passed above
  });

  it('ban what lies under a domain, whatever its case, dots and script, and say by which version', async () => {
    const code = await program.join('lists@reader.test');
    const written = await lists('PUT', '/banned', { domains: ['@Spam.Test.', 'bücher.test', 'spam.test'], basedOn: 0 });
    expect([written.statusCode, written.json()]).toEqual([200, { kind: 'banned', domains: ['spam.test', 'xn--bcher-kva.test'], version: 1, updatedAt: expect.any(String) }]);
    expect(await join('a@deep.mail.SPAM.test.', { referralCode: code })).toMatchObject({ bannedDomain: true, bannedList: 1 });
    expect(await join('b@BÜCHER.test', { referralCode: code })).toMatchObject({ bannedDomain: true });
    expect(await join('c@notspam.test', { referralCode: code })).toMatchObject({ bannedDomain: false, bannedList: 1 });
    await lists('PUT', '/disposable', { domains: ['fleeting.test'], basedOn: 0 });
    expect(await join('d@x.fleeting.test', { referralCode: code })).toMatchObject({ disposable: true, disposableList: 'own@1' });
    expect(await statusOf('d@x.fleeting.test')).toBe('rejected disposable');
    const audited = await program.sql(`SELECT detail FROM audit_log WHERE action = 'domains.banned_changed'`);
    expect(audited).toEqual([{ detail: { version: 1, added: ['spam.test', 'xn--bcher-kva.test'], removed: [], domains: 2 } }]);
  });

  it('turn nobody away for ever: a person may take it back', async () => {
    const owner = (await program.memberOf('lists@reader.test'))!;
    const before = await program.qualified(owner);
    const [row] = await program.sql<{ id: string }>(`SELECT r.id FROM referrals r JOIN submissions s ON s.id = r.id WHERE s.email_hash = $1`, [test.app.get(Accounts).hashOf('d@x.fleeting.test')]);
    const answer = await test.app.inject({
      method: 'POST', url: `/api/v1/programs/${program.id}/reviews`, headers: staff.headers,
      payload: { id: '0198f000-0000-7000-8000-000000000001', referralId: row!.id, seen: await program.revisionOf(row!.id), verdict: 'approve', reason: 'review.genuine' },
    });
    expect(answer.json()).toMatchObject({ status: 'qualified' });
    expect(await program.qualified(owner)).toBe(before + 1);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });

  it('take one of two changes made at once, and tell the other', async () => {
    const version = (await lists('GET')).json<{ items: { kind: string; version: number }[] }>().items.find((list) => list.kind === 'banned')!.version;
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => lists('PUT', '/banned', { domains: [`${name}.test`], basedOn: version })));
    expect(answers.map((a) => a.statusCode).toSorted()).toEqual([200, 409, 409]);
    expect((await lists('PUT', '/banned', { domains: [], basedOn: 0 })).json()).toMatchObject({ code: 'request.conflict' });
  });

  it.each([
    [{ domains: ['no domain'], basedOn: 0 }, 'domains.0'],
    [{ domains: ['com'], basedOn: 0 }, 'domains.0'],
    [{ domains: ['ok.test', 'a@b.test'], basedOn: 0 }, 'domains.1'],
    [{ domains: ['ok.test'] }, 'basedOn'],
  ])('refuse %j with the field', async (body, field) => {
    const answer = await lists('PUT', '/banned', body);
    expect([answer.statusCode, answer.json<{ errors: { field: string }[] }>().errors[0]!.field]).toEqual([422, field]);
  });

  it('are for staff of the program who may change its settings', async () => {
    const third = await SignupProgram.make(test.app, 'third', test.database.superUrl);
    const [analyst, stranger] = [await staffSession(test.app, 'analyst', program.id), await staffSession(test.app, 'owner', third.id)];
    await third.close();
    const change = { domains: [], basedOn: 0 };
    expect([(await lists('PUT', '/banned', change, analyst)).statusCode, (await lists('PUT', '/banned', change, stranger)).statusCode, (await lists('GET', '', undefined, stranger)).statusCode]).toEqual([403, 404, 404]);
    expect((await lists('PUT', '/loved', change)).statusCode).toBe(422);
  });
});

describe('an existing customer who was brought in before counting began', () => {
  it('counts for nobody, and staff see why', async () => {
    const code = await program.join('inviter@reader.test');
    const hash = test.app.get(Keys).emailHash('customer@shop.test');
    await program.sql(`INSERT INTO identity_claims (program_id, identity_hash, referral_id, source, at) VALUES ($1, $2, NULL, 'imported', $3)`, [program.id, hash, NOW]);
    expect(await join('customer+new@shop.test', { referralCode: code })).toMatchObject({ imported: true });
    expect([await statusOf('customer+new@shop.test'), await program.qualified((await program.memberOf('inviter@reader.test'))!)]).toEqual(['rejected already_member', 0]);
    expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  });
});
