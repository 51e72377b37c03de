import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memberSession, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { SHARE_CHANNELS, type ShareKitResponse, type ShareTextsResponse } from './share.dto.js';
import { fillIn } from './share-texts.service.js';

let test: TestApp;
let program: SignupProgram;
let code: string;
let memberId: string;
let fan: SignedIn;
let owner: SignedIn;

beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T09:00:00Z') });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  await program.sql(`UPDATE programs SET locales = '{en,de}' WHERE id = $1`, [program.id]);
  code = await program.join('ewa@friends.example', { name: 'Ewa Nowak', locale: 'de' });
  memberId = (await program.memberOf('ewa@friends.example'))!;
  const [account] = await program.sql<{ account_id: string }>('SELECT account_id FROM members WHERE program_id = $1 AND id = $2', [program.id, memberId]);
  fan = await openSession(test.app, account!.account_id, 'member');
  owner = await staffSession(test.app, 'owner', program.id);
});
afterAll(async () => {
  await program.close();
  await test.close();
});
const get = (url: string, headers: Record<string, string> = {}) => test.app.inject({ url, headers });

describe('pictures of a link', () => {
  it.each(['qr.svg', 'qr.png', 'poster.svg'])('%s may be kept by anybody and is not sent twice', async (file) => {
    const first = await get(`/r/${code}/${file}`);
    expect([first.statusCode, first.headers['content-type']]).toEqual([200, file.endsWith('svg') ? 'image/svg+xml; charset=utf-8' : 'image/png']);
    expect(first.headers).toMatchObject({ 'cache-control': expect.stringMatching(/^public, max-age=\d+$/), 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining('sandbox') });
    expect(first.headers['set-cookie']).toBeUndefined();
    const again = await get(`/r/${code.toUpperCase()}/${file}`, { 'if-none-match': `"other", W/${String(first.headers['etag'])}` });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('come in the size asked for, within reason', async () => {
    const png = (await get(`/r/${code}/qr.png?size=300`)).rawPayload;
    expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 300, 300]);
    for (const size of ['0', '5000', '1e9', 'x', '-1', '300.5']) expect((await get(`/r/${code}/qr.png?size=${size}`)).statusCode).toBe(422);
    expect((await get(`/r/${code}/poster.svg?paper=a5`)).body).toMatch(/^<svg width="148mm" height="210mm"/);
    expect((await get(`/r/${code}/poster.svg?paper=a0`)).statusCode).toBe(422);
  });

  it('are no clicks', async () => {
    const clicks = () => program.sql<{ n: number }>('SELECT count(*)::int AS n FROM clicks');
    const before = await clicks();
    for (const path of [`/r/${code}/qr.svg`, `/r/${code}/poster.svg`, `/card/${code}`, `/card/${code}.png`]) await get(path);
    expect(await clicks()).toEqual(before);
  });

  it.each(['/r/nobody-has-it/qr.svg', '/r/nobody-has-it/qr.png', '/r/nobody-has-it/poster.svg', '/card/nobody-has-it', '/card/nobody-has-it.png', '/r/%00/qr.svg'])('%s: the same page as for any unknown code', async (path) => {
    const [answer, unknown] = [await get(path), await get('/r/nobody-has-it')];
    expect([answer.statusCode, answer.headers['x-problem-code'], answer.body]).toEqual([404, 'request.not_found', unknown.body]);
  });
});

describe("a program's preview", () => {
  it('is a small PNG which its pages name', async () => {
    const page = await get('/join/halcyon?lang=de');
    const image = /<meta property="og:image" content="http:\/\/fanfare\.test([^"]+)">/.exec(page.body)![1]!.replace('&#x3D;', '=');
    expect(page.body).toContain('<meta name="twitter:card" content="summary_large_image">');
    const picture = await get(image);
    expect([picture.statusCode, picture.headers['content-type'], picture.rawPayload.readUInt32BE(16), picture.rawPayload.readUInt32BE(20)]).toEqual([200, 'image/png', 1200, 630]);
    expect(picture.rawPayload.length).toBeLessThan(300 * 1024);
    expect(picture.rawPayload.equals((await get('/og/halcyon.png?lang=en')).rawPayload)).toBe(false);
  });

  it('changes with the brand, and is unknown for an unknown program', async () => {
    const { etag } = (await get('/og/halcyon.png')).headers;
    await program.sql(`UPDATE programs SET brand_color = '#ffd400' WHERE id = $1`, [program.id]);
    const changed = await get('/og/halcyon.png', { 'if-none-match': String(etag) });
    expect([changed.statusCode, changed.headers['etag'] === etag]).toEqual([200, false]);
    expect((await get('/og/no-such-program.png')).statusCode).toBe(404);
  });
});

