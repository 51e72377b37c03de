import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '@fanfare/contracts';
import { TOTP, Secret } from 'otpauth';
import { DataSource } from 'typeorm';
import { Transactions } from '../platform/database/transactions.js';
import { Maintenance } from '../platform/jobs/maintenance.js';
import { Keys } from '../platform/keys.js';
import { accountOf, bareProgram, memberSession, openSession, staffSession } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { Accounts, SecondFactorReset, Staff } from './index.js';

const START = new Date('2026-03-02T09:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PASSWORD = 'lantern-Quokka-47';

let test: TestApp;
let programId: string;
let people = 0;

beforeAll(async () => {
  test = await startTestApp({ now: START });
  programId = await bareProgram(test.app, 'halcyon');
});
afterAll(() => test.close());

type Answer = { statusCode: number; json: () => Record<string, unknown>; body: string; cookies: { name: string; value: string }[] };
const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, headers: Record<string, string> = {}): Promise<Answer> =>
  test.app.inject({ method, url, headers, ...(payload ? { payload } : {}) }) as unknown as Promise<Answer>;
const signIn = (payload: object) => call('POST', '/api/v1/auth/sessions', payload);
const after = (ms: number) => test.clock.moveTo(new Date(START.getTime() + ms));
const codeOf = (secret: string, at: Date = test.clock.now()) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() });
const staffPath = (program = programId) => `/api/v1/programs/${program}/staff`;

async function newStaff(role: Role = 'owner', secondFactor: 'required' | 'waived' = 'required', program = programId): Promise<{ email: string; accountId: string }> {
  const email = `staff${++people}@example.org`;
  const accountId = await test.app.get(Staff).enlist(program, { email, name: 'Łucja Żółć', locale: 'en', password: PASSWORD, role, secondFactor });
  return { email, accountId };
}

/** Sets the second factor up. @returns the authenticator's secret and the recovery codes */
async function enrolled(email: string): Promise<{ secret: string; recoveryCodes: string[]; cookie: string }> {
  const { secret } = (await call('POST', '/api/v1/auth/totp/enrol', { email, password: PASSWORD })).json() as { secret: string };
  const answer = await call('POST', '/api/v1/auth/totp/confirm', { email, password: PASSWORD, totp: codeOf(secret) });
  expect(answer.statusCode).toBe(201);
  return { secret, recoveryCodes: answer.json()['recoveryCodes'] as string[], cookie: `ff=${answer.cookies.find((c) => c.name === 'ff')!.value}` };
}

async function derived(topic: string, purpose: string, id: 'challengeId' | 'invitationId', program = programId): Promise<string> {
  const rows = (await test.app.get(Transactions).inProgram(program, (tx) => tx.query(
    'SELECT payload FROM outbox WHERE program_id = $1 AND topic = $2 ORDER BY id DESC LIMIT 1', [program, topic]))) as { payload: Record<string, string> }[];
  return test.app.get(Keys).token(purpose, rows[0]!.payload[id]!);
}

