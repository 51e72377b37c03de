import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Verifier } from '../../ledger/index.js';
import { Clock } from '../../platform/clock.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { newVisitor, visitorHash } from '../../platform/auth/visitor.js';
import { Keys } from '../../platform/keys.js';
import { drainMail } from '../../testing/mailbox.js';
import { staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);
const PERSON = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };
const VISITOR = newVisitor();

let test: TestApp;
let program: SignupProgram;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
});
afterAll(async () => {
  await program.close();
  await test.close();
});

describe('a sign-up', () => {
  it('is stored before it is answered, and its mail leads to its confirmation', async () => {
    const answer = await program.signUp({ email: 'Ewa@Reader.Test', name: 'Ewa' });
    expect([answer.statusCode, answer.json()]).toEqual([202, { status: 'confirmation_sent' }]);
    const [row] = await program.submissions('ewa@reader.test');
    expect(row).toMatchObject({ email: 'Ewa@reader.test', name: 'Ewa', locale: 'en', used_at: null, touches: [] });
    expect(row!.signals).toMatchObject({ disposable: false, disposableList: expect.stringMatching(/^disposable-email-domains-js@\d/), domain: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const mails = await drainMail(test.app);
    const mail = mails.find((m) => m.to === 'Ewa@reader.test');
    expect(mail?.links).toContain(`http://fanfare.test/confirm?token=${await program.token('ewa@reader.test')}`);
  });

  it('of an address that is known answers the same and sends the same mail', async () => {
    await program.join('known@reader.test');
    const [fresh, known, alias] = [await program.signUp({ email: 'fresh@reader.test' }), await program.signUp({ email: 'known@reader.test' }), await program.signUp({ email: 'known+x@reader.test' })];
    for (const answer of [known, alias]) expect([answer.statusCode, answer.body]).toEqual([fresh.statusCode, fresh.body]);
    const mails = await drainMail(test.app);
    const asked = mails.find((mail) => mail.to === 'fresh@reader.test')!.subject;
    const times = (to: string) => mails.filter((mail) => mail.to === to && mail.subject === asked).length;
    expect([times('fresh@reader.test'), times('known@reader.test'), times('known+x@reader.test')]).toEqual([1, 1, 1]);
  });

  it('beyond three mails a day to one address answers the same and sends nothing', async () => {
    const bodies = new Set<string>();
    for (let n = 0; n < 5; n++) bodies.add((await program.signUp({ email: 'often@reader.test' })).body);
    expect(bodies.size).toBe(1);
    expect((await drainMail(test.app)).filter((mail) => mail.to === 'often@reader.test')).toHaveLength(3);
  });

  it.each([
    [{ email: 'not an address' }, 'email'],
    [{ email: 'a@b.test\r\nBcc: x@y.test' }, 'email'],
    [{ email: 'a@b.test', name: 'x'.repeat(81) }, 'name'],
    [{ email: 'a@b.test', name: 'a\nb' }, 'name'],
    [{ email: 'a@b.test', name: 'a\u202eb' }, 'name'],
    [{ email: 'a@b.test', referralCode: '!' }, 'referralCode'],
    [{ email: 'a@b.test', clickId: 'x' }, 'clickId'],
    [{ email: 'a@b.test', consent: false }, 'consent'],
    [{ email: 'a@b.test', locale: 'english please' }, 'locale'],
    [{ email: 'a@b.test', admin: true }, ''],
  ])('that is malformed (%j) is refused with the field and changes nothing', async (body, field) => {
    const before = await program.fingerprint();
    const answer = await program.signUp(body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'request.invalid', errors: [{ field }] });
    expect(await program.fingerprint()).toBe(before);
  });

  it.each(['Zażółć Gęślą', '李小龍', 'محمد', '👩‍👩‍👧', 'O’Brien-Ångström'])('takes the name %s as it is', async (name) => {
    const email = `n${[...name].length}-${name.codePointAt(0)}@reader.test`;
    await program.signUp({ email, name });
    expect((await program.submissions(email))[0]!.name).toBe(name);
  });

  it('to an unknown program is a 404', async () => {
    const answer = await test.app.inject({ method: 'POST', url: '/api/v1/public/programs/nowhere/signups', payload: { email: 'a@b.test', consent: true } });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'program.not_found']);
  });

  it('looks at no cookie: a click in a cookie is no touch, the one named in the body is', async () => {
    const code = await program.join('cookie-owner@reader.test');
    const visit = await test.app.inject({ method: 'GET', url: `/r/${code}`, headers: PERSON });
    const cookie = visit.cookies.map((c) => `${c.name}=${c.value}`).join('; ');
    const clickId = new URL(visit.headers.location!, 'http://x').searchParams.get('click')!;
    await program.signUp({ email: 'by-cookie@reader.test' }, { cookie });
    await program.signUp({ email: 'by-body@reader.test', clickId }, { cookie });
    const [byCookie, byBody] = [(await program.submissions('by-cookie@reader.test'))[0]!, (await program.submissions('by-body@reader.test'))[0]!];
    expect([byCookie.touches, byCookie.visitor_hash]).toEqual([[], null]);
    expect(byBody.touches).toMatchObject([{ via: 'click', at: NOW.getTime(), seen: { sameBrowser: false, ownAddress: false } }]);
    expect(byBody.referrer_id).toBe(await program.memberOf('cookie-owner@reader.test'));
  });

  it('a code that came with a click of its own link was not typed; told alone, or with another’s, it is new', async () => {
    const codes = [await program.join('kept-a@reader.test'), await program.join('kept-b@reader.test')];
    const visit = await test.app.inject({ method: 'GET', url: `/r/${codes[0]}`, headers: PERSON });
    const clickId = new URL(visit.headers.location!, 'http://x').searchParams.get('click')!;
    const later = new Date(NOW.getTime() + 20 * 86_400_000);
    test.clock.moveTo(later);
    const said = [{ clickId, referralCode: codes[0] }, { referralCode: codes[0] }, { clickId, referralCode: codes[1] }];
    for (const [n, more] of said.entries()) await program.signUp({ email: `kept-${n}@friend.test`, ...more });
    const touches = await Promise.all(said.map(async (_, n) => (await program.submissions(`kept-${n}@friend.test`))[0]!.touches));
    test.clock.moveTo(NOW);
    const at = (via: string) => touches.map((list) => (list as { via: string; at: number }[]).find((touch) => touch.via === via)?.at ?? null);
    expect(at('code')).toEqual([null, later.getTime(), later.getTime()]);
    expect(at('click')).toEqual([NOW.getTime(), null, NOW.getTime()]);
  });

  it('does not credit the click of a machine, nor one of another program', async () => {
    const code = await program.join('machine-owner@reader.test');
    const robot = await test.app.inject({ method: 'GET', url: `/r/${code}`, headers: { 'user-agent': 'Googlebot/2.1' } });
    const clickId = new URL(robot.headers.location!, 'http://x').searchParams.get('click')!;
    expect(clickId).toMatch(/^[0-9a-f-]{36}$/);
    await program.signUp({ email: 'robot@reader.test', clickId });
    expect((await program.submissions('robot@reader.test'))[0]!.touches).toEqual([]);
    const other = await SignupProgram.make(test.app, 'elsewhere', test.database.superUrl);
    await other.signUp({ email: 'far@reader.test', referralCode: code });
    expect((await other.submissions('far@reader.test'))[0]!.touches).toEqual([]);
    await other.close();
  });
});

