import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSource } from '../../platform/source-files.js';
import { TestMachine } from '../../testing/machine.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const SHOP = 'https://shop.example';
const BRAND = 'https://brand.example:8443';
const EVIL = 'https://evil.example';
let test: TestApp;
let program: SignupProgram;
let publishable: TestMachine;

beforeAll(async () => {
  test = await startTestApp();
  program = await SignupProgram.make(test.app, 'embedded', test.database.superUrl);
  await program.sql(`UPDATE programs SET allowed_hosts = '{shop.example}', destination = 'https://brand.example:8443/join' WHERE id = $1`, [program.id]);
  publishable = await TestMachine.make(test.app, program.id, { kind: 'publishable' });
});
afterAll(async () => {
  await program.close();
  await test.close();
});

describe('/embed.js', () => {
  it('is three kilobytes at most, of any page, and asked for again only when it changed', async () => {
    const answer = await test.app.inject({ url: '/embed.js', headers: { origin: EVIL } });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
    expect(answer.headers['cache-control']).toMatch(/max-age=86400/);
    expect(answer.rawPayload).toEqual(readSource('integrations/embed/embed.js'));
    expect(answer.rawPayload.length).toBeLessThanOrEqual(3 * 1024);
    expect(gzipSync(answer.rawPayload).length).toBeLessThan(1536);
    expect((await test.app.inject({ url: '/embed.js', headers: { 'if-none-match': String(answer.headers['etag']) } })).statusCode).toBe(304);
  });
});

describe('pages elsewhere', () => {
  const preflight = (url: string, origin: string) => test.app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } });
  const signups = '/api/v1/public/programs/embedded/signups';
  const allowed = (answer: { headers: Record<string, unknown> }) => answer.headers['access-control-allow-origin'] ?? null;

  it('may sign up if they are the program’s own: a listed host, or that of its page', async () => {
    for (const origin of [SHOP, BRAND, 'http://shop.example']) {
      const asked = await preflight(signups, origin);
      expect([asked.statusCode, allowed(asked), asked.headers['access-control-allow-headers']]).toEqual([204, origin, 'authorization, content-type, idempotency-key']);
      const answer = await program.signUp({ email: 'friend@reader.test' }, { origin, 'sec-fetch-site': 'cross-site' });
      expect([answer.statusCode, allowed(answer)]).toEqual([202, origin]);
      expect(String(answer.headers['vary'])).toContain('Origin');
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    }
  });

  it.each([EVIL, 'https://shop.example.evil.example', 'https://evil.example/shop.example', 'https://sub.shop.example', 'https://shop.example:8443', 'null', 'shop.example', 'https://shop.example/'])('are told nothing as %s', async (origin) => {
    expect(allowed(await preflight(signups, origin))).toBeNull();
    expect(allowed(await program.signUp({ email: 'friend@reader.test' }, { origin, 'sec-fetch-site': 'cross-site' }))).toBeNull();
    expect(allowed(await test.app.inject({ url: '/api/v1/public/programs/embedded', headers: { origin } }))).toBeNull();
  });

  it('read what went wrong as well', async () => {
    const answer = await program.signUp({ email: 'no address' }, { origin: SHOP });
    expect([answer.statusCode, allowed(answer)]).toEqual([422, SHOP]);
  });

  it('with a publishable key may click and sign up; only the program’s own read the answer', async () => {
    expect(allowed(await preflight('/api/v1/clicks', EVIL))).toBe(EVIL);
    const body = (n: number) => ({ externalId: `w-${n}`, type: 'signup', email: `w${n}@reader.test` });
    expect(allowed(await publishable.convert(body(1), { origin: SHOP }))).toBe(SHOP);
    expect(allowed(await publishable.convert(body(2), { origin: EVIL }))).toBeNull();
  });

  it('are not asked about anything else', async () => {
    for (const url of ['/api/v1/me', '/api/v1/auth/sessions', `/api/v1/programs/${program.id}/settings`, '/api/v1/public/confirmations', '/api/v1/public/programs/nobody/signups', '/api/v1/public/programs/embedded/../x']) {
      const asked = await preflight(url, SHOP);
      expect([url, allowed(asked), asked.statusCode]).toEqual([url, null, 404]);
    }
  });
});
