import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Verifier } from '../../ledger/index.js';
import { newId } from '../../platform/ids.js';
import { Worker } from '../../platform/jobs/worker.js';
import { Keys } from '../../platform/keys.js';
import { DEFAULT_RATE_LIMITS, RATE_LIMITS } from '../../platform/auth/rate-limits.js';
import { changeRules, TestMachine } from '../../testing/machine.js';
import { drainMail } from '../../testing/mailbox.js';
import { accountOf, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { AddressResponse } from './address.dto.js';

const REASON = 'Lost the mailbox with the old job, called us';
let test: TestApp;
let program: SignupProgram;
let programs = 0;
let me: SignedIn;
let memberId: string;
let hostId: string;
/** Own addresses per test: one address gets three mails a day. */
const OLD = () => `maja${programs}@old.test`;
const NEW = () => `maja${programs}@new.test`;

beforeAll(async () => {
  test = await startTestApp({ providers: (module) => module.overrideProvider(RATE_LIMITS).useValue({ ...DEFAULT_RATE_LIMITS, addressChange: { ...DEFAULT_RATE_LIMITS.addressChange, burst: 4 } }) });
});
afterAll(() => test.close());
beforeEach(async () => {
  program = await SignupProgram.make(test.app, `halcyon-${++programs}`, test.database.superUrl);
  const host = await program.join(`host${programs}@reader.test`);
  hostId = (await program.memberOf(`host${programs}@reader.test`))!;
  await program.join(OLD(), { referralCode: host, name: 'Maja' });
  memberId = (await program.memberOf(OLD()))!;
  me = await session(OLD());
});

const session = async (email: string): Promise<SignedIn> => openSession(test.app, await accountOf(test.app, email), 'member');
const url = () => `/api/v1/me/programs/${program.slug}/address`;
const ask = (email: string, who = me) => test.app.inject({ method: 'POST', url: url(), headers: who.headers, payload: { email } });
const shown = async (who = me) => (await test.app.inject({ url: url(), headers: who.headers })).json<AddressResponse>();
const staffUrl = (id = memberId) => `/api/v1/programs/${program.id}/members/${id}/address`;
const askFor = (who: SignedIn, email: string, id = newId(), member = memberId) =>
  test.app.inject({ method: 'POST', url: staffUrl(member), headers: who.headers, payload: { id, email, reason: REASON } });
async function token(kind: 'address_change' | 'address_undo', newEmail = NEW(), who = me): Promise<string> {
  const [row] = await program.sql<{ id: string }>('SELECT id FROM address_changes WHERE program_id = $1 AND new_email = $2 AND account_id = $3', [program.id, newEmail, who.accountId]);
  return test.app.get(Keys).token(kind, row!.id);
}
const agree = async (newEmail = NEW()) => program.form('/address', { token: await token('address_change', newEmail) });
const takeBack = async (newEmail = NEW()) => program.form('/address/undo', { token: await token('address_undo', newEmail) });
const alive = async (who: SignedIn) => (await test.app.inject({ url: '/api/v1/me', headers: who.headers })).statusCode === 200;
const subjectsTo = async (email: string) => (await drainMail(test.app)).filter((mail) => mail.to === email).map((mail) => mail.subject);
const sound = async () => expect((await test.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);

describe('a member changes their address', () => {
  it('once the new one agrees: signs in and is written to there, is the same member, and is signed out elsewhere', async () => {
    const elsewhere = await session(OLD());
    expect((await ask(NEW())).json()).toMatchObject({ email: OLD(), pending: { email: NEW(), byTeam: false } });
    expect(await subjectsTo(NEW())).toEqual(['Your new address at Halcyon Daily']);
    const before = await program.fingerprint();
    expect((await test.app.inject({ url: `/address?token=${await token('address_change')}` })).statusCode).toBe(200);
    expect(await program.fingerprint()).toBe(before);

    expect((await agree()).body).toContain('Your new address holds');
    expect(await shown()).toEqual({ email: NEW(), pending: null });
    expect([await alive(me), await alive(elsewhere)]).toEqual([true, false]);
    expect(await program.memberOf(NEW())).toBe(memberId);
    expect(await program.memberOf(OLD())).toBeUndefined();
    expect(await accountOf(test.app, NEW())).toBe(me.accountId);
    expect(await subjectsTo(OLD())).toContain('Your address at Halcyon Daily has been changed');
    expect(await program.sql(`SELECT actor_id, subject_id FROM audit_log WHERE program_id = $1 AND action = 'member.address_changed'`, [program.id])).toEqual([{ actor_id: null, subject_id: memberId }]);
    await sound();
  });

  it('and counts as the friend they were: neither address brings anybody a friend again', async () => {
    await ask(NEW());
    await agree();
    expect(await program.qualified(hostId)).toBe(1);
    const other = await program.join(`other${programs}@reader.test`);
    const otherId = (await program.memberOf(`other${programs}@reader.test`))!;
    await program.join(OLD(), { referralCode: other });
    await program.join(NEW(), { referralCode: other });
    expect(await program.memberOf(NEW())).toBe(memberId);
    expect(await program.memberOf(OLD())).not.toBe(memberId);
    expect([await program.qualified(hostId), await program.qualified(otherId)]).toEqual([1, 0]);
    await sound();
  });

  it('and says once who invited them, at whichever address', async () => {
    const hosts = [await program.join(`one${programs}@reader.test`), await program.join(`two${programs}@reader.test`)];
    await program.join(`solo-${OLD()}`);
    const name = async (email: string, code: string) =>
      (await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/inviter`, headers: (await session(email)).headers, payload: { inviter: code } })).statusCode;
    const solo = await session(`solo-${OLD()}`);
    await ask(`solo-${NEW()}`, solo);
    await program.form('/address', { token: await token('address_change', `solo-${NEW()}`, solo) });
    await program.join(`solo-${OLD()}`);
    expect([await name(`solo-${NEW()}`, hosts[0]!), await name(`solo-${OLD()}`, hosts[1]!)]).toEqual([200, 409]);
    await sound();
  });

  describe('and what the shop has told of them, while nobody had invited them,', () => {
    const [was, is] = [() => `solo-${OLD()}`, () => `solo-${NEW()}`];
    let shop: TestMachine;
    let solo: SignedIn;
    let code: string;
    const buy = (email: string, externalId = newId()) => shop.convert({ externalId, type: 'purchase', email });
    const names = async (email: string) => {
      const { headers } = await session(email);
      expect((await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/inviter`, headers, payload: { inviter: code } })).json()).toEqual({ status: 'noted' });
      await test.app.get(Worker).drain();
    };
    const orders = async () => (await program.sql<{ orders: unknown[] }>(`SELECT state->'orders' AS orders FROM referrals WHERE program_id = $1 AND member_id = $2`, [program.id, await program.memberOf(`rival${programs}@reader.test`)])).map((row) => row.orders.length);
    beforeEach(async () => {
      await changeRules(test.app, program.id, { qualification: { kind: 'converted', type: 'purchase' } });
      shop = await TestMachine.make(test.app, program.id, { scopes: ['conversions:write'] });
      code = await program.join(`rival${programs}@reader.test`);
      await program.join(was());
      solo = await session(was());
      await buy(was());
      test.clock.moveTo(new Date(test.clock.now().getTime() + 60_000));
      await ask(is(), solo);
      await program.form('/address', { token: await token('address_change', is(), solo) });
      test.clock.moveTo(new Date(test.clock.now().getTime() + 60_000));
    });

    it('goes with them to whoever they name', async () => {
      await buy(is());
      await names(is());
      expect(await orders()).toEqual([2]);
      await sound();
    });

    it('is theirs no more once they have left the address', async () => {
      await buy(was());
      await names(is());
      expect(await orders()).toEqual([1]);
    });

    it('comes back with the address; not what was bought under the other meanwhile', async () => {
      await buy(is());
      await program.form('/address/undo', { token: await token('address_undo', is(), solo) });
      await names(was());
      expect(await orders()).toEqual([1]);
      await sound();
    });
  });

  it('and a sign-up of the new address that was under way brings no second friend', async () => {
    const other = await program.join(`other${programs}@reader.test`);
    await program.signUp({ email: NEW(), referralCode: other });
    await ask(NEW());
    await agree();
    expect((await program.confirm(await program.token(NEW()))).statusCode).toBe(200);
    expect(await program.qualified((await program.memberOf(`other${programs}@reader.test`))!)).toBe(0);
    expect(await program.sql('SELECT id FROM members WHERE program_id = $1 AND account_id = $2', [program.id, me.accountId])).toEqual([{ id: memberId }]);
  });

  it('and what a shop still reports under the old address is theirs, until they leave', async () => {
    await ask(NEW());
    await agree();
    const shop = await TestMachine.make(test.app, program.id);
    await shop.convert({ externalId: `order-${programs}`, type: 'purchase', email: OLD() });
    const credited = () => program.sql<{ credited: boolean }>('SELECT referral_id IS NOT NULL AS credited FROM conversions WHERE program_id = $1 ORDER BY received_at', [program.id]);
    expect((await credited()).map((row) => row.credited)).toEqual([true]);
    await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers: me.headers, payload: { confirm: program.slug } });
    await shop.convert({ externalId: `order-${programs}-2`, type: 'purchase', email: OLD() });
    expect((await credited()).filter((row) => row.credited)).toHaveLength(1);
  });

  it('and what a shop reported under the new address before is theirs, too, in every program', async () => {
    const elsewhere = await SignupProgram.make(test.app, `reported-${programs}`, test.database.superUrl);
    await elsewhere.join(OLD(), { referralCode: await elsewhere.join(`host${programs}@reader.test`) });
    for (const { id } of [program, elsewhere]) await (await TestMachine.make(test.app, id)).convert({ externalId: 'order-1', type: 'purchase', email: NEW() });
    await ask(NEW());
    await test.app.get(Worker).drain(); // what joining settles is settled
    await agree();
    await test.app.get(Worker).drain();
    for (const each of [program, elsewhere]) {
      expect(await each.sql('SELECT referral_id IS NOT NULL AS credited FROM conversions WHERE program_id = $1', [each.id])).toEqual([{ credited: true }]);
      expect((await test.app.get(Verifier).verify(each.id)).mismatches).toEqual([]);
    }
    await elsewhere.close();
  });

  it('and is left in peace as before', async () => {
    const [{ hash }] = await program.sql<{ hash: Buffer }>('SELECT email_hash AS hash FROM identities WHERE program_id = $1 AND member_id = $2', [program.id, memberId]) as [{ hash: Buffer }];
    await program.sql(`INSERT INTO suppressions (program_id, email_hash, source, at) VALUES ($1, $2, 'page', now())`, [program.id, hash]);
    await ask(NEW());
    await agree();
    const profile = await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/profile`, headers: me.headers });
    expect(profile.json()).toMatchObject({ mail: { programNews: false } });
  });

  it('and what is mailed opens no page without signing in any more: neither what went to the old address, nor later what went to the new one', async () => {
    const page = `/api/v1/me/programs/${program.slug}/personal-link`;
    const link = async (method: 'GET' | 'POST', who: SignedIn) => (await test.app.inject({ method, url: method === 'POST' ? `${page}/rotate` : page, headers: who.headers })).json<{ url: string | null }>().url;
    const opens = async (address: string | null) => (await test.app.inject({ url: new URL(address!).pathname })).statusCode;
    const first = await link('POST', me);
    await ask(NEW());
    await agree();
    const second = await link('GET', me);
    expect(second).not.toBeNull();
    expect([await opens(first), await opens(second)]).toEqual([404, 200]);
    await test.app.inject({ method: 'DELETE', url: page, headers: me.headers });
    await takeBack();
    expect([await opens(first), await opens(second), await link('GET', await session(OLD()))]).toEqual([404, 404, null]); // closed stays closed
  });

  it('and brings along what they wish now, also to an address that they left before; what an old address takes back has its own word', async () => {
    const news = async (programNews?: boolean, who = me) => {
      const url = `/api/v1/me/programs/${program.slug}/profile`;
      const known = (await test.app.inject({ url, headers: who.headers })).json<{ mail: { programNews: boolean } }>();
      if (programNews !== undefined) expect((await test.app.inject({ method: 'PUT', url, headers: who.headers, payload: { ...known, mail: { programNews } } })).statusCode).toBe(200);
      return programNews ?? known.mail.programNews;
    };
    await news(false);
    await ask(NEW());
    await agree();
    expect(await news()).toBe(false);
    await news(true);
    await ask(OLD());
    await agree(OLD());
    expect(await news()).toBe(true);

    await news(false);
    await ask(`third-${NEW()}`);
    await agree(`third-${NEW()}`);
    await news(true);
    await takeBack(`third-${NEW()}`);
    expect(await news(undefined, await session(OLD()))).toBe(false);
  });

  it('in every program at once, or in none', async () => {
    const first = program;
    program = await SignupProgram.make(test.app, `second-${programs}`, test.database.superUrl);
    await program.join(OLD());
    await ask(NEW());
    await agree();
    expect(await first.memberOf(NEW())).toBe(memberId);
    expect(await program.memberOf(NEW())).toBeDefined();
    expect(await program.memberOf(OLD())).toBeUndefined();
    await program.close();
    program = first;
  });

  it('not to what is no address, nor to the one they have', async () => {
    for (const [email, code] of [['nobody', 'invalid'], [OLD().toUpperCase(), 'unchanged']] as const) {
      const answer = await ask(email);
      expect([answer.statusCode, answer.json<{ errors: { field: string; code: string }[] }>().errors[0]]).toEqual([422, expect.objectContaining({ field: 'email', code })]);
    }
  });

  it('a few times an hour', async () => {
    const statuses = [];
    for (let n = 0; n < 5; n++) statuses.push((await ask(`n${n}-${NEW()}`)).statusCode);
    expect(statuses).toEqual([202, 202, 202, 202, 429]);
  });
});

describe('an address that somebody has', () => {
  const THEIRS = () => `host${programs}@reader.test`;

  it('is asked for with the same answer, and only its owner is told', async () => {
    const free = await ask(NEW());
    expect(await subjectsTo(NEW())).toHaveLength(1);
    const taken = await ask(THEIRS());
    const shape = ({ statusCode, body }: { statusCode: number; body: string }, email: string) => [statusCode, body.replaceAll(email, '_').replace(/"until":"[^"]+"/, '')];
    expect(shape(taken, THEIRS())).toEqual(shape(free, NEW()));
    expect(await subjectsTo(THEIRS())).toContain('This address is yours already at Halcyon Daily');
    expect((await drainMail(test.app)).find((mail) => mail.to === THEIRS() && mail.subject.includes('already'))!.text).not.toContain('/address?token');
    const list = await test.app.inject({ url: `/api/v1/programs/${program.id}/deliveries`, headers: (await staffSession(test.app, 'owner', program.id)).headers });
    const seen = list.json<{ items: { template: string; class: string; status: string; recipient: string }[] }>().items;
    const mailed = [NEW(), THEIRS()].map((email) => seen.find(({ recipient, template }) => recipient === email && template.startsWith('address')));
    expect(mailed.map((mail) => [mail?.template, mail?.class, mail?.status])).toEqual(Array(2).fill(['address_change', 'auth', 'sent']));
  });

  it('is refused when the link is used: the keys decide, and nothing has changed', async () => {
    await ask(THEIRS());
    const before = await program.fingerprint();
    const answer = await agree(THEIRS());
    expect([answer.statusCode, answer.body.includes('This address is in use')]).toEqual([409, true]);
    expect(await program.fingerprint()).toBe(before);
  });

  it('goes to one of two who ask for it at the same moment', async () => {
    await program.join(`second${programs}@reader.test`);
    const second = await session(`second${programs}@reader.test`);
    await ask(NEW());
    const mine = await token('address_change');
    await ask(NEW(), second);
    const theirs = await token('address_change', NEW(), second);
    const answers = await Promise.all([mine, theirs, mine, theirs].map((each) => program.form('/address', { token: each })));
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.statusCode === 409).length).toBeGreaterThanOrEqual(1);
    expect(await program.sql('SELECT 1 FROM accounts WHERE email = $1', [NEW()])).toHaveLength(1);
    expect(await program.sql('SELECT 1 FROM identities WHERE program_id = $1 AND email = $2', [program.id, NEW()])).toHaveLength(1);
    await sound();
  });

  it('goes to one of a change and a sign-up that are confirmed at the same moment', async () => {
    await program.signUp({ email: NEW() });
    await ask(NEW());
    const [change] = await Promise.all([agree(), program.confirm(await program.token(NEW()))]);
    expect([200, 409]).toContain(change.statusCode);
    expect(await program.sql('SELECT 1 FROM identities WHERE program_id = $1 AND email = $2', [program.id, NEW()])).toHaveLength(1);
    expect(await program.memberOf(OLD())).toBe(change.statusCode === 409 ? memberId : undefined);
    await sound();
  });
});

describe('the link', () => {
  it('works once, also when it is pressed eight times at the same moment', async () => {
    await ask(NEW());
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => agree()))).map((answer) => answer.statusCode).toSorted();
    expect(statuses).toEqual([200, ...Array<number>(7).fill(410)]);
    expect(await program.sql(`SELECT 1 FROM audit_log WHERE program_id = $1 AND action = 'member.address_changed'`, [program.id])).toHaveLength(1);
  });

  it.each([
    ['is over after a day', () => program.sql('UPDATE address_changes SET expires_at = $2 WHERE program_id = $1', [program.id, test.clock.now()])],
    ['is over once another is asked for', () => ask(`other-${NEW()}`)],
    ['is over once the wish is withdrawn', () => test.app.inject({ method: 'DELETE', url: url(), headers: me.headers })],
  ])('%s', async (_, happens) => {
    await ask(NEW());
    await happens();
    expect((await agree()).statusCode).toBe(410);
    expect(await program.memberOf(OLD())).toBe(memberId);
  });

  it('is not known where nobody made it', async () => {
    expect((await program.form('/address', { token: 'x' })).statusCode).toBe(404);
    expect((await program.form('/address/undo', { token: await (await ask(NEW()), token('address_change')) })).statusCode).toBe(404);
  });

  it('ends codes that are on the way to the old address', async () => {
    const start = await test.app.inject({ method: 'POST', url: '/api/v1/auth/challenges', payload: { email: OLD() } });
    const [challenge] = await program.sql<{ id: string }>('SELECT id FROM challenges WHERE account_id = $1', [me.accountId]);
    await ask(NEW());
    await agree();
    const enter = await test.app.inject({
      method: 'POST', url: '/api/v1/auth/sessions', headers: { cookie: start.cookies.map(({ name, value }) => `${name}=${value}`).join('; '), 'sec-fetch-site': 'same-origin' },
      payload: { token: test.app.get(Keys).token('challenge', challenge!.id) } });
    expect(enter.json()).toMatchObject({ code: 'auth.challenge_expired' });
  });
});

describe('this was not me', () => {
  it('gives the old address its account back, and signs everybody out', async () => {
    await ask(NEW());
    await agree();
    const thief = await session(NEW());
    expect((await takeBack()).body).toContain('Your old address holds again');
    expect([await alive(me), await alive(thief)]).toEqual([false, false]);
    expect([await program.memberOf(OLD()), await program.memberOf(NEW())]).toEqual([memberId, undefined]);
    expect((await takeBack()).statusCode).toBe(410);
    expect(await program.qualified(hostId)).toBe(1);
    await sound();
  });

  it('and what waited under the old address meanwhile is theirs again', async () => {
    await program.join(`solo-${OLD()}`);
    const solo = await session(`solo-${OLD()}`);
    const host = await program.join(`one${programs}@reader.test`);
    await ask(`solo-${NEW()}`, solo);
    await program.form('/address', { token: await token('address_change', `solo-${NEW()}`, solo) });
    // Only the address that is theirs says who invited them, so that the one they left does not tell whose the purchase is.
    await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/inviter`, headers: solo.headers, payload: { inviter: host } });
    await (await TestMachine.make(test.app, program.id)).convert({ externalId: 'order-1', type: 'purchase', email: `solo-${OLD()}` });
    await test.app.get(Worker).drain();
    const credited = () => program.sql('SELECT referral_id IS NOT NULL AS credited FROM conversions WHERE program_id = $1', [program.id]);
    expect(await credited()).toEqual([{ credited: false }]);
    await program.form('/address/undo', { token: await token('address_undo', `solo-${NEW()}`, solo) });
    await test.app.get(Worker).drain();
    expect(await credited()).toEqual([{ credited: true }]);
    await sound();
  });

  it('also after the account was moved on, whose links are then worth nothing', async () => {
    const third = `third-${NEW()}`;
    await ask(NEW());
    await agree();
    await ask(third);
    await agree(third);
    await ask(`fourth-${NEW()}`);
    expect((await takeBack(NEW())).statusCode).toBe(200);
    expect(await program.memberOf(OLD())).toBe(memberId);
    expect((await takeBack(third)).statusCode).toBe(410);
    expect((await agree(`fourth-${NEW()}`)).statusCode).toBe(410);
    expect(await program.memberOf(OLD())).toBe(memberId);
  });

  it('also where who moved it has left the program in which it was asked, and they are written to once more', async () => {
    const second = await SignupProgram.make(test.app, `second-${programs}`, test.database.superUrl);
    await second.join(OLD());
    await ask(NEW());
    await agree();
    const undo = await token('address_undo');
    await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers: me.headers, payload: { confirm: program.slug } });
    expect(await program.textOf(['address_changes'])).not.toContain(program.id);
    const mails = (await drainMail(test.app)).filter((mail) => mail.to === OLD() && mail.subject.includes('has been changed'));
    expect(mails.map((mail) => mail.links.some((link) => link.endsWith(undo)))).toContain(true);
    expect((await program.form('/address/undo', { token: undo })).body).toContain('Your old address holds again');
    expect([await second.memberOf(OLD()) !== undefined, await second.memberOf(NEW())]).toEqual([true, undefined]);
    expect(await accountOf(test.app, OLD())).toBe(me.accountId);
    await second.close();
  });

  it('is too late after a week, and refused once somebody has signed up with the address', async () => {
    await ask(NEW());
    await agree();
    await program.join(OLD());
    expect((await takeBack()).statusCode).toBe(409);
    await program.sql('UPDATE address_changes SET undo_until = $2 WHERE program_id = $1', [program.id, test.clock.now()]);
    expect((await takeBack()).statusCode).toBe(410);
    expect(await program.memberOf(NEW())).toBe(memberId);
  });
});