describe('a confirmation', () => {
  it('makes a fan with a link of their own, a book, an identity and a consent, and forgets the sign-up’s address', async () => {
    await program.signUp({ email: 'new@reader.test', name: 'Nora', locale: 'de' });
    const answer = await program.confirm(await program.token('new@reader.test'));
    expect(answer.statusCode).toBe(200);
    const { status, link, programSlug } = answer.json<{ status: string; link: { code: string; url: string }; programSlug: string }>();
    expect([status, programSlug, link.url]).toEqual(['confirmed', 'halcyon', `http://fanfare.test/r/${link.code}`]);
    const memberId = (await program.memberOf('new@reader.test'))!;
    const [row] = await program.sql(
      `SELECT l.code, l.channel, s.qualified, p.name, p.locale, c.purpose, c.text_version, a.member_id AS account_member
       FROM members m JOIN links l ON l.member_id = m.id JOIN standings s ON s.member_id = m.id JOIN profiles p ON p.member_id = m.id
       JOIN consents c ON c.member_id = m.id JOIN account_programs a ON a.account_id = m.account_id AND a.program_id = m.program_id WHERE m.id = $1`, [memberId]);
    expect(row).toEqual({ code: link.code, channel: 'default', qualified: 0, name: 'Nora', locale: 'en', purpose: 'email', text_version: 'api.1', account_member: memberId });
    expect((await program.submissions('new@reader.test'))[0]).toMatchObject({ email: null, name: null, used_at: NOW });
    expect((await test.app.inject({ method: 'GET', url: `/r/${link.code}`, headers: PERSON })).statusCode).toBe(302);
  });

  it('counts for whoever’s code was given, once', async () => {
    const code = await program.join('referrer@reader.test');
    const referrer = (await program.memberOf('referrer@reader.test'))!;
    await program.join('friend@reader.test', { referralCode: code.toUpperCase() });
    expect(await program.qualified(referrer)).toBe(1);
    await program.join('friend+again@reader.test', { referralCode: code }); // an alias of the same mailbox
    await program.join('FRIEND@reader.test', { referralCode: code });
    expect(await program.qualified(referrer)).toBe(1);
    expect(await program.sql('SELECT status, reason FROM referrals WHERE member_id = $1 ORDER BY status', [referrer])).toEqual([
      { status: 'qualified', reason: 'qualified' }, { status: 'rejected', reason: 'already_member' }, { status: 'rejected', reason: 'already_member' },
    ]);
  });

  it('by an existing member keeps the member and the link', async () => {
    const code = await program.join('again@reader.test');
    const before = await program.memberOf('again@reader.test');
    expect(await program.join('again@reader.test')).toBe(code);
    expect(await program.memberOf('again@reader.test')).toBe(before);
    expect(await program.sql('SELECT 1 FROM members WHERE id = $1', [before])).toHaveLength(1);
  });

  it('with an address of the referrer’s own does not count', async () => {
    const code = await program.join('own@gmail.com');
    await program.join('o.w.n+friend@gmail.com', { referralCode: code });
    expect(await program.qualified((await program.memberOf('own@gmail.com'))!)).toBe(0);
  });

  it('works once, however many ask at the same time', async () => {
    const code = await program.join('race-owner@reader.test');
    await program.signUp({ email: 'race@reader.test', referralCode: code });
    const token = await program.token('race@reader.test');
    const answers = await Promise.all(Array.from({ length: 64 }, () => program.confirm(token)));
    expect(answers.filter((a) => a.statusCode === 200)).toHaveLength(1);
    expect(new Set(answers.filter((a) => a.statusCode !== 200).map((a) => `${a.statusCode} ${a.json().code}`))).toEqual(new Set(['410 confirmation.used']));
    expect(await program.qualified((await program.memberOf('race-owner@reader.test'))!)).toBe(1);
  });

  it('of many people at once, several of them the same, counts each person once', async () => {
    const code = await program.join('crowd-owner@reader.test');
    const emails = Array.from({ length: 30 }, (_, n) => (n % 3 === 2 ? `crowd${n - 1}+alias@reader.test` : `crowd${n}@reader.test`));
    for (const [n, email] of emails.entries()) {
      test.clock.moveTo(new Date(NOW.getTime() + n * 61_000)); // a minute apart: this is about identity, not about bursts
      await program.signUp({ email, referralCode: code });
    }
    const rows = await program.sql<{ id: string }>(`SELECT id FROM submissions WHERE program_id = $1 AND email LIKE 'crowd%' AND used_at IS NULL`, [program.id]);
    const answers = await Promise.all(rows.map(({ id }) => program.confirm(test.app.get(Keys).token('confirmation', id))));
    test.clock.moveTo(NOW);
    expect(answers.map((a) => a.statusCode)).toEqual(Array<number>(30).fill(200));
    expect(await program.qualified((await program.memberOf('crowd-owner@reader.test'))!)).toBe(20);
    expect(await test.app.get(Verifier).verify(program.id)).toMatchObject({ mismatches: [] });
  });

  it('measures a burst: from the twentieth within a minute on, a person looks at them', async () => {
    const code = await program.join('burst-owner@reader.test');
    for (let n = 0; n < 25; n++) await program.join(`burst${n}@reader.test`, { referralCode: code });
    const owner = (await program.memberOf('burst-owner@reader.test'))!;
    const counts = await program.sql<{ status: string; n: number }>('SELECT status, count(*)::int AS n FROM referrals WHERE member_id = $1 GROUP BY status', [owner]);
    expect(Object.fromEntries(counts.map((c) => [c.status, c.n]))).toEqual({ qualified: 19, held: 6 });
  });

  it('says unknown, used and expired apart', async () => {
    expect((await program.confirm('nonsense')).json()).toMatchObject({ status: 404, code: 'confirmation.unknown' });
    await program.signUp({ email: 'late@reader.test' });
    const token = await program.token('late@reader.test');
    test.clock.moveTo(days(7));
    expect((await program.confirm(token)).json()).toMatchObject({ status: 410, code: 'confirmation.expired' });
    test.clock.moveTo(new Date(days(7).getTime() - 1));
    expect((await program.confirm(token)).statusCode).toBe(200);
    test.clock.moveTo(NOW);
    expect((await program.confirm(token)).json()).toMatchObject({ status: 410, code: 'confirmation.used' });
  });

  it('leaves older tokens valid when a new sign-up comes', async () => {
    await program.signUp({ email: 'twice@reader.test' });
    const older = await program.token('twice@reader.test');
    test.clock.moveTo(days(1));
    await program.signUp({ email: 'twice@reader.test' });
    expect((await program.confirm(older)).statusCode).toBe(200);
    expect((await program.confirm(await program.token('twice@reader.test'))).statusCode).toBe(200);
    test.clock.moveTo(NOW);
  });

  it('goes on in a program that is paused, which takes no sign-ups', async () => {
    const paused = await SignupProgram.make(test.app, 'resting', test.database.superUrl);
    await paused.signUp({ email: 'early@reader.test' });
    const token = await paused.token('early@reader.test');
    const owner = await staffSession(test.app, 'owner', paused.id);
    const url = `/api/v1/programs/${paused.id}/settings`;
    const { id: _i, slug: _s, timeZone: _t, createdAt: _c, logo: _l, landingPicture: _p, ...settings } = (await test.app.inject({ method: 'GET', url, headers: owner.headers })).json<Record<string, unknown>>();
    expect((await test.app.inject({ method: 'PUT', url, headers: owner.headers, payload: { ...settings, status: 'paused' } })).statusCode).toBe(200);
    expect((await paused.signUp({ email: 'late@reader.test' })).json()).toMatchObject({ status: 409, code: 'program.paused' });
    const page = await paused.form('/join/resting', { email: 'late@reader.test', consent: 'yes' });
    expect([page.statusCode, page.body]).toEqual([409, expect.stringContaining('is taking a break')]);
    expect((await paused.confirm(token)).statusCode).toBe(200);
    expect(await paused.sql('SELECT action FROM audit_log WHERE program_id = $1', [paused.id])).toEqual([{ action: 'program.settings_changed' }]);
    await paused.close();
  });

  it('is refused once for a poisoned submission, and only for it', async () => {
    await program.signUp({ email: 'poison@reader.test' });
    await program.signUp({ email: 'healthy@reader.test' });
    const [bad, good] = [await program.token('poison@reader.test'), await program.token('healthy@reader.test')];
    await program.sql(`UPDATE submissions SET touches = '[{"memberId":"not an id","linkId":"x","via":"click","at":0}]' WHERE email = 'poison@reader.test'`);
    const [poisoned, healthy] = await Promise.all([program.confirm(bad), program.confirm(good)]);
    expect(healthy!.statusCode).toBe(200);
    expect(poisoned!.statusCode).toBeGreaterThanOrEqual(400);
    expect((await program.submissions('poison@reader.test'))[0]!.used_at).toBeNull();
  });
});

