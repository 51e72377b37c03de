import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountOf, openSession, staffSession } from '../testing/sign-in.js';
import { SignupProgram } from '../testing/signup-program.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { ACCESS_POLICY } from './auth/access-policy.js';

const READS = Object.keys(ACCESS_POLICY).filter((route) => route.startsWith('GET ')).map((route) => route.slice(4));

describe('a GET or HEAD', () => {
  let test: TestApp;
  let program: SignupProgram;
  let headers: { member: Record<string, string>; staff: Record<string, string> };
  let ids: Record<string, string>;

  beforeAll(async () => {
    test = await startTestApp();
    program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
    const code = await program.join('fan@example.org', { name: 'Maja' });
    for (let n = 0; n < 3; n++) await program.join(`friend${n}@example.org`, { referralCode: code });
    headers = {
      member: (await openSession(test.app, await accountOf(test.app, 'fan@example.org'), 'member')).headers,
      staff: (await staffSession(test.app, 'owner', program.id)).headers,
    };
    ids = { slug: 'halcyon', programId: program.id, code: 'unknown2', memberId: (await program.memberOf('fan@example.org'))!, file: 'none.css' };
  });
  afterAll(async () => {
    await program.close();
    await test.close();
  });

  it.each(READS)('changes nothing: %s', async (path) => {
    const url = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '00000000-0000-7000-8000-000000000000');
    const before = await program.fingerprint();
    for (const method of ['GET', 'HEAD'] as const) {
      for (const who of [headers.member, headers.staff]) {
        const answer = await test.app.inject({ method, url, headers: who, payloadAsStream: true });
        answer.stream().destroy(); // an event stream would never end
        expect(answer.statusCode).toBeLessThan(500);
      }
    }
    expect(await program.fingerprint()).toBe(before);
  });
});