describe('the team', () => {
  it('asks for a member who lost their mailbox, with a reason and a line in the audit log; who reads the new one agrees', async () => {
    const manager = await staffSession(test.app, 'manager', program.id);
    const id = newId();
    for (let n = 0; n < 2; n++) expect((await askFor(manager, NEW(), id)).json()).toMatchObject({ email: OLD(), pending: { email: NEW(), byTeam: true } });
    expect(await program.sql(`SELECT actor_id, action FROM audit_log WHERE program_id = $1 AND subject_id = $2`, [program.id, memberId])).toEqual([{ actor_id: manager.accountId, action: 'member.address_asked' }]);
    expect(await program.sql('SELECT text FROM member_notes WHERE program_id = $1 AND member_id = $2', [program.id, memberId])).toEqual([{ text: REASON }]);
    expect((await agree()).statusCode).toBe(200);
    expect(await alive(me)).toBe(false);
    expect(await program.memberOf(NEW())).toBe(memberId);
    expect((await drainMail(test.app)).find((mail) => mail.to === OLD() && mail.subject.includes('has been changed'))!.text).toContain('The team of Halcyon Daily');
    expect((await takeBack()).statusCode).toBe(200);
  });

  it('withdraws what it asked for', async () => {
    const manager = await staffSession(test.app, 'manager', program.id);
    await askFor(manager, NEW());
    expect((await test.app.inject({ method: 'DELETE', url: staffUrl(), headers: manager.headers })).statusCode).toBe(204);
    expect((await agree()).statusCode).toBe(410);
  });

  it('takes over nobody of a team, and nobody’s membership elsewhere', async () => {
    const manager = await staffSession(test.app, 'manager', program.id);
    await program.join(`chief${programs}@reader.test`);
    await staffSession(test.app, 'owner', program.id, { email: `chief${programs}@reader.test` });
    expect((await askFor(manager, NEW(), newId(), (await program.memberOf(`chief${programs}@reader.test`))!)).json()).toMatchObject({ code: 'address.not_by_team' });
    const elsewhere = await SignupProgram.make(test.app, `elsewhere-${programs}`, test.database.superUrl);
    await elsewhere.join(OLD());
    expect((await askFor(manager, NEW())).json()).toMatchObject({ code: 'address.not_by_team' });
    await elsewhere.close();
  });

  it('takes them over neither once they belong there, nor in the session of a mere member', async () => {
    const manager = await staffSession(test.app, 'manager', program.id);
    await askFor(manager, NEW());
    const elsewhere = await SignupProgram.make(test.app, `later-${programs}`, test.database.superUrl);
    await elsewhere.join(OLD());
    expect((await agree()).statusCode).toBe(410);
    await elsewhere.close();
    await ask(`own-${NEW()}`);
    await staffSession(test.app, 'manager', program.id, { email: OLD() });
    expect((await agree(`own-${NEW()}`)).statusCode).toBe(410);
    expect(await program.memberOf(OLD())).toBe(memberId);
  });

  it('asks for one thing by one id', async () => {
    const manager = await staffSession(test.app, 'manager', program.id);
    const id = newId();
    await askFor(manager, NEW(), id);
    for (const other of [await askFor(manager, `other-${NEW()}`, id), await askFor(manager, NEW(), id, hostId)]) expect([other.statusCode, other.json<{ code: string }>().code]).toEqual([409, 'request.conflict']);
  });

  it('is not the moderator, and knows nobody of another program', async () => {
    expect((await askFor(await staffSession(test.app, 'moderator', program.id), NEW())).statusCode).toBe(403);
    const other = await SignupProgram.make(test.app, `other-${programs}`, test.database.superUrl);
    await other.join('carl@else.test');
    expect((await askFor(await staffSession(test.app, 'owner', program.id), NEW(), newId(), (await other.memberOf('carl@else.test'))!)).statusCode).toBe(404);
    await other.close();
  });

  it('changes its own address only when signed in as the team', async () => {
    const staff = await staffSession(test.app, 'manager', program.id, { email: OLD() });
    expect((await ask(NEW())).json()).toMatchObject({ code: 'auth.required', level: 'staff' });
    expect((await ask(NEW(), staff)).statusCode).toBe(202);
  });
});

