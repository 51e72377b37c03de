import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { Installations, Staff } from '../../identity/index.js';

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const body = (token: string, more: object = {}) => ({
  token, email: 'zoe@example.org', name: 'Zoë Đorđević', password: 'lantern-Quokka-47', programName: 'Morning “Post” 朝', slug: 'morning-post', ...more,
});
const setUp = (payload: object) => test.app.inject({ method: 'POST', url: '/api/v1/setup', payload });
const count = async (table: string) => (await test.app.get(DataSource).query(`SELECT count(*)::int AS n FROM ${table}`))[0].n as number;

describe('a new installation', () => {
  it('is closed until a start has offered a token, and keeps only its hash', async () => {
    expect((await setUp(body('anything'))).json()).toMatchObject({ status: 410, code: 'setup.closed' });
    expect((await test.app.inject({ url: '/setup' })).statusCode).toBe(410);
    const token = (await test.app.get(Installations).offerToken())!;
    expect(JSON.stringify(await test.app.get(DataSource).query('SELECT * FROM installation'))).not.toContain(token);
    expect((await test.app.inject({ url: '/setup' })).statusCode).toBe(200);
  });

  it('takes the token of the latest start only, and leaves nothing behind when it refuses', async () => {
    const older = (await test.app.get(Installations).offerToken())!;
    const token = (await test.app.get(Installations).offerToken())!;
    expect((await setUp(body(older))).json()).toMatchObject({ status: 403, code: 'setup.token_invalid' });
    expect((await setUp(body(token, { password: 'password1234' }))).json()).toMatchObject({ code: 'auth.password_weak' });
    expect((await setUp(body(token, { email: 'no address' }))).json()).toMatchObject({ code: 'request.invalid' });
    expect([await count('program_slugs'), await count('accounts')]).toEqual([0, 0]);
  });

  it('refuses a slug that the site needs itself, naming the field', async () => {
    const token = (await test.app.get(Installations).offerToken())!;
    const answer = await setUp(body(token, { slug: 'invitation' }));
    expect([answer.statusCode, answer.json().code, answer.json().errors]).toEqual([422, 'request.invalid', [expect.objectContaining({ field: 'slug', code: 'reserved' })]]);
    expect(await count('program_slugs')).toBe(0);
  });

  it('has one owner and one program, however many come with the token at once, and is closed then', async () => {
    const token = (await test.app.get(Installations).offerToken())!;
    const answers = await Promise.all([1, 2, 3, 4].map((n) => setUp(body(token, { slug: `morning-post-${n}`, email: `owner${n}@example.org` }))));
    expect(answers.map((a) => a.statusCode).sort()).toEqual([201, 410, 410, 410]);
    expect([await count('program_slugs'), await count('accounts')]).toEqual([1, 1]);
    const [role] = await test.app.get(DataSource).query('SELECT role FROM account_programs');
    expect(role).toEqual({ role: 'owner' });
    expect(await test.app.get(Installations).offerToken()).toBeNull();
    expect((await test.app.inject({ url: '/setup' })).statusCode).toBe(410);
  });

  it('asks the owner to set up the second factor at the first sign-in', async () => {
    const [{ email }] = await test.app.get(DataSource).query('SELECT email FROM accounts');
    const answer = await test.app.inject({ method: 'POST', url: '/api/v1/auth/sessions', payload: { email, password: 'lantern-Quokka-47' } });
    expect(answer.json()).toMatchObject({ status: 403, code: 'auth.enrolment_required' });
  });
});

describe('a setup that was cut off between the program and its owner', () => {
  it('leaves nothing, so that the same token and the same slug work again', async () => {
    const other = await startTestApp();
    const payload = body((await other.app.get(Installations).offerToken())!);
    const complete = () => other.app.inject({ method: 'POST', url: '/api/v1/setup', payload });
    const join = jest.spyOn(other.app.get(Staff), 'join').mockImplementationOnce(async (tx, programId) => {
      expect(await tx.query('SELECT slug FROM programs WHERE id = $1', [programId])).toEqual([{ slug: 'morning-post' }]);
      expect(await tx.query(`SELECT body->'scoring'->'holdAt' AS at FROM rulebooks WHERE program_id = $1`, [programId])).toEqual([{ at: 45 }]);
      return tx.query('SELECT pg_terminate_backend(pg_backend_pid())') as Promise<never>; // as when the process dies
    });
    expect((await complete()).statusCode).toBe(503);
    expect(await other.app.get(DataSource).query('SELECT slug FROM program_slugs')).toEqual([]);
    expect((await complete()).json()).toMatchObject({ slug: 'morning-post', accountId: expect.any(String) });
    expect(join).toHaveBeenCalledTimes(2);
    await other.close();
  });
});

describe('the setup page', () => {
  it('does the same without JavaScript, and never shows the password again', async () => {
    const other = await startTestApp();
    const token = (await other.app.get(Installations).offerToken())!;
    const submit = (fields: Record<string, string>) => other.app.inject({
      method: 'POST', url: '/setup', payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', 'accept-language': 'de' },
    });
    const weak = await submit(body(token, { password: 'password1234' }) as Record<string, string>);
    expect([weak.statusCode, weak.body.includes('Dieses Passwort ist zu leicht'), weak.body.includes('password1234')]).toEqual([422, true, false]);
    const reserved = await submit(body(token, { slug: 'reset' }) as Record<string, string>);
    expect([reserved.statusCode, reserved.body.includes('Dieser Name in Adressen')]).toEqual([422, true]);
    const done = await submit(body(token) as Record<string, string>);
    expect([done.statusCode, done.body.includes('/staff/morning-post')]).toEqual([200, true]);
    expect((await submit(body(token) as Record<string, string>)).statusCode).toBe(410);
    await other.close();
  });
});
