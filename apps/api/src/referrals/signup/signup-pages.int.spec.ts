import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
let test: TestApp;
let program: SignupProgram;
const get = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') => test.app.inject({ method, url, headers });

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  await program.sql(`UPDATE programs SET locales = '{en,de}' WHERE id = $1`, [program.id]);
});
afterAll(async () => {
  await program.close();
  await test.close();
});

describe('the sign-up page', () => {
  it('works without JavaScript, from the form to the own link', async () => {
    const page = await get('/join/halcyon?ref=abcd2345');
    expect(page.body).toContain('<form method="post" action="/join/halcyon"');
    expect(page.body).toContain('name="ref" value="abcd2345"');
    expect(page.body).not.toContain('<script');
    const sent = await program.form('/join/halcyon', { email: 'form@reader.test', name: 'Ola', consent: 'yes', ref: 'abcd2345', lang: 'en' });
    expect([sent.statusCode, sent.body]).toEqual([200, expect.stringContaining('form@reader.test')]);
    const token = await program.token('form@reader.test');
    const ask = await get(`/confirm?token=${token}`);
    expect(ask.body).toContain('<form method="post" action="/confirm"');
    const done = await program.form('/confirm', { token });
    expect(done.statusCode).toBe(200);
    expect(done.body).toContain('You’re in, Ola');
    expect(done.body).toMatch(/http:\/\/fanfare\.test\/r\/[2-9a-z]{8}</);
  });

  it('credits the click that is kept in the browser', async () => {
    const code = await program.join('owner@reader.test');
    const visit = await get(`/r/${code}`, { 'user-agent': 'Mozilla/5.0 Chrome/142 Safari/537.36', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' });
    const cookie = visit.cookies.map((c) => `${c.name}=${c.value}`).join('; ');
    await program.form('/join/halcyon', { email: 'days-later@reader.test', consent: 'yes' }, { 'sec-fetch-site': 'same-origin', cookie });
    expect((await program.submissions('days-later@reader.test'))[0]).toMatchObject({ touches: [{ via: 'click', at: NOW.getTime() }], referrer_id: await program.memberOf('owner@reader.test') });
  });

  it.each([
    [{ email: 'nope', consent: 'yes' }, 'email-error'],
    [{ email: 'a@b.test', consent: 'yes', name: 'x'.repeat(90) }, 'name-error'],
    [{ email: 'a@b.test', consent: 'yes', referralCode: '??' }, 'code-error'],
    [{ email: 'a@b.test' }, 'consent-error'],
  ])('says at the field what is wrong with %j, and keeps what was typed', async (fields, id) => {
    const before = await program.fingerprint();
    const page = await program.form('/join/halcyon', fields as Record<string, string>);
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(`aria-invalid="true" aria-describedby="${id}"`);
    expect(page.body).toContain(`id="${id}"`);
    expect(page.body).toContain(`value="${fields.email}"`);
    expect(await program.fingerprint()).toBe(before);
  });

  it('escapes whatever comes in by the address or the form', async () => {
    const page = await get('/join/halcyon?ref=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&click=%22%3E&lang=%3Cb%3E');
    expect(page.body).not.toContain('<script');
    const wrong = await program.form('/join/halcyon', { email: '"><script>alert(1)</script>', consent: 'yes', name: '<img src=x>' });
    expect(wrong.body).not.toMatch(/<script|<img/);
  });

  it('leads nowhere else: no parameter of it becomes an address', async () => {
    for (const evil of ['https://evil.test', '//evil.test', 'javascript:alert(1)']) {
      const query = new URLSearchParams({ ref: evil, click: evil, lang: evil, next: evil, redirect: evil, destination: evil }).toString();
      const page = await get(`/join/halcyon?${query}`);
      expect([page.statusCode, page.headers.location, page.body.includes('evil.test')]).toEqual([200, undefined, false]);
      const sent = await program.form(`/join/halcyon?${query}`, { email: 'where@reader.test', consent: 'yes', next: evil, redirect: evil, ref: evil });
      expect([sent.headers.location, sent.body.includes('evil.test')]).toEqual([undefined, false]);
    }
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }],
    [{ origin: 'https://evil.test' }],
    [{}],
  ])('refuses a form from elsewhere (%j)', async (headers) => {
    const before = await program.fingerprint();
    const answer = await program.form('/join/halcyon', { email: 'forced@reader.test', consent: 'yes' }, headers as Record<string, string>);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([403, expect.stringContaining('text/html')]);
    expect(await program.fingerprint()).toBe(before);
  });

  it('speaks the visitor’s language where the program does', async () => {
    expect((await get('/join/halcyon', { 'accept-language': 'de-AT' })).body).toContain('<html lang="de"');
    expect((await get('/join/halcyon?lang=de')).body).toContain('E-Mail-Adresse');
    expect((await get('/join/halcyon', { 'accept-language': 'pl' })).body).toContain('<html lang="en"');
  });

  it('stays under 30 KiB with its fonts, and its files may be kept for ever', async () => {
    const page = await get('/join/halcyon');
    const fonts = [...page.body.matchAll(/href="(\/page-assets\/[^"]+\.woff2)"/g)].map((match) => match[1]!);
    const files = await Promise.all(fonts.map((url) => get(url)));
    expect(files.map((file) => [file.statusCode, file.headers['cache-control']])).toEqual(fonts.map(() => [200, 'public, max-age=31536000, immutable']));
    expect(fonts).toHaveLength(2);
    const sent = await get('/join/halcyon', { 'accept-encoding': 'br, gzip' });
    expect(sent.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(sent.rawPayload).toString()).toBe(page.body);
    expect(sent.rawPayload.length + files.reduce((sum, file) => sum + file.rawPayload.length, 0)).toBeLessThan(30 * 1024);
  });

  it('tells what can be shared: title, description, address', async () => {
    const { body } = await get('/join/halcyon');
    for (const tag of ['property="og:title"', 'property="og:description"', 'property="og:url" content="http://fanfare.test/join/halcyon"', 'name="twitter:card"', 'name="description"']) expect(body).toContain(tag);
  });

  it('of an unknown program is a page that says so', async () => {
    const page = await get('/join/nowhere', { 'accept-language': 'de' });
    expect([page.statusCode, page.headers['content-type'], page.body]).toEqual([404, expect.stringContaining('text/html'), expect.stringContaining('Diese Seite gibt es nicht')]);
  });
});

