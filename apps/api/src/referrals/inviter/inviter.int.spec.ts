import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Verifier } from '../../ledger/index.js';
import { newVisitor } from '../../platform/auth/visitor.js';
import { newId } from '../../platform/ids.js';
import { Keys } from '../../platform/keys.js';
import { changeRules, TestMachine } from '../../testing/machine.js';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { ReferralDetailResponse, StaffReferral, StaffReferralsResponse } from '../review/referrals.dto.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);
let test: TestApp;
let program: SignupProgram;
let programs = 0;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
});
afterAll(() => test.close());
beforeEach(async () => {
  test.clock.moveTo(NOW);
  program = await SignupProgram.make(test.app, `halcyon-${++programs}`, test.database.superUrl);
});
afterEach(async () => {
  expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
  await program.close();
});

/** Mails to one address are limited: each test has its own. */
const mail = (name: string) => `${name}${programs}@reader.test`;
const joined = (name: string, body: Record<string, unknown> = {}) => program.join(mail(name), { name, ...body });
const session = async (name: string): Promise<SignedIn> => openSession(test.app, await accountOf(test.app, mail(name)), 'member');
const url = () => `/api/v1/me/programs/${program.slug}/inviter`;
const say = async (name: string, inviter: string, who?: SignedIn) => test.app.inject({ method: 'POST', url: url(), headers: (who ?? (await session(name))).headers, payload: { inviter } });
const told = async (name: string, inviter: string) => { const answer = await say(name, inviter); return [answer.statusCode, answer.json<{ code?: string }>().code ?? answer.json()]; };
const askedUntil = async (name: string) => (await test.app.inject({ url: url(), headers: (await session(name)).headers })).json<{ askedUntil: string | null }>().askedUntil;
const friendsOf = async (name: string) => program.sql<{ id: string; status: string; reason: string; referee_id: string }>(
  'SELECT id, status, reason, referee_id FROM referrals WHERE program_id = $1 AND member_id = $2 ORDER BY confirmed_at, id', [program.id, await program.memberOf(mail(name))]);
const judged = async (name: string) => (await friendsOf(name)).map((row) => [row.status, row.reason]);
const NOTED = [200, { status: 'noted' }];

