import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../platform/ids.js';
import { readSource } from '../../platform/source-files.js';
import { changeRules, TestMachine } from '../../testing/machine.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const SHOP = 'https://shop.example';
const BRAND = 'https://brand.example:8443';
const EVIL = 'https://evil.example';
const PERSON = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };
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

describe('what the script keeps from visit to visit', () => {
  const day = (n: number) => Date.UTC(2026, 10, 1) + n * 86_400_000;
  const clickOn = (n: number) => newId(new Date(day(n)));
  const [CLICK, LATER] = [clickOn(0), clickOn(1)];
  const visitor = (before?: object) => {
    const storage = new Map(before ? [['fanfare:halcyon', JSON.stringify(before)]] : []);
    const localStorage = { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => storage.set(key, value) };
    return async (query: string, at = day(1), more: object = {}) => {
      const sent: Record<string, unknown>[] = [];
      const window: { localStorage: object; fanfare?: { signUp(fields: object): Promise<void> } } = { localStorage };
      runInNewContext(readSource('integrations/embed/embed.js').toString(), {
        window, URL, location: { href: `https://shop.example/${query}` }, Date: { now: () => at },
        document: { currentScript: { src: 'https://fans.example/embed.js', dataset: { program: 'halcyon' } }, documentElement: { lang: '' }, addEventListener: () => undefined },
        fetch: async (_: string, { body }: { body: string }) => { sent.push(JSON.parse(body) as Record<string, unknown>); return { ok: true }; },
      });
      await window.fanfare!.signUp({ email: 'a@reader.test', ...more });
      return sent[0]!;
    };
  };
  const body = (more: object) => ({ email: 'a@reader.test', consent: true, ...more });

  it.each([
    ['nothing more', '', { referralCode: 'mara-k', clickId: CLICK }],
    ['a cohort', '?cohort=campus', { referralCode: 'mara-k', clickId: CLICK, cohort: 'campus' }],
    ['what another tool calls ref', '?ref=producthunt', { referralCode: 'producthunt', clickId: CLICK }],
    ['what is no code at all', '?ref=a/b&click=none', { referralCode: 'mara-k', clickId: CLICK }],
    ['another link', `?ref=tom&click=${LATER}`, { referralCode: 'tom', clickId: LATER }],
    ['another link without its code', `?click=${LATER}`, { clickId: LATER }],
  ])('a link, then %s', async (_, query, kept) => {
    const visit = visitor();
    expect(await visit(`?ref=mara-k&click=${CLICK}`)).toEqual(body({ referralCode: 'mara-k', clickId: CLICK }));
    expect(await visit(query)).toEqual(body({ ...kept, firstClickId: CLICK }));
    expect(await visit('')).toEqual(body({ ...kept, firstClickId: CLICK }));
  });

  it('for thirty days after the last link, however often its cohort is named', async () => {
    const visit = visitor();
    await visit(`?ref=mara-k&click=${CLICK}`, day(0));
    await visit('?cohort=campus', day(20));
    expect(await visit('', day(29))).toEqual(body({ referralCode: 'mara-k', clickId: CLICK, firstClickId: CLICK, cohort: 'campus' }));
    expect(await visit('', day(31))).toEqual(body({}));
  });

  it('of several visits the first that is still alive, and the last', async () => {
    const visit = visitor();
    const ids = new Map([0, 10, 25, 36].map((n) => [n, clickOn(n)]));
    const sent = (n: number) => visit(`?ref=fan-${n}&click=${ids.get(n)}`, day(n));
    const both = (first: number, last: number) => body({ referralCode: `fan-${last}`, clickId: ids.get(last), firstClickId: ids.get(first) });
    await sent(0);
    expect([await sent(10), await sent(25), await visit('', day(29))]).toEqual([both(0, 10), both(0, 25), both(0, 25)]);
    expect([await visit('', day(30)), await sent(36), await visit('', day(54))]).toEqual([both(25, 25), both(25, 36), both(25, 36)]);
    expect(await visit('', day(55))).toEqual(both(36, 36));
  });

  it('a visit that was kept before there were two', async () => {
    const visit = visitor({ ref: 'mara-k', click: CLICK, at: day(0) });
    expect(await visit(`?ref=tom&click=${LATER}`)).toEqual(body({ referralCode: 'tom', clickId: LATER, firstClickId: CLICK }));
  });

  it.each([['first', 'anna'], ['last', 'ben']] as const)('is enough for the rule that the %s visit counts', async (model, credited) => {
    const own = await SignupProgram.make(test.app, `page-${model}`, test.database.superUrl);
    await changeRules(test.app, own.id, { attribution: { model, windowDays: 30, codeBeatsClick: true } });
    const codes = [await own.join('anna@reader.test'), await own.join('ben@reader.test')];
    const visit = visitor();
    let said: Record<string, unknown> = {};
    for (const code of codes) {
      const answer = await test.app.inject({ url: `/r/${code}`, headers: PERSON });
      said = await visit(new URL(answer.headers.location!, 'http://x').search, test.clock.now().getTime());
      test.clock.moveTo(new Date(test.clock.now().getTime() + 86_400_000));
    }
    expect((await own.signUp(said)).statusCode).toBe(202);
    expect((await own.submissions('a@reader.test'))[0]!.referrer_id).toBe(await own.memberOf(`${credited}@reader.test`));
    await own.close();
  });

  it('what a page says itself goes before', async () => {
    const visit = visitor();
    await visit(`?ref=mara-k&click=${CLICK}`);
    expect(await visit('', day(1), { referralCode: 'typed' })).toEqual(body({ referralCode: 'typed', clickId: CLICK, firstClickId: CLICK }));
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