it('who leaves takes every address along, also the one that was left', async () => {
  await ask(NEW());
  await agree();
  await ask(`third-${NEW()}`);
  await drainMail(test.app);
  const file = await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/export`, headers: me.headers });
  expect(file.json<{ data: { addressChanges: unknown[] } }>().data.addressChanges).toHaveLength(2);
  await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers: me.headers, payload: { confirm: program.slug } });
  const left = await program.textOf(['accounts', 'identities', 'address_changes', 'deliveries', 'outbox', 'audit_log']);
  for (const address of [OLD(), NEW()]) expect(left).not.toContain(address);
});

it('whoever asks for the address of somebody else gets nothing of theirs, and takes nothing along', async () => {
  const theirs = `customer${programs}@shop.test`;
  const shop = await TestMachine.make(test.app, program.id);
  await shop.convert({ externalId: `theirs-${programs}`, type: 'purchase', email: theirs, amountMinor: 4900, currency: 'EUR' });
  await program.sql(`INSERT INTO suppressions (program_id, email_hash, source, at) VALUES ($1, $2, 'page', now())`, [program.id, test.app.get(Keys).emailHash(theirs)]);
  await ask(theirs);
  await drainMail(test.app);
  const { data } = (await test.app.inject({ url: `/api/v1/me/programs/${program.slug}/export`, headers: me.headers })).json<{ data: Record<string, unknown> }>();
  expect(data).toMatchObject({ conversions: [], unsubscribed: [] });
  expect(JSON.stringify(data['deliveries'])).not.toContain(theirs);
  await test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${program.slug}/leave`, headers: me.headers, payload: { confirm: program.slug } });
  expect(await program.sql('SELECT 1 FROM conversions WHERE program_id = $1', [program.id])).toHaveLength(1);
  expect(await program.textOf(['deliveries', 'address_changes'])).not.toContain(theirs);
});