describe('the confirmation page', () => {
  it('changes nothing when it is opened, by GET or HEAD, however often', async () => {
    await program.signUp({ email: 'scanned@reader.test' });
    const token = await program.token('scanned@reader.test');
    const before = await program.fingerprint();
    for (const method of ['GET', 'HEAD', 'GET'] as const) expect((await get(`/confirm?token=${token}`, {}, method)).statusCode).toBe(200);
    for (const url of ['/join/halcyon', '/confirm', '/confirm?token=x', '/robots.txt', '/api/v1/public/programs/halcyon']) await get(url);
    expect(await program.fingerprint()).toBe(before);
    expect((await program.confirm(token)).statusCode).toBe(200);
  });

  it('keeps its token to itself', async () => {
    const { headers } = await get('/confirm?token=abc');
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    expect(headers['content-security-policy']).toContain(`default-src 'none'`);
  });

  it('is not compressed: its length would tell what the token resembles', async () => {
    const { headers } = await get('/confirm?token=abc', { 'accept-encoding': 'br, gzip' });
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('says “you’re in” for a used token and knows an unknown one', async () => {
    await program.join('used@reader.test');
    const token = await program.token('used@reader.test');
    for (const page of [await get(`/confirm?token=${token}`), await program.form('/confirm', { token })]) {
      expect([page.statusCode, page.body]).toEqual([410, expect.stringContaining('You’re in')]);
    }
    expect((await get('/confirm?token=nothing')).statusCode).toBe(404);
  });

  it('offers a new mail when it has expired, and the new one works with the old touches', async () => {
    const code = await program.join('host@reader.test');
    await program.signUp({ email: 'slow@reader.test', referralCode: code });
    const token = await program.token('slow@reader.test');
    test.clock.moveTo(new Date(NOW.getTime() + 8 * 86_400_000));
    const page = await program.form('/confirm', { token });
    expect([page.statusCode, page.body]).toEqual([410, expect.stringContaining('action="/confirm/resend"')]);
    const resent = await program.form('/confirm/resend', { token });
    expect(resent.statusCode).toBe(200);
    const fresh = await program.token('slow@reader.test');
    expect(fresh).not.toBe(token);
    expect((await program.confirm(fresh)).statusCode).toBe(200);
    expect(await program.qualified((await program.memberOf('host@reader.test'))!)).toBe(1);
    test.clock.moveTo(NOW);
  });

  it('does not resend what has not expired', async () => {
    await program.signUp({ email: 'hasty@reader.test' });
    await program.form('/confirm/resend', { token: await program.token('hasty@reader.test') });
    expect(await program.submissions('hasty@reader.test')).toHaveLength(1);
  });
});

it('promises rewards by their titles in the language of the page', async () => {
  await program.sql(`UPDATE rewards SET title = title || '{"de": "Aufkleber fürs Rad"}' WHERE program_id = $1 AND title->>'en' = 'Stickers'`, [program.id]);
  expect([(await get('/join/halcyon?lang=de')).body.includes('Aufkleber fürs Rad'), (await get('/join/halcyon?lang=en')).body.includes('Aufkleber')]).toEqual([true, false]);
});

describe('a public program', () => {
  it('shows what a visitor may know, and nothing else', async () => {
    const answer = await get('/api/v1/public/programs/halcyon');
    expect(answer.json()).toEqual({
      slug: 'halcyon', name: 'Halcyon Daily', status: 'active', brandColor: '#0b5d4b', logo: null, defaultLocale: 'en', locales: ['en', 'de'],
      tiers: [['Ambassador', 10], ['Gold', 25], ['Platinum', 50]].map(([name, threshold]) => ({ id: expect.any(String), name, threshold, measure: 'qualified', per: 'life' })),
      milestones: [['Stickers', 3], ['Discount code', 5], ['Welcome box', 10], ['Listening session', 25]].map(([title, threshold]) => ({ id: expect.any(String), title, threshold, measure: 'qualified' })),
    });
    expect(await test.app.get(DataSource).query('SELECT count(*)::int AS n FROM programs')).toEqual([{ n: 0 }]); // no program entered: nothing to see
  });
});