describe('a member who came alone', () => {
  it('names a code, waits for a person, and counts when they say so', async () => {
    const code = await joined('anna');
    await joined('ben');
    expect(await askedUntil('ben')).toBe(days(14).toISOString());
    expect(await told('ben', ` ${code.toUpperCase()} `)).toEqual(NOTED);
    const [friend] = await friendsOf('anna');
    expect([friend!.status, friend!.reason, friend!.referee_id, await askedUntil('ben')]).toEqual(['held', 'claim', await program.memberOf(mail('ben')), null]);

    const moderator = await staffSession(test.app, 'moderator', program.id);
    const detail = (await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals/${friend!.id}`, headers: moderator.headers })).json<ReferralDetailResponse>();
    expect(detail).toMatchObject({ referral: { status: 'held', reason: 'claim' }, signedUpAt: NOW.toISOString(), touches: [{ via: 'claim', code, credited: true }] });
    await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/reviews`, headers: moderator.headers, payload: { id: newId(), referralId: friend!.id, seen: await program.revisionOf(friend!.id), verdict: 'approve', reason: 'review.genuine' } });
    expect([await judged('anna'), await program.qualified((await program.memberOf(mail('anna')))!)]).toEqual([[['qualified', 'qualified']], 1]);
  });

  it.each(['http://fanfare.test/r/CODE', 'fanfare.test/r/CODE/', 'https://brand.test/start?utm_source=ig&ref=CODE&click=1', 'https://fanfare.test/r/CODE?fbclid=IwAR0'])('names %s', async (link) => {
    const code = await joined('anna');
    await joined('ben');
    expect(await told('ben', link.replace('CODE', code))).toEqual(NOTED);
    expect(await judged('anna')).toEqual([['held', 'claim']]);
  });

  it('is measured like any sign-up: checks outrank the wait for a person', async () => {
    const visitor = newVisitor();
    const cookie = { 'sec-fetch-site': 'same-origin', cookie: `ffv=${visitor}` };
    for (const name of ['anna', 'ben']) {
      await program.form(`/join/${program.slug}`, { email: mail(name), consent: 'yes' }, cookie);
      await program.confirm(await program.token(mail(name)));
    }
    const [{ code }] = await program.sql<{ code: string }>('SELECT code FROM links WHERE member_id = $1', [await program.memberOf(mail('anna'))]) as [{ code: string }];
    expect(await told('ben', code)).toEqual(NOTED);
    expect(await judged('anna')).toEqual([['rejected', 'check.self_referral']]);
    expect(await told('ben', code)).toEqual([409, 'inviter.answered']);
  });

  it('is among the sign-ups of the link from then on, so that many at once are seen', async () => {
    const code = await joined('anna');
    for (const name of ['b1', 'b2', 'b3']) { await joined(name); await say(name, code); }
    const facts = await program.sql<{ body: { touches: { seen: { burst60: number } }[] } }>(`SELECT body FROM facts WHERE program_id = $1 AND kind = 'confirmed' ORDER BY seq`, [program.id]);
    expect(facts.map(({ body }) => body.touches[0]!.seen.burst60)).toEqual([1, 2, 3]);
  });

  it('brings along that they had left before', async () => {
    await changeRules(test.app, program.id, { holdDays: 3 });
    const code = await joined('anna');
    await joined('ben');
    await drainMail(test.app);
    await program.form(`/unsubscribe?token=${test.app.get(Keys).token('unsubscribe', (await program.memberOf(mail('ben')))!)}`, { 'List-Unsubscribe': 'One-Click' });
    await say('ben', code);
    await drainMail(test.app);
    const [friend] = await friendsOf('anna');
    const moderator = await staffSession(test.app, 'moderator', program.id);
    await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/reviews`, headers: moderator.headers, payload: { id: newId(), referralId: friend!.id, seen: await program.revisionOf(friend!.id), verdict: 'approve', reason: 'review.genuine' } });
    expect(await judged('anna')).toEqual([['rejected', 'unsubscribed']]);
  });

  it('is not said to go on by itself: a person looks, also where time lets a check’s finding pass', async () => {
    await changeRules(test.app, program.id, { checks: [{ code: 'burst', outcome: 'hold', weight: 20, args: { max: 1 } }], scoring: { holdAt: 20, autoApprove: { below: 30, afterHours: 48 } } });
    const code = await joined('anna');
    await joined('ben');
    await joined('cleo', { referralCode: code });
    await say('ben', code);
    expect(await judged('anna')).toEqual([['held', 'check.burst'], ['held', 'check.burst']]);
    const { headers } = await staffSession(test.app, 'moderator', program.id);
    const read = async <T>(path: string) => (await test.app.inject({ url: `/api/v1/programs/${program.id}/referrals${path}`, headers })).json<T>();
    const dueOf = (referral: StaffReferral) => [referral.referee.name, referral.dueAt];
    const { items } = await read<StaffReferralsResponse>('?status=held&sort=oldest');
    expect(items.map(dueOf).toSorted()).toEqual([['ben', null], ['cleo', days(2).toISOString()]]);
    expect(await Promise.all(items.map(async ({ id }) => dueOf((await read<ReferralDetailResponse>(`/${id}`)).referral)))).toEqual(items.map(dueOf));
  });

  it('brings along what they bought before', async () => {
    await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'purchase' } });
    const code = await joined('anna');
    await joined('ben');
    const shop = await TestMachine.make(test.app, program.id);
    expect((await shop.convert({ externalId: 'o1', type: 'purchase', email: mail('ben'), amountMinor: 2500, currency: 'EUR' })).json()).toMatchObject({ status: 'unattributed' });
    await say('ben', code);
    await drainMail(test.app);
    const [friend] = await friendsOf('anna');
    const moderator = await staffSession(test.app, 'moderator', program.id);
    await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/reviews`, headers: moderator.headers, payload: { id: newId(), referralId: friend!.id, seen: await program.revisionOf(friend!.id), verdict: 'approve', reason: 'review.genuine' } });
    expect(await judged('anna')).toEqual([['qualified', 'qualified']]);
  });
});

