import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newVisitor, visitorHash } from '../platform/auth/visitor.js';
import { Keys, sha256 } from '../platform/keys.js';
import { Transactions } from '../platform/database/transactions.js';
import { bareProgram, memberSession } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const START = new Date('2026-03-02T09:00:00Z');
const MINUTE = 60_000;

let test: TestApp;
let programId: string;
let people = 0;

beforeAll(async () => {
  test = await startTestApp({ now: START });
  programId = await bareProgram(test.app, 'halcyon');
});
afterAll(() => test.close());

/** A member with an address of their own, and a browser that has asked for nothing yet. */
async function newMember(): Promise<string> {
  const email = `fan${++people}@example.org`;
  await memberSession(test.app, programId, { email });
  return email;
}

const post = (url: string, payload: object, headers: Record<string, string> = {}) => test.app.inject({ method: 'POST', url, payload, headers });

/** Asks for a mail. @returns the browser's nonce cookie */
async function ask(email: string, cookie?: string): Promise<string> {
  const answer = await post('/api/v1/auth/challenges', { email }, cookie ? { cookie } : {});
  expect([answer.statusCode, answer.json()]).toEqual([202, { status: 'sent' }]);
  const nonce = answer.cookies.find((c) => c.name === 'ff-nonce')!;
  return `ff-nonce=${nonce.value}`;
}

/** What the mails for this address would hold, oldest first: derived from the outbox like the mails themselves. */
async function mailed(email: string): Promise<{ token: string; code: string; id: string }[]> {
  const keys = test.app.get(Keys);
  const events = await test.app.get(Transactions).inProgram(programId, (tx) => tx.query(
    `SELECT o.payload->>'challengeId' AS id FROM outbox o
     WHERE o.program_id = $1 AND o.topic = 'auth.sign_in_requested' AND o.payload->>'accountId' = (SELECT id::text FROM accounts WHERE email = $2) ORDER BY o.id`,
    [programId, email],
  )) as { id: string }[];
  return events.map(({ id }) => ({ id, token: keys.token('challenge', id), code: keys.code('challenge', id) }));
}
const lastMail = async (email: string) => (await mailed(email)).at(-1)!;
const signIn = (payload: object, cookie?: string) => post('/api/v1/auth/sessions', payload, cookie ? { cookie } : {});