describe('signing in as staff', () => {
  it('needs the second factor to be set up first, and gives a staff session then', async () => {
    const { email } = await newStaff();
    expect((await signIn({ email, password: PASSWORD })).json()).toMatchObject({ status: 403, code: 'auth.enrolment_required' });
    const { cookie, recoveryCodes } = await enrolled(email);
    expect(new Set(recoveryCodes).size).toBe(10);
    const list = await call('GET', '/api/v1/auth/sessions', undefined, { cookie });
    expect(list.json()['items']).toMatchObject([{ level: 'staff', current: true }]);
    expect((await call('GET', staffPath(), undefined, { cookie })).statusCode).toBe(200);
    expect((await call('POST', '/api/v1/auth/totp/enrol', { email, password: PASSWORD })).json()).toMatchObject({ code: 'auth.already_enrolled' });
  });

  it('takes each code of the authenticator once', async () => {
    const { email } = await newStaff();
    const { secret } = await enrolled(email); // took the code of this half minute
    expect((await signIn({ email, password: PASSWORD })).json()).toMatchObject({ code: 'auth.totp_required' });
    expect((await signIn({ email, password: PASSWORD, totp: codeOf(secret) })).json()).toMatchObject({ code: 'auth.totp_invalid' });
    after(30_000);
    const totp = codeOf(secret);
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn({ email, password: PASSWORD, totp })));
    expect(answers.map((a) => a.statusCode).sort()).toEqual([201, ...Array(7).fill(401)]);
    after(5 * MINUTE);
    expect((await signIn({ email, password: PASSWORD, totp: codeOf(secret, START) })).json()).toMatchObject({ code: 'auth.totp_invalid' });
    after(0);
  });

  it('takes each recovery code once, however it is typed', async () => {
    const { email } = await newStaff();
    const { recoveryCodes } = await enrolled(email);
    const recoveryCode = recoveryCodes[0]!.toUpperCase().replace('-', ' ');
    expect((await signIn({ email, password: PASSWORD, recoveryCode })).statusCode).toBe(201);
    expect((await signIn({ email, password: PASSWORD, recoveryCode })).json()).toMatchObject({ code: 'auth.totp_invalid' });
    expect((await signIn({ email, password: PASSWORD, recoveryCode: recoveryCodes[1] })).statusCode).toBe(201);
  });

  it('stores neither the password nor the secret readably', async () => {
    const { email, accountId } = await newStaff();
    const { secret, recoveryCodes } = await enrolled(email);
    const source = test.app.get(DataSource);
    const [row] = await source.query('SELECT password_hash, totp_secret FROM staff_credentials WHERE account_id = $1', [accountId]);
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(row.totp_secret.includes(Buffer.from(Secret.fromBase32(secret).bytes))).toBe(false);
    const codes = JSON.stringify(await source.query('SELECT encode(code_hash, \'escape\') FROM recovery_codes'));
    expect(codes).not.toContain(recoveryCodes[0]);
  });

  it('says the same for a wrong password, an unknown address and a member without a role', async () => {
    const { email } = await newStaff();
    const member = 'only-a-fan@example.org';
    await memberSession(test.app, programId, { email: member });
    const answers = [];
    for (const address of [email, 'nobody@example.org', member, 'no address']) answers.push(await signIn({ email: address, password: 'wrong-Password-1' }));
    expect(new Set(answers.map((a) => `${a.statusCode} ${a.body}`)).size).toBe(1);
    expect(answers[0]!.json()).toMatchObject({ status: 401, code: 'auth.invalid_credentials' });
  });

  it('stops after thirty wrong tries an hour, and starts again after it', async () => {
    const { email } = await newStaff();
    const answers = await Promise.all(Array.from({ length: 33 }, () => signIn({ email, password: 'wrong-Password-1' })));
    expect(answers.filter((a) => a.statusCode === 401)).toHaveLength(30);
    expect((await signIn({ email, password: PASSWORD })).json()).toMatchObject({ status: 429, code: 'auth.too_many_attempts' });
    after(HOUR);
    expect((await signIn({ email, password: PASSWORD })).json()).toMatchObject({ code: 'auth.enrolment_required' });
    after(0);
  });

  it('gives no staff rights to who signs in by e-mail', async () => {
    const { accountId } = await newStaff('owner');
    const { headers } = await openSession(test.app, accountId, 'member');
    expect((await call('GET', staffPath(), undefined, headers)).json()).toMatchObject({ status: 401, code: 'auth.required' });
  });

  it('lets nobody skip the second factor outside the demo, also where it is waived', async () => {
    const { email } = await newStaff('owner', 'waived');
    expect((await signIn({ email, password: PASSWORD })).json()).toMatchObject({ code: 'auth.enrolment_required' });
  });

  it('ends after half an hour without use, and after twelve hours in any case', async () => {
    const idle = await staffSession(test.app, 'owner', programId);
    const used = await staffSession(test.app, 'owner', programId);
    for (let at = 29 * MINUTE; at < 12 * HOUR; at += 29 * MINUTE) {
      after(at);
      expect((await call('GET', staffPath(), undefined, used.headers)).statusCode).toBe(200);
    }
    expect((await call('GET', staffPath(), undefined, idle.headers)).statusCode).toBe(401);
    after(12 * HOUR);
    expect((await call('GET', staffPath(), undefined, used.headers)).statusCode).toBe(401);
    after(0);
  });
});