describe('retention', () => {
  it('deletes what nobody confirmed after 30 days, and keeps what was', async () => {
    await program.signUp({ email: 'silent@reader.test' });
    await program.join('active@reader.test');
    const token = await program.token('silent@reader.test');
    test.clock.moveTo(days(31));
    await test.app.get(Maintenance).run('unconfirmed_signups');
    expect(await program.submissions('silent@reader.test')).toEqual([]);
    expect(await program.submissions('active@reader.test')).toHaveLength(1);
    expect((await program.confirm(token)).json()).toMatchObject({ code: 'confirmation.expired' });
    test.clock.moveTo(NOW);
    expect(test.app.get(Clock).now()).toEqual(NOW);
  });
});

describe('the browser of a sign-in', () => {
  it('is the member’s own, too, though they signed up in another', async () => {
    const code = await program.join('roamer@reader.test');
    const asked = await test.app.inject({ method: 'POST', url: '/api/v1/auth/challenges', payload: { email: 'roamer@reader.test' } });
    const [challenge] = await program.sql<{ id: string }>('SELECT id FROM challenges ORDER BY id DESC LIMIT 1');
    const cookie = `ff-nonce=${asked.cookies[0]!.value}; ffv=${VISITOR}`;
    const signedIn = await test.app.inject({ method: 'POST', url: '/api/v1/auth/sessions', headers: { cookie }, payload: { token: test.app.get(Keys).token('challenge', challenge!.id) } });
    expect(signedIn.statusCode).toBe(201);
    const from = (visitor: string) => ({ 'sec-fetch-site': 'same-origin', cookie: `ffv=${visitor}` });
    await program.form('/join/halcyon', { email: 'roamer-again@reader.test', consent: 'yes', referralCode: code }, from(VISITOR));
    await program.form('/join/halcyon', { email: 'elsewhere@reader.test', consent: 'yes', referralCode: code }, from(newVisitor()));
    for (const [email, sameBrowser] of [['roamer-again@reader.test', true], ['elsewhere@reader.test', false]] as const) {
      expect((await program.submissions(email))[0]!.touches).toMatchObject([{ via: 'code', seen: { sameBrowser } }]);
    }
  });
});

describe('the browser of a sign-up', () => {
  it('is remembered at the confirmation, so that the next sign-up from it is seen as the member’s own', async () => {
    const page = await program.form('/join/halcyon', { email: 'first@reader.test', consent: 'yes' });
    const visitor = page.cookies.find((cookie) => cookie.name === 'ffv')!.value;
    const answer = await program.confirm(await program.token('first@reader.test'));
    const { code } = answer.json<{ link: { code: string } }>().link;
    expect((await program.submissions('first@reader.test'))[0]!.visitor_hash).toEqual(visitorHash(test.app.get(Keys), visitor));
    await program.form('/join/halcyon', { email: 'second@reader.test', consent: 'yes', referralCode: code }, { 'sec-fetch-site': 'same-origin', cookie: `ffv=${visitor}` });
    expect((await program.submissions('second@reader.test'))[0]!.touches).toMatchObject([{ via: 'code', seen: { sameBrowser: true, ownAddress: false } }]);
    await program.confirm(await program.token('second@reader.test'));
    expect(await program.qualified((await program.memberOf('first@reader.test'))!)).toBe(0);
  });
});