describe('an e-mail', () => {
  it('of a member is credited, one of nobody is not, and the answers do not differ', async () => {
    await joined('anna');
    for (const name of ['ben', 'cleo']) await joined(name);
    const [known, unknown] = [await say('ben', ` ${mail('Anna')} `), await say('cleo', mail('nobody'))];
    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body]);
    expect(await judged('anna')).toEqual([['held', 'claim']]);
    for (const name of ['ben', 'cleo']) expect([await askedUntil(name), await told(name, mail('anna'))]).toEqual([null, [409, 'inviter.answered']]);
  });

  it('of nobody is kept nowhere', async () => {
    await joined('ben');
    await say('ben', 'somebody.else@elsewhere.test');
    const hash = test.app.get(Keys).emailHash('somebody.else@elsewhere.test').toString('hex');
    const kept = await program.textOf(['identity_claims', 'identities', 'submissions', 'facts', 'outbox', 'accounts']);
    for (const trace of ['somebody.else', 'elsewhere.test', hash]) expect(kept).not.toContain(trace);
  });

  it('of somebody they brought is answered as any other, and credited to nobody', async () => {
    await joined('ben', { referralCode: await joined('anna') });
    expect(await told('anna', mail('ben'))).toEqual(NOTED);
    expect([await judged('ben'), await told('anna', mail('ben'))]).toEqual([[], [409, 'inviter.answered']]);
  });

  it('is asked about once: leaving and coming back with the same address begins nothing anew', async () => {
    await joined('ben');
    await say('ben', mail('nobody'));
    await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers: (await session('ben')).headers, payload: { confirm: program.slug } });
    await joined('ben');
    expect([await askedUntil('ben'), await told('ben', mail('nobody'))]).toEqual([null, [409, 'inviter.answered']]);
  });
});

describe('an answer is refused', () => {
  it('after the last moment, and not at it', async () => {
    const code = await joined('anna');
    for (const name of ['ben', 'cleo']) await joined(name);
    test.clock.moveTo(days(14));
    expect(await told('ben', code)).toEqual(NOTED);
    test.clock.moveTo(new Date(days(14).getTime() + 1));
    expect([await askedUntil('cleo'), await told('cleo', code)]).toEqual([null, [409, 'inviter.too_late']]);
  });

  it('after it, also of who has left in between and come back', async () => {
    const code = await joined('anna');
    await joined('ben');
    test.clock.moveTo(days(13));
    await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers: (await session('ben')).headers, payload: { confirm: program.slug } });
    await joined('ben');
    test.clock.moveTo(days(15));
    expect(await told('ben', code)).toEqual([409, 'inviter.too_late']);
  });

  it('where the rules ask nobody', async () => {
    await changeRules(test.app, program.id, { claimDays: 0 });
    const code = await joined('anna');
    await joined('ben');
    expect([await askedUntil('ben'), await told('ben', code)]).toEqual([null, [409, 'inviter.too_late']]);
  });

  it('of somebody whom a link has brought, also where that friend was turned down', async () => {
    const [code, other] = [await joined('anna'), await joined('omar')];
    await joined('ben', { referralCode: code });
    const [friend] = await friendsOf('anna');
    const moderator = await staffSession(test.app, 'moderator', program.id);
    await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/reviews`, headers: moderator.headers, payload: { id: newId(), referralId: friend!.id, seen: await program.revisionOf(friend!.id), verdict: 'reject', reason: 'review.abuse' } });
    expect([await askedUntil('ben'), await told('ben', other)]).toEqual([null, [409, 'inviter.answered']]);
    expect(await judged('omar')).toEqual([]);
  });

  it('of an existing customer', async () => {
    const code = await joined('anna');
    await program.sql(`INSERT INTO identity_claims (program_id, identity_hash, source, at) VALUES ($1, $2, 'imported', $3)`, [program.id, test.app.get(Keys).emailHash(mail('ben')), NOW]);
    await joined('ben');
    expect([await askedUntil('ben'), await told('ben', code)]).toEqual([null, [409, 'inviter.here_before']]);
  });

  it('for oneself, for whom one has brought, directly or not, and for a code of nobody, each at its field; none of them uses the answer up', async () => {
    const own = await joined('anna');
    const child = await joined('ben', { referralCode: own });
    const grandchild = await joined('cleo', { referralCode: child });
    const gone = await joined('dora');
    await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers: (await session('dora')).headers, payload: { confirm: program.slug } });
    const other = await SignupProgram.make(test.app, `elsewhere-${programs}`, test.database.superUrl);
    const far = await other.join(`far${programs}@reader.test`);
    await other.close();
    const cases = [[own, 'own_code'], [mail('anna'), 'own_code'], [child, 'circle'], [grandchild, 'circle'], [gone, 'unknown_code'], [far, 'unknown_code'], ['nosuchcode', 'unknown_code'], ['who knows?', 'unknown_code']] as const;
    const before = await program.fingerprint();
    const anna = await session('anna');
    for (const [text, code] of cases) {
      const answer = await say('anna', text, anna);
      expect([text, answer.statusCode, answer.json()]).toEqual([text, 422, expect.objectContaining({ code: `inviter.${code}`, errors: [expect.objectContaining({ field: 'inviter' })] })]);
    }
    expect((await program.fingerprint()).replaceAll(/^sessions .*$/gm, '')).toBe(before.replaceAll(/^sessions .*$/gm, ''));
    expect(await askedUntil('anna')).not.toBeNull();
  });

  it.each([['nothing', {}], ['an empty text', { inviter: '' }], ['a long text', { inviter: 'x'.repeat(2_001) }], ['a field too many', { inviter: 'a', more: 1 }], ['what no database holds', { inviter: '\u0000' }]])('that is malformed: %s', async (_what, body) => {
    await joined('ben');
    expect((await test.app.inject({ method: 'POST', url: url(), headers: (await session('ben')).headers, payload: body })).statusCode).toBe(422);
  });

  it('of a stranger, and of too many tries', async () => {
    await joined('ben');
    const ben = await session('ben');
    expect((await test.app.inject({ method: 'POST', url: url(), payload: { inviter: 'x' } })).statusCode).toBe(401);
    const other = await SignupProgram.make(test.app, `elsewhere-${programs}`, test.database.superUrl);
    await other.close();
    expect((await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${other.slug}/inviter`, headers: ben.headers, payload: { inviter: 'x' } })).statusCode).toBe(404);
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push((await say('ben', `nosuchcode${n}`, ben)).statusCode);
    expect(statuses).toEqual([...Array<number>(10).fill(422), 429, 429]);
  });
});