describe('a lost second factor', () => {
  const reset = (email: string) => test.app.get(SecondFactorReset).reset(email);
  const log = (program: string) => test.app.get(Transactions).inProgram(program, (tx) =>
    tx.query(`SELECT actor_id, subject_id FROM audit_log WHERE program_id = $1 AND action = 'staff.second_factor_reset'`, [program])) as Promise<object[]>;

  it('is cleared by an operator: the password alone sets up a new one, and every session has ended', async () => {
    const { email, accountId } = await newStaff();
    const [second, foreign] = [await bareProgram(test.app, 'second'), await bareProgram(test.app, 'foreign')];
    await test.app.get(Staff).enlist(second, { email, name: 'Łucja', locale: 'en', password: PASSWORD, role: 'analyst', secondFactor: 'required' });
    await memberSession(test.app, foreign, { email });
    const { secret, recoveryCodes, cookie } = await enrolled(email);

    expect(await reset(` ${email.toUpperCase()}`)).toBe(2);
    expect((await call('GET', staffPath(), undefined, { cookie })).statusCode).toBe(401);
    for (const factor of [{}, { totp: codeOf(secret) }, { recoveryCode: recoveryCodes[0] }]) {
      expect((await signIn({ email, password: PASSWORD, ...factor })).json()).toMatchObject({ code: 'auth.enrolment_required' });
    }
    expect((await enrolled(email)).secret).not.toBe(secret);
    for (const [program, rows] of [[programId, 1], [second, 1], [foreign, 0]] as const) {
      expect(await log(program)).toEqual(Array(rows).fill({ actor_id: null, subject_id: accountId }));
    }
  });

  it('of nobody is refused: an unknown address, a member, no address at all', async () => {
    await memberSession(test.app, programId, { email: 'just-a-fan@example.org' });
    const before = await log(programId);
    for (const email of ['unknown@example.org', 'just-a-fan@example.org', 'no address']) await expect(reset(email)).rejects.toMatchObject({ code: 'staff.not_found' });
    expect(await log(programId)).toEqual(before);
  });
});