describe('signing in by mail', () => {
  it('opens a session by the link, in the browser that asked, once', async () => {
    const email = await newMember();
    const cookie = await ask(email);
    const { token } = await lastMail(email);
    const answer = await signIn({ token }, cookie);
    expect([answer.statusCode, answer.json().level]).toEqual([201, 'member']);
    const session = answer.cookies.find((c) => c.name === 'ff')!;
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect((await test.app.inject({ url: '/api/v1/auth/sessions', headers: { cookie: `ff=${session.value}` } })).statusCode).toBe(200);
    expect((await signIn({ token }, cookie)).json()).toMatchObject({ status: 410, code: 'auth.challenge_expired' });
  });

  it('opens a session by the code, however it is typed and however the address is spelled', async () => {
    const email = await newMember();
    const cookie = await ask(email.toUpperCase());
    const { code } = await lastMail(email);
    expect((await signIn({ email: ` ${email}`, code: `${code.slice(0, 4)} ${code.slice(4)}` }, cookie)).statusCode).toBe(201);
  });

  it('keeps only hashes of the session and of the link, and nothing of the code', async () => {
    const email = await newMember();
    const cookie = await ask(email);
    const mail = await lastMail(email);
    const opened = (await signIn({ token: mail.token }, cookie)).cookies.find((c) => c.name === 'ff')!.value;
    const source = test.app.get(DataSource);
    const dump = JSON.stringify([await source.query('SELECT * FROM sessions'), await source.query('SELECT * FROM challenges WHERE id = $1', [mail.id])]);
    for (const secret of [opened, mail.token, mail.code]) expect(dump).not.toContain(secret);
    const [{ n }] = await source.query('SELECT count(*)::int AS n FROM sessions WHERE token_hash = $1', [sha256(opened)]);
    expect(n).toBe(1);
  });

  it('notes the browser by the hash of its visitor id, and gives none to a browser without', async () => {
    const visitor = newVisitor();
    for (const [sent, kept] of [[`; ffv=${visitor}`, visitorHash(test.app.get(Keys), visitor)], ['', null], ['; ffv=forged', null]] as const) {
      const email = await newMember();
      const cookie = await ask(email);
      const answer = await signIn({ email, code: (await lastMail(email)).code }, `${cookie}${sent}`);
      const token = answer.cookies.find((c) => c.name === 'ff')!.value;
      const [row] = await test.app.get(DataSource).query('SELECT visitor_hash FROM sessions WHERE token_hash = $1', [sha256(token)]);
      expect([answer.statusCode, row]).toEqual([201, { visitor_hash: kept }]);
      expect(answer.cookies.map((c) => c.name)).not.toContain('ffv');
    }
  });

  it('starts no session in another browser, which is told where to enter the code', async () => {
    const email = await newMember();
    const cookie = await ask(email);
    const { token, code } = await lastMail(email);
    const stranger = await ask('somebody-else@example.org');
    for (const elsewhere of [undefined, stranger]) {
      expect((await signIn({ token }, elsewhere)).json()).toMatchObject({ status: 409, code: 'auth.other_browser' });
    }
    expect((await signIn({ email, code })).json()).toMatchObject({ status: 409, code: 'auth.other_browser' });
    expect((await signIn({ email, code }, stranger)).statusCode).toBe(410);
    expect((await signIn({ token }, cookie)).statusCode).toBe(201);
  });

  it('ends the session that was there before', async () => {
    const email = await newMember();
    const before = await memberSession(test.app, programId);
    const cookie = await ask(email);
    const { token } = await lastMail(email);
    const answer = await post('/api/v1/auth/sessions', { token }, { ...before.headers, cookie: `${before.headers.cookie}; ${cookie}` });
    expect(answer.statusCode).toBe(201);
    expect((await test.app.inject({ url: '/api/v1/auth/sessions', headers: before.headers })).statusCode).toBe(401);
  });

  it('works for ten minutes and not for longer', async () => {
    const email = await newMember();
    const cookie = await ask(email);
    const { token, code } = await lastMail(email);
    test.clock.moveTo(new Date(START.getTime() + 10 * MINUTE));
    expect((await signIn({ token }, cookie)).statusCode).toBe(410);
    expect((await signIn({ email, code }, cookie)).statusCode).toBe(410);
    test.clock.moveTo(START);
    expect((await signIn({ email, code }, cookie)).statusCode).toBe(201);
  });

  it('takes five tries and then not even the right code', async () => {
    const email = await newMember();
    const cookie = await ask(email);
    const { code } = await lastMail(email);
    const wrong = code === '00000000' ? '00000001' : '00000000';
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      expect((await signIn({ email, code: wrong }, cookie)).json()).toMatchObject({ status: 401, code: 'auth.invalid_credentials', triesLeft });
    }
    expect((await signIn({ email, code }, cookie)).json()).toMatchObject({ status: 429, code: 'auth.too_many_attempts' });
  });

  it('counts tries that arrive together, too', async () => {
    const email = await newMember();
    const cookie = await ask(email);
    const { code } = await lastMail(email);
    const wrong = code === '00000000' ? '00000001' : '00000000';
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn({ email, code: wrong }, cookie)));
    expect(answers.filter((a) => a.statusCode === 401)).toHaveLength(5);
    expect(answers.filter((a) => a.statusCode === 429)).toHaveLength(15);
  });

  it('stops at thirty wrong tries an hour for one account, over all challenges', async () => {
    const email = await newMember();
    const outcomes: number[] = [];
    for (let round = 0; round < 8; round++) {
      const cookie = await ask(email);
      const { code } = await lastMail(email);
      const wrong = code === '00000000' ? '00000001' : '00000000';
      for (let i = 0; i < 5; i++) outcomes.push((await signIn({ email, code: wrong }, cookie)).statusCode);
    }
    expect(outcomes.filter((status) => status === 401)).toHaveLength(30);
    expect(outcomes.slice(30)).toEqual(Array(10).fill(429));
  });

  it('opens one session for 64 uses of one link at the same moment', async () => {
    const email = await newMember();
    const cookie = await ask(email);
    const { token } = await lastMail(email);
    const answers = await Promise.all(Array.from({ length: 64 }, () => signIn({ token }, cookie)));
    expect(answers.filter((a) => a.statusCode === 201)).toHaveLength(1);
    expect(answers.filter((a) => a.statusCode === 410)).toHaveLength(63);
  });
});