describe('at once', () => {
  it('of many answers of one member the database takes one', async () => {
    const codes: string[] = [];
    for (let n = 0; n < 8; n++) codes.push(await joined(`anna${n}x`));
    await joined('ben');
    const ben = await session('ben');
    const answers = await Promise.all(codes.map((code) => say('ben', code, ben)));
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([200, ...Array<number>(7).fill(409)]);
    expect(await program.sql('SELECT 1 FROM referrals WHERE program_id = $1', [program.id])).toHaveLength(1);
  });

  it.each([2, 3, 4])('%i members who name each other in a circle leave it open', async (count) => {
    const names = Array.from({ length: count }, (_, n) => `ring${n}x`);
    const codes: string[] = [];
    for (const name of names) codes.push(await joined(name));
    const sessions = await Promise.all(names.map((name) => session(name)));
    const answers = await Promise.all(names.map((name, n) => say(name, codes[(n + 1) % count]!, sessions[n])));
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([...Array<number>(count - 1).fill(200), 422]);
  });

  it('with a merge of theirs, one referral at most goes on', async () => {
    for (let round = 0; round < 4; round++) {
      const [code, other] = [await joined(`anna${round}x`), await joined(`omar${round}x`)];
      await joined(`ben${round}x`);
      await joined(`benny${round}x`, { referralCode: other });
      const pair = [await program.memberOf(mail(`ben${round}x`)), await program.memberOf(mail(`benny${round}x`))] as const;
      const [ben, manager] = [await session(`ben${round}x`), await staffSession(test.app, 'manager', program.id)];
      await Promise.all([
        say(`ben${round}x`, code, ben),
        test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/members/${pair[0]}/merge`, headers: manager.headers, payload: { id: newId(), otherId: pair[1] } }),
      ]);
      const open = await program.sql(`SELECT status FROM referrals WHERE program_id = $1 AND referee_id = ANY($2) AND status IN ('pending', 'held', 'qualified')`, [program.id, pair]);
      expect(open).toHaveLength(1);
      await drainMail(test.app);
    }
  });
});