describe('a new password', () => {
  it('comes by mail, keeps the second factor, signs out everywhere, and works once within ten minutes', async () => {
    const { email, accountId } = await newStaff();
    const { secret } = await enrolled(email);
    const open = await openSession(test.app, accountId, 'staff');
    expect((await call('POST', '/api/v1/auth/password-resets', { email })).statusCode).toBe(202);
    const token = await derived('auth.reset_requested', 'challenge', 'challengeId');
    const password = 'another-Quokka-48';
    expect((await call('POST', '/api/v1/auth/password-resets/confirm', { token, password: 'password1234' })).json()).toMatchObject({ code: 'auth.password_weak', why: 'common' });
    after(10 * MINUTE);
    expect((await call('POST', '/api/v1/auth/password-resets/confirm', { token, password })).json()).toMatchObject({ code: 'auth.challenge_expired' });
    after(9 * MINUTE);
    expect((await call('POST', '/api/v1/auth/password-resets/confirm', { token, password })).statusCode).toBe(204);
    expect((await call('POST', '/api/v1/auth/password-resets/confirm', { token, password })).json()).toMatchObject({ code: 'auth.challenge_expired' });
    expect((await call('GET', '/api/v1/auth/sessions', undefined, open.headers)).statusCode).toBe(401);
    expect((await signIn({ email, password: PASSWORD, totp: codeOf(secret) })).json()).toMatchObject({ code: 'auth.invalid_credentials' });
    expect((await signIn({ email, password })).json()).toMatchObject({ code: 'auth.totp_required' });
    expect((await signIn({ email, password, totp: codeOf(secret) })).statusCode).toBe(201);
    after(0);
  });

  it('is mailed to staff only, and everybody gets the same answer', async () => {
    await memberSession(test.app, programId, { email: 'fan-without-password@example.org' });
    const count = () => test.app.get(Transactions).inProgram(programId, (tx) => tx.query(`SELECT count(*)::int AS n FROM outbox WHERE program_id = $1 AND topic = 'auth.reset_requested'`, [programId]));
    const before = await count();
    for (const email of ['fan-without-password@example.org', 'nobody-at-all@example.org']) {
      expect((await call('POST', '/api/v1/auth/password-resets', { email })).body).toBe('{"status":"sent"}');
    }
    expect(await count()).toEqual(before);
  });

  it('is not set by a token for signing in', async () => {
    const { email } = await newStaff();
    await call('POST', '/api/v1/auth/challenges', { email });
    const token = await derived('auth.sign_in_requested', 'challenge', 'challengeId');
    expect((await call('POST', '/api/v1/auth/password-resets/confirm', { token, password: PASSWORD })).json()).toMatchObject({ code: 'auth.challenge_expired' });
  });
});

describe('inviting staff', () => {
  const accept = (token: string, password = PASSWORD, name = 'Ünal Çağrı 李') => call('POST', '/api/v1/auth/invitations/accept', { token, name, password });

  async function invite(email: string, role: Role = 'manager'): Promise<{ token: string; id: string; owner: { headers: Record<string, string> } }> {
    const owner = await staffSession(test.app, 'owner', programId);
    const answer = await call('POST', `${staffPath()}/invitations`, { email, role }, owner.headers);
    expect(answer.statusCode).toBe(201);
    return { token: await derived('staff.invited', 'staff_invitation', 'invitationId'), id: answer.json()['id'] as string, owner };
  }

  it('makes account, password and role at once, with the name as it is written', async () => {
    const { token, owner } = await invite('uenal@example.org');
    const accepted = await accept(token);
    expect([accepted.statusCode, accepted.json()['programId']]).toEqual([201, programId]);
    const team = (await call('GET', staffPath(), undefined, owner.headers)).json()['items'] as { email: string }[];
    expect(team.find((p) => p.email === 'uenal@example.org')).toMatchObject({ name: 'Ünal Çağrı 李', role: 'manager', secondFactor: false });
    expect((await signIn({ email: 'uenal@example.org', password: PASSWORD })).json()).toMatchObject({ code: 'auth.enrolment_required' });
    expect((await accept(token)).json()).toMatchObject({ status: 404, code: 'staff.invitation_unknown' });
    expect((await call('POST', `${staffPath()}/invitations`, { email: 'Uenal+x@example.org', role: 'owner' }, owner.headers)).json()).toMatchObject({ code: 'staff.already_staff' });
  });

  it('holds for 72 hours', async () => {
    const { token } = await invite('late@example.org');
    after(72 * HOUR);
    expect((await accept(token)).json()).toMatchObject({ status: 410, code: 'staff.invitation_expired' });
    after(72 * HOUR - 1);
    expect((await accept(token)).statusCode).toBe(201);
    after(0);
  });

  it('ends when it is taken back, or when the address is invited anew', async () => {
    const first = await invite('twice@example.org');
    const second = await invite('twice@example.org', 'analyst');
    expect((await accept(first.token)).json()).toMatchObject({ code: 'staff.invitation_unknown' });
    expect((await call('DELETE', `${staffPath()}/invitations/${second.id}`, undefined, second.owner.headers)).statusCode).toBe(204);
    expect((await accept(second.token)).json()).toMatchObject({ code: 'staff.invitation_unknown' });
  });

  it('gives no role to an account that gets another address at that very moment', async () => {
    const { email } = await newStaff('owner', 'required', await bareProgram(test.app, 'moves'));
    const { token } = await invite(email);
    const accepting = await test.app.get(Transactions).inDirectory(async (tx) => {
      await tx.query('UPDATE accounts SET email = $2, email_hash = $3 WHERE email = $1', [email, 'moved@example.org', test.app.get(Accounts).hashOf('moved@example.org')]);
      const answer = accept(token); // finds the account by the address that it still has, and waits for its row
      for (let waits = 0; waits === 0; ) {
        [{ waits }] = (await tx.query(`SELECT count(*)::int AS waits FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid`)) as [{ waits: number }];
      }
      return { answer };
    });
    expect((await accepting.answer).json()).toMatchObject({ status: 409, code: 'staff.address_moved' });
    expect((await accept(token)).statusCode).toBe(201); // the address is nobody's by now, and the invitation is still open
  });

  it('does not replace the password of somebody who has one', async () => {
    const other = await bareProgram(test.app, 'elsewhere');
    const { email } = await newStaff('owner', 'required', other);
    const { token } = await invite(email);
    expect((await accept(token, 'attackers-Choice-9')).json()).toMatchObject({ status: 401, code: 'auth.invalid_credentials' });
    expect((await accept(token, PASSWORD)).statusCode).toBe(201);
  });

  it.each([
    ['short-1-pass', null],
    ['too-short-1', 'too_short'],
    ['aaaaaaaaaaaaa', 'repetitive'],
    ['xy7xy7xy7xy7xy7', 'repetitive'],
    ['P@ssw0rd123456!', 'common'],
    ['Welcome2026!', 'common'],
    ['qwertyuiop123', 'common'],
    ['mnopqrstuvwxyzabc', 'sequence'],
    ['weak-person-1', 'personal'],
    ['Passwörter sind Ärger', null],
  ])('judges %s as %s', async (password, why) => {
    const { token } = await invite('weak-person@example.org');
    const answer = await accept(token, password);
    if (why === null) expect(answer.statusCode).toBe(201);
    else expect(answer.json()).toMatchObject({ status: 422, code: 'auth.password_weak', why });
    await test.app.get(DataSource).query(`DELETE FROM accounts WHERE email = 'weak-person@example.org'`);
  });
});

