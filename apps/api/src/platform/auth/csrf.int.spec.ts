import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bareProgram, memberSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let test: TestApp;
let cookie: string;
beforeAll(async () => {
  test = await startTestApp();
  cookie = (await memberSession(test.app, await bareProgram(test.app, 'halcyon'))).headers.cookie;
});
afterAll(() => test.close());

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const passes = async (url: string, type: string, headers: Record<string, string>): Promise<string> => {
  const answer = await test.app.inject({ method: 'POST', url, headers: { 'content-type': type, ...headers }, payload: type === FORM_TYPE ? 'email=x' : '{}' });
  const code = answer.headers['content-type']?.toString().startsWith('application/problem+json') ? answer.json().code : answer.headers['x-problem-code'];
  return code === 'request.cross_site' || code === 'request.unsupported_media_type' ? code : 'passes';
};

describe('an unsafe call of the API', () => {
  const ours = { 'x-requested-with': 'fanfare' };
  it.each([
    ['from our page', { 'sec-fetch-site': 'same-origin', ...ours }, 'passes'],
    ['from our origin in an older browser', { origin: 'http://fanfare.test', ...ours }, 'passes'],
    ['from our page without the header that a form cannot send', { 'sec-fetch-site': 'same-origin' }, 'request.cross_site'],
    ['from another site', { 'sec-fetch-site': 'cross-site', ...ours }, 'request.cross_site'],
    ['from a sister site', { 'sec-fetch-site': 'same-site', ...ours }, 'request.cross_site'],
    ['from another site that names our origin', { 'sec-fetch-site': 'cross-site', origin: 'http://fanfare.test', ...ours }, 'request.cross_site'],
    ['from an origin that only begins like ours', { origin: 'http://fanfare.test.evil.example', ...ours }, 'request.cross_site'],
    ['from an origin on another port', { origin: 'http://fanfare.test:8080', ...ours }, 'request.cross_site'],
    ['from nowhere in particular', ours, 'request.cross_site'],
    ['from a sandbox', { origin: 'null', ...ours }, 'request.cross_site'],
  ])('with a session, %s', async (_, headers, expected) => {
    expect(await passes('/api/v1/auth/sessions', JSON_TYPE, { cookie, ...headers })).toBe(expected);
  });

  it('by a program without a session needs no headers of a browser', async () => {
    expect(await passes('/api/v1/auth/sessions', JSON_TYPE, {})).toBe('passes');
    expect(await passes('/api/v1/auth/sessions', JSON_TYPE, { 'sec-fetch-site': 'cross-site' })).toBe('request.cross_site');
  });

  it.each([FORM_TYPE, 'text/plain', 'application/jsonp', 'application/json-patch+json'])('is refused as %s', async (type) => {
    expect(await passes('/api/v1/auth/sessions', type, { cookie, 'sec-fetch-site': 'same-origin', ...ours })).toBe('request.unsupported_media_type');
  });
});

describe('a form', () => {
  it.each([
    ['of our page', { 'sec-fetch-site': 'same-origin' }, 'passes'],
    ['of our origin in an older browser', { origin: 'http://fanfare.test' }, 'passes'],
    ['of our page that hides its address, on plain http', { origin: 'null' }, 'passes'],
    ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'null' }, 'request.cross_site'],
    ['of another origin', { origin: 'http://evil.example' }, 'request.cross_site'],
    ['of nobody', {}, 'request.cross_site'],
  ])('%s', async (_, headers, expected) => {
    expect(await passes('/sign-in', FORM_TYPE, headers)).toBe(expected);
  });

  it('that hides its address is refused on https, where browsers say more', async () => {
    const secure = await startTestApp({ env: { PUBLIC_URL: 'https://fans.example' } });
    const answer = await secure.app.inject({ method: 'POST', url: '/sign-in', headers: { origin: 'null', 'content-type': FORM_TYPE }, payload: 'email=x' });
    expect([answer.statusCode, answer.headers['x-problem-code']]).toEqual([403, 'request.cross_site']);
    const asked = await secure.app.inject({ method: 'POST', url: '/api/v1/auth/challenges', payload: { email: 'a@example.org' } });
    expect(asked.cookies[0]).toMatchObject({ name: '__Host-ff-nonce', secure: true, httpOnly: true, path: '/', sameSite: 'Lax' });
    await secure.close();
  });
});
