import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ACCESS_POLICY } from './auth/access-policy.js';
import { DEFAULT_RATE_LIMITS, type Limit, RATE_LIMITS } from './auth/rate-limits.js';
import { ProgramTemplates } from '../programs/index.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

// Thousands of requests from one address: raised here, in the open, for this file.
const RAISED = Object.fromEntries(Object.entries(DEFAULT_RATE_LIMITS).map(([name, limit]: [string, Limit]) => [name, { ...limit, burst: 1_000_000 }]));
const PUBLIC = Object.entries(ACCESS_POLICY).filter(([, who]) => who === 'public').map(([route]) => route.split(' ') as [string, string]);
const UNSAFE = PUBLIC.filter(([method]) => method !== 'GET' && method !== 'HEAD');
const NUL = '\u0000';
const LONE_SURROGATE = '\ud800';

/** What a well-meaning and an ill-meaning caller may send where JSON is expected; `raw` goes out as it is. */
const BODIES: readonly [name: string, raw: string][] = [
  ['nothing', ''],
  ['null', 'null'],
  ['a number', '1e309'],
  ['a string', '"text"'],
  ['an array', '[]'],
  ['no fields', '{}'],
  ['broken JSON', '{"email":'],
  ['wrong types', fields(1)],
  ['null fields', fields(null)],
  ['arrays', fields(['a@example.org'])],
  ['objects', fields({ toString: 'x', $ne: null })],
  ['NaN as text', fields('NaN')],
  ['NUL', fields(`a${NUL}@example.org`)],
  ['a lone surrogate', fields(`a${LONE_SURROGATE}@example.org`)],
  ['right-to-left marks', fields('\u202ea@example.org\u202c')],
  ['a megabyte', fields('a'.repeat(1_000_000))],
  ['60 kilobytes', fields('a'.repeat(60_000))],
  ['an unknown field', JSON.stringify({ isAdmin: true, email: 'a@example.org', consent: true })],
  ['__proto__', '{"__proto__":{"consent":true},"email":"a@example.org"}'],
  ['constructor', '{"constructor":{"prototype":{"consent":true}},"email":"a@example.org"}'],
  ['depth 1000', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`],
  ['duplicate keys', '{"email":"a@example.org","email":["b"],"consent":true}'],
  ['a header injection', fields('a@example.org\r\nBcc: b@example.org')],
  ['SQL', fields("' OR 1=1; DROP TABLE accounts; --")],
  ['a template', fields('{{constructor.constructor("return process")()}}')],
];
const CONTENT_TYPES = ['application/json', 'application/json\t; charset=utf-8', 'application/json;charset=utf-16', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', ''];
const PATHS = ['/api/v1/%00', '/api/v1/%2e%2e/%2e%2e/etc/passwd', '/api%2fv1%2fhealth', '/r/%00', '/r/%FF%FE', `/r/${'a'.repeat(3000)}`, '/r/..%2f..%2fetc', '/join/%F0%9F%98%80', "/join/'%20OR%201=1--", '/join/__proto__', '/confirm?token=%00', `/confirm?token=${'x'.repeat(5000)}`, '/confirm?token[]=a&token=b', '/unsubscribe?token=%ED%A0%80', '/api/v1/public/programs/constructor', '/api/v1/programs/not-a-uuid/staff', '/sign-in?token=%00&program=__proto__'];

function fields(value: unknown): string {
  return JSON.stringify(Object.fromEntries(['email', 'token', 'code', 'name', 'password', 'totp', 'locale', 'referralCode', 'clickId', 'consent', 'program', 'slug', 'programName'].map((key) => [key, value])));
}

describe('bad input', () => {
  let test: TestApp;
  let superuser: pg.Client;
  beforeAll(async () => {
    test = await startTestApp({ providers: (module) => module.overrideProvider(RATE_LIMITS).useValue(RAISED) });
    await test.app.get(ProgramTemplates).createFromTemplate(
      { slug: 'paper', name: 'Paper', locale: 'en', timeZone: 'Europe/Berlin', senderName: 'Paper', postalAddress: 'Street 1' }, test.clock.now());
    superuser = new pg.Client({ connectionString: test.database.superUrl });
    await superuser.connect();
  });
  afterAll(async () => {
    await superuser.end();
    await test.close();
  });

  /** Everything in the database as one text, clicks aside: an unknown code is counted nowhere, a known one is not asked for here. */
  async function contents(): Promise<string> {
    const { rows } = await superuser.query<{ name: string }>(`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
    const sums = await Promise.all(rows.map(({ name }) => superuser.query(`SELECT '${name}' AS name, count(*) AS rows, md5(string_agg(t::text, '|' ORDER BY t::text)) AS sum FROM ${name} t`)));
    return JSON.stringify(sums.map((result) => result.rows[0] as unknown));
  }

  const concrete = (path: string) => path.replace(':slug', 'paper').replace(':code', 'unknown1').replace(/:\w+/g, 'x');

  function expectRefusal(answer: { statusCode: number; headers: Record<string, unknown>; body: string }, what: string): void {
    const summary = { what, status: answer.statusCode, body: answer.body.slice(0, 300) };
    if (answer.statusCode >= 500) throw new Error(`answered as if it were our fault: ${JSON.stringify(summary)}`);
    expect(answer.body).not.toMatch(/at .*\.(ts|js):\d+|SELECT |node_modules|syntax error at/);
    if (answer.body !== '' && String(answer.headers['content-type']).startsWith('application/problem+json')) {
      expect(JSON.parse(answer.body)).toMatchObject({ code: expect.stringMatching(/^[a-z]+\.[a-z_]+$/), status: answer.statusCode });
    }
  }

  it.each(UNSAFE)('is refused by %s %s, and nothing changes', async (method, path) => {
    const before = await contents();
    const url = concrete(path);
    // A form's page may carry fields of its own; the API takes none that it does not know.
    const bodies = path.startsWith('/api/') ? BODIES : BODIES.filter(([name]) => name !== 'an unknown field');
    for (const [name, payload] of bodies) {
      const answer = await test.app.inject({ method: method as 'POST', url, payload, headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'x-requested-with': 'fanfare' } });
      expectRefusal(answer, name);
      // A page may show its errors with a 4xx of its own; nothing here may succeed.
      expect({ name, refused: answer.statusCode >= 400 }).toEqual({ name, refused: true });
    }
    expect(await contents()).toBe(before);
  });

  it.each(UNSAFE)('under a wrong or tabbed content type is no fault of ours: %s %s', async (method, path) => {
    const before = await contents();
    for (const type of CONTENT_TYPES) {
      const answer = await test.app.inject({ method: method as 'POST', url: concrete(path), payload: '{"email":"a\u0000b","token":"x"}', headers: { 'content-type': type, 'sec-fetch-site': 'same-origin', 'x-requested-with': 'fanfare' } });
      expectRefusal(answer, type);
    }
    expect(await contents()).toBe(before);
  });

  it.each(PATHS.map((url) => [url.slice(0, 60), url]))('in the address is no fault of ours: %s', async (_, url) => {
    const before = await contents();
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const) {
      const answer = await test.app.inject({ method, url, headers: { 'sec-fetch-site': 'same-origin', 'x-requested-with': 'fanfare' } });
      expectRefusal(answer, `${method} ${url}`);
    }
    expect(await contents()).toBe(before);
  });

  it('leaves the process as it was: no field of every object has come to be', () => {
    expect(({} as Record<string, unknown>)['consent']).toBeUndefined();
    expect(UNSAFE.length).toBeGreaterThan(8);
  });
});