describe('what is left behind', () => {
  it('goes: challenges after a day, sessions a day after their end, invited addresses after thirty', async () => {
    const program = await bareProgram(test.app, 'forgetful');
    const owner = await staffSession(test.app, 'owner', program);
    await call('POST', `${staffPath(program)}/invitations`, { email: 'never-came@example.org', role: 'analyst' }, owner.headers);
    await call('POST', '/api/v1/auth/challenges', { email: 'asked-once@example.org' });
    const left = async () => {
      const [invited] = (await test.app.get(Transactions).inProgram(program, (tx) => tx.query('SELECT email, role FROM staff_invitations WHERE program_id = $1', [program]))) as [object];
      const [counts] = await test.app.get(DataSource).query(
        `SELECT (SELECT count(*)::int FROM sessions WHERE account_id = $1) AS sessions, (SELECT count(*)::int FROM challenges) > 0 AS challenges,
           (SELECT count(*)::int FROM tokens WHERE kind = 'staff_invitation' AND program_id = $2) AS tokens`, [owner.accountId, program]);
      return { ...invited, ...counts };
    };
    const sweepAfter = async (ms: number) => {
      after(ms);
      for (const chore of ['old_sign_ins', 'old_invitations']) await test.app.get(Maintenance).run(chore);
      return left();
    };
    const all = { email: 'never-came@example.org', role: 'analyst', sessions: 1, challenges: true, tokens: 1 };
    expect(await sweepAfter(24 * HOUR)).toEqual(all);
    expect(await sweepAfter(24 * HOUR + 1)).toEqual({ ...all, challenges: false });
    expect(await sweepAfter(36 * HOUR + 1)).toEqual({ ...all, challenges: false, sessions: 0 });
    expect(await sweepAfter((72 + 30 * 24) * HOUR)).toMatchObject({ email: 'never-came@example.org', tokens: 1 });
    expect(await sweepAfter((72 + 30 * 24) * HOUR + 1)).toMatchObject({ email: '', tokens: 0 });
    after(0);
  });
});