describe('the card', () => {
  const body = async () => (await get(`/card/${code}?lang=en`)).body;
  const profile = (name: string | null, hidden: boolean) => program.sql('UPDATE profiles SET board_name = $3, board_hidden = $4 WHERE program_id = $1 AND member_id = $2', [program.id, memberId, name, hidden]);

  it('says fan before the first tier, then ambassador with the tier', async () => {
    expect(await body()).toContain('<h1>I’m a fan of Halcyon Daily</h1>');
    await program.sql('UPDATE standings SET tier_id = $3 WHERE program_id = $1 AND member_id = $2', [program.id, memberId, program.ids.tiers.gold]);
    const page = await body();
    expect(page).toContain('<h1>I’m an ambassador of Halcyon Daily</h1>');
    expect(page).toContain('<b>Gold</b>');
    expect(page).toContain(`href="http://fanfare.test/r/${code}"`);
    expect(page).toContain('content="noindex"');
    await program.sql('UPDATE programs SET members_listed = true WHERE id = $1', [program.id]);
    expect(await body()).toContain(`<link rel="canonical" href="http://fanfare.test/card/${code}">`);
    await program.sql('UPDATE programs SET members_listed = false WHERE id = $1', [program.id]);
    expect(page).toContain(`<meta property="og:image" content="http://fanfare.test/card/${code}.png?lang&#x3D;en">`);
  });

  it('has a name only if one was chosen for others to see, and escapes it', async () => {
    expect(await body()).not.toMatch(/Ewa|Nowak/);
    const nameless = (await get(`/card/${code}.png`)).headers['etag'];
    await profile('<i>Ewa</i> з Києва', false);
    expect(await body()).toContain('<p>&lt;i&gt;Ewa&lt;/i&gt; з Києва</p>');
    expect((await get(`/card/${code}.png`)).headers['etag']).not.toBe(nameless);
    await profile('Ewa', true);
    expect(await body()).not.toContain('Ewa');
    expect((await get(`/card/${code}.png`)).headers['etag']).toBe(nameless);
  });

  it('lets its own picture of the code in', async () => {
    const page = await get(`/card/${code}`);
    expect(page.headers['content-security-policy']).toContain(`img-src 'self'`);
    expect(page.body).toContain(`<img src="/r/${code}/qr.svg"`);
  });

  it('goes when its person no longer takes part', async () => {
    const standing = (state: string) => program.sql('UPDATE standings SET standing = $3 WHERE program_id = $1 AND member_id = $2', [program.id, memberId, state]);
    await standing('suspended');
    expect([(await get(`/card/${code}`)).statusCode, (await get(`/card/${code}.png`)).statusCode]).toEqual([404, 404]);
    await standing('active');
    expect((await get(`/card/${code}`)).statusCode).toBe(200);
  });
});