describe('asking for a mail', () => {
  it('answers an unknown address and what is no address like a known one, and writes to neither', async () => {
    const known = await newMember();
    const outbox = () => test.app.get(Transactions).inProgram(programId, (tx) => tx.query('SELECT count(*)::int AS n FROM outbox WHERE program_id = $1', [programId]));
    const answers = [];
    const before = await outbox();
    for (const email of ['nobody@example.org', 'no address', '\u0000@x.y']) {
      const answer = await post('/api/v1/auth/challenges', { email });
      answers.push([answer.statusCode, answer.body, answer.cookies.map((c) => c.name)]);
    }
    expect(await outbox()).toEqual(before);
    const answer = await post('/api/v1/auth/challenges', { email: known });
    for (const other of answers) expect(other).toEqual([answer.statusCode, answer.body, answer.cookies.map((c) => c.name)]);
    expect(await outbox()).not.toEqual(before);
  });

  it('answers a wrong code for an unknown address like one for a known address', async () => {
    const known = await newMember();
    const answers = [];
    for (const email of [known, 'nobody-either@example.org']) answers.push((await signIn({ email, code: '00000000' }, await ask(email))).body);
    expect(answers[0]).toBe(answers[1]);
  });

  it('takes the place of the same browser’s older mail, not of another browser’s', async () => {
    const victim = await newMember();
    const browser = await ask(victim);
    const first = await lastMail(victim);
    for (let i = 0; i < 4; i++) await ask(victim); // somebody else, in four fresh browsers
    expect((await signIn({ email: victim, code: first.code }, browser)).statusCode).toBe(201);

    const again = await ask(victim, browser);
    const second = await lastMail(victim);
    await ask(victim, again);
    expect((await signIn({ token: second.token }, browser)).statusCode).toBe(410);
  });

  it('keeps at most five live, also when they are asked for together', async () => {
    const email = await newMember();
    await Promise.all(Array.from({ length: 9 }, () => ask(email)));
    expect(await mailed(email)).toHaveLength(5);
  });

  it('refuses the eleventh start in ten minutes, for known and unknown addresses alike', async () => {
    for (const email of [await newMember(), 'unknown-eleven@example.org']) {
      for (let i = 0; i < 10; i++) await ask(email);
      const answer = await post('/api/v1/auth/challenges', { email });
      expect(answer.json()).toMatchObject({ status: 429, code: 'request.rate_limited' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('writes in the name of the program asked for, if the account belongs to it', async () => {
    const other = await bareProgram(test.app, 'other-daily');
    const email = await newMember();
    await memberSession(test.app, other, { email });
    await post('/api/v1/auth/challenges', { email, program: 'other-daily' });
    await post('/api/v1/auth/challenges', { email, program: 'not-theirs' });
    const count = (id: string) => test.app.get(Transactions).inProgram(id, (tx) => tx.query(
      `SELECT count(*)::int AS n FROM outbox WHERE program_id = $1 AND payload->>'accountId' = (SELECT id::text FROM accounts WHERE email = $2)`, [id, email]));
    expect(await count(other)).toEqual([{ n: 1 }]);
    expect(await count(programId)).toEqual([{ n: 1 }]);
  });
});

describe('a session', () => {
  const use = (headers: Record<string, string>) => test.app.inject({ url: '/api/v1/auth/sessions', headers }).then((a) => a.statusCode);
  const after = (ms: number) => test.clock.moveTo(new Date(START.getTime() + ms));
  const DAY = 24 * 60 * MINUTE;

  it('ends after 14 days without use, and after 60 in any case', async () => {
    const idle = await memberSession(test.app, programId);
    const used = await memberSession(test.app, programId);
    for (let day = 13; day < 60; day += 13) {
      after(day * DAY);
      expect(await use(used.headers)).toBe(200);
    }
    expect(await use(idle.headers)).toBe(401);
    after(60 * DAY);
    expect(await use(used.headers)).toBe(401);
    after(0);
  });

  it('notes when it was seen, at most once a minute', async () => {
    const who = await memberSession(test.app, programId);
    const seen = async () => (await test.app.get(DataSource).query('SELECT seen_at FROM sessions WHERE account_id = $1', [who.accountId]))[0].seen_at.getTime() - START.getTime();
    after(59_000);
    await use(who.headers);
    expect(await seen()).toBe(0);
    after(60_000);
    await use(who.headers);
    expect(await seen()).toBe(60_000);
    after(0);
  });

  it('is listed, and ended from another browser, by its own account only', async () => {
    const email = await newMember();
    const [phone, laptop] = [await memberSession(test.app, programId, { email }), await memberSession(test.app, programId, { email })];
    const stranger = await memberSession(test.app, programId);
    const listed = (await test.app.inject({ url: '/api/v1/auth/sessions', headers: laptop.headers })).json().items as { id: string; current: boolean }[];
    expect(listed).toHaveLength(3); // with the one that enrolling left
    const current = listed.find((s) => s.current)!;
    await test.app.inject({ method: 'DELETE', url: `/api/v1/auth/sessions/${current.id}`, headers: stranger.headers });
    expect(await use(laptop.headers)).toBe(200);
    expect((await test.app.inject({ method: 'DELETE', url: `/api/v1/auth/sessions/${current.id}`, headers: phone.headers })).statusCode).toBe(204);
    expect(await use(laptop.headers)).toBe(401);
    const out = await test.app.inject({ method: 'DELETE', url: '/api/v1/auth/sessions/current', headers: phone.headers });
    expect([out.statusCode, out.cookies[0]!.value]).toEqual([204, '']);
    expect(await use(phone.headers)).toBe(401);
  });
});