describe('the team', () => {
  it('keeps its last owner, and nobody changes their own role', async () => {
    const program = await bareProgram(test.app, 'lonely');
    const owner = await staffSession(test.app, 'owner', program);
    const self = `${staffPath(program)}/${owner.accountId}`;
    expect((await call('DELETE', self, undefined, owner.headers)).json()).toMatchObject({ status: 409, code: 'staff.last_owner' });
    expect((await call('PUT', self, { role: 'manager' }, owner.headers)).json()).toMatchObject({ code: 'staff.last_owner' });
    await staffSession(test.app, 'owner', program);
    expect((await call('PUT', self, { role: 'manager' }, owner.headers)).json()).toMatchObject({ code: 'staff.own_role' });
  });

  it('keeps one of two owners who remove each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const program = await bareProgram(test.app, `duel-${round}`);
      const [a, b] = [await staffSession(test.app, 'owner', program), await staffSession(test.app, 'owner', program)];
      const answers = await Promise.all([
        call('DELETE', `${staffPath(program)}/${b.accountId}`, undefined, a.headers),
        call('DELETE', `${staffPath(program)}/${a.accountId}`, undefined, b.headers),
      ]);
      expect(answers.filter((answer) => answer.statusCode === 204)).toHaveLength(1);
      expect(await test.app.get(Staff).list(program)).toHaveLength(1);
    }
  });

  it('signs out whose role changes, and writes down who did it', async () => {
    const program = await bareProgram(test.app, 'audited');
    const owner = await staffSession(test.app, 'owner', program);
    const other = await staffSession(test.app, 'manager', program);
    expect((await call('PUT', `${staffPath(program)}/${other.accountId}`, { role: 'analyst' }, owner.headers)).statusCode).toBe(204);
    expect((await call('GET', '/api/v1/auth/sessions', undefined, other.headers)).statusCode).toBe(401);
    expect((await call('DELETE', `${staffPath(program)}/${other.accountId}`, undefined, owner.headers)).statusCode).toBe(204);
    const log = await test.app.get(Transactions).inProgram(program, (tx) => tx.query('SELECT actor_id, action, subject_id, detail FROM audit_log WHERE program_id = $1 ORDER BY id', [program]));
    const act = { actor_id: owner.accountId, subject_id: other.accountId };
    expect(log).toEqual([
      { ...act, action: 'staff.role_changed', detail: { from: 'manager', to: 'analyst' } },
      { ...act, action: 'staff.removed', detail: { role: 'analyst' } },
    ]);
  });

  it('deletes an account with its last program, not before', async () => {
    const program = await bareProgram(test.app, 'leaving');
    const owner = await staffSession(test.app, 'owner', program);
    const [onlyStaff, alsoFan] = [await staffSession(test.app, 'analyst', program), await staffSession(test.app, 'analyst', program, { email: 'also-a-fan@example.org' })];
    await memberSession(test.app, programId, { email: 'also-a-fan@example.org' });
    for (const { accountId } of [onlyStaff, alsoFan]) await call('DELETE', `${staffPath(program)}/${accountId}`, undefined, owner.headers);
    const left = await test.app.get(DataSource).query('SELECT id FROM accounts WHERE id = ANY ($1::uuid[])', [[onlyStaff.accountId, alsoFan.accountId]]);
    expect(left).toEqual([{ id: await accountOf(test.app, 'also-a-fan@example.org') }]);
  });
});