describe('the app', () => {
  it('has the program’s name, colour and icons, each as large as it says', async () => {
    const answer = await get('/me/halcyon/manifest.webmanifest');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/manifest+json; charset=utf-8']);
    const manifest = answer.json<{ icons: { src: string; sizes: string; purpose: string }[] }>();
    expect(manifest).toMatchObject({ name: 'Halcyon Daily', start_url: '/me/halcyon', theme_color: expect.stringMatching(/^#[0-9a-f]{6}$/), display: 'standalone' });
    expect(manifest.icons.map(({ purpose }) => purpose)).toEqual(['any', 'any', 'maskable']);
    for (const { src, sizes } of manifest.icons) {
      const png = (await get(src)).rawPayload;
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
    }
  });

  it.each(['/me/nobody/manifest.webmanifest', '/icon/nobody/192.png', '/icon/halcyon/193.png', '/icon/halcyon/constructor.png'])('%s: not found', async (path) => {
    expect((await get(path)).statusCode).toBe(404);
  });
});

describe('texts to share', () => {
  const base = () => `/api/v1/programs/${program.id}/share-texts`;
  const put = (payload: object) => test.app.inject({ method: 'PUT', url: base(), headers: owner.headers, payload });
  const kit = async () => (await get('/api/v1/me/programs/halcyon/share', fan.headers)).json<ShareKitResponse>();

  it('are ours until the program has its own, in every language and channel', async () => {
    const { items } = (await get(base(), owner.headers)).json<ShareTextsResponse>();
    expect(items.map(({ locale, channel }) => `${locale} ${channel}`)).toEqual(['en', 'de'].flatMap((locale) => SHARE_CHANNELS.map((channel) => `${locale} ${channel}`)));
    expect(items.every(({ text, own }) => text.includes('{link}') && text.includes('{name}') && text.length <= 280 && !own)).toBe(true);
  });

  it('reach the member filled in, in their language, with the link of the channel', async () => {
    await put({ texts: [{ locale: 'de', channel: 'whatsapp', text: 'Lies {name} mit mir: {link}' }, { locale: 'en', channel: 'x', text: '{link}' }] });
    await test.app.inject({ method: 'POST', url: '/api/v1/me/programs/halcyon/links', headers: fan.headers, payload: { channel: 'Telegram', code: 'ewa-telegram' } });
    const found = await kit();
    expect(found).toMatchObject({
      locale: 'de', link: { code, url: `http://fanfare.test/r/${code}` }, qr: { svg: `http://fanfare.test/r/${code}/qr.svg`, png: `http://fanfare.test/r/${code}/qr.png` },
      card: { page: `http://fanfare.test/card/${code}` },
    });
    const said = Object.fromEntries(found.texts.map(({ channel, text }) => [channel, text]));
    expect(said['whatsapp']).toBe(`Lies Halcyon Daily mit mir: http://fanfare.test/r/${code}`);
    expect(said['telegram']).toContain('http://fanfare.test/r/ewa-telegram');
    expect(said['x']).toBe(`Ich bin bei Halcyon Daily dabei. Mach mit: http://fanfare.test/r/${code}`);
    for (const url of [found.qr.svg, found.qr.png, found.poster.a4, found.poster.a5, found.card.page, found.card.picture]) expect((await get(url.replace('http://fanfare.test', ''))).statusCode).toBe(200);
  });

  it('come in the language of whoever they are sent to, else in the one the member reads in', async () => {
    const asked = async (query: string, language?: string) => (await get(`/api/v1/me/programs/halcyon/share${query}`, { ...fan.headers, ...(language && { 'accept-language': language }) })).json<ShareKitResponse>();
    expect((await asked('?lang=en', 'de')).locale).toBe('en');
    expect((await asked('', 'en-GB')).locale).toBe('en');
    const fallback = await asked('?lang=fr');
    expect([fallback.locale, fallback.locales]).toEqual(['de', ['en', 'de']]);
    expect(fallback.recent).toEqual({ days: 30, clicks: 0, signups: 0 });
  });

  it('are replaced as a whole, and audited without their words', async () => {
    await put({ texts: [{ locale: 'de', channel: 'whatsapp', text: 'Neu: {link}' }] });
    const items = (await put({ texts: [] })).json<ShareTextsResponse>().items;
    expect(items.some(({ own }) => own)).toBe(false);
    const rows = await program.sql<{ detail: { changed: string[] } }>(`SELECT detail FROM audit_log WHERE program_id = $1 AND action = 'program.share_texts_changed' ORDER BY id`, [program.id]);
    expect(rows.slice(-2).map(({ detail }) => detail)).toEqual([{ changed: ['de/whatsapp', 'en/x'] }, { changed: ['de/whatsapp'] }]);
  });

  it('survive two colleagues who save at once: one of both stands, whole', async () => {
    const texts = (words: string) => ({ texts: SHARE_CHANNELS.map((channel) => ({ locale: 'en', channel, text: `${words} {link}` })) });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => put(texts(`v${i}`))));
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array(8).fill(200));
    const { items } = (await get(base(), owner.headers)).json<ShareTextsResponse>();
    expect(new Set(items.filter(({ own }) => own).map(({ text }) => text)).size).toBe(1);
  });

  it.each([
    ['no link', [{ locale: 'en', channel: 'x', text: 'Join me' }]],
    ['an unknown placeholder', [{ locale: 'en', channel: 'x', text: '{link} {email}' }]],
    ['281 signs', [{ locale: 'en', channel: 'x', text: `{link}${'x'.repeat(275)}` }]],
    ['an unknown channel', [{ locale: 'en', channel: 'fax', text: '{link}' }]],
    ['an unknown language', [{ locale: 'tlh', channel: 'x', text: '{link}' }]],
    ['the same place twice', [{ locale: 'en', channel: 'x', text: '{link}' }, { locale: 'en', channel: 'x', text: '{link}' }]],
    ['a control character', [{ locale: 'en', channel: 'x', text: '{link}\u0000' }]],
  ])('refuse %s', async (_, texts) => expect((await put({ texts })).json()).toMatchObject({ code: 'request.invalid' }));

  it('keep a name that looks like a placeholder', () => expect(fillIn('{name}: {link}', { name: '{link}$&', link: 'L' })).toBe('{link}$&: L'));

  it('are nothing for a member without a link', async () => {
    const bare = await memberSession(test.app, program.id);
    expect((await get('/api/v1/me/programs/halcyon/share', bare.headers)).json()).toMatchObject({ code: 'request.not_found' });
  });
});
