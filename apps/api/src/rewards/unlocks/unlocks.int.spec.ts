import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { Transactions } from '../../platform/database/transactions.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { Worker } from '../../platform/jobs/worker.js';
import { codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { GrantData } from '../grant-data.js';
import type { MyGrantResponse, RewardsResponse, UnlockFileResponse, UnlockLinkResponse } from '../rewards.dto.js';
import { fileName } from './unlock-files.js';

const PAGE = { title: { en: 'The recipe', de: 'Das Rezept' }, text: { en: 'Read <b>this</b>: https://halcyon.example/a?b=1&c=2.\n\nEnjoy!' } };
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF');
const MINUTE = 60_000;

/** A zip with one small file. */
function zip(name: string, text: string): Buffer {
  const [data, called] = [deflateRawSync(text), Buffer.from(name)];
  const about = Buffer.alloc(22);
  about.writeUInt16LE(20, 0);
  about.writeUInt16LE(8, 4);
  about.writeUInt32LE(crc32(text), 10);
  about.writeUInt32LE(data.length, 14);
  about.writeUInt32LE(text.length, 18);
  const sizes = Buffer.alloc(4);
  sizes.writeUInt16LE(called.length, 0);
  return Buffer.concat([Buffer.from('PK\u0003\u0004'), about, sizes, called, data, Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]);
}

describe('what is unlocked', () => {
  let test: TestApp;
  let program: RewardProgram;
  let fan: Fan;
  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    program = await RewardProgram.make(test, 'halcyon');
    fan = await program.fan();
  });
  afterAll(() => test.close());

  const drain = () => test.app.get(Worker).drain();
  const unlock = (what: object) => program.reward({ kind: 'unlock', title: { en: 'A secret' }, unlock: what });
  const upload = async (payload: Buffer, type: string, name = 'Guide.pdf', who = program.manager) =>
    test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/unlock-files?name=${encodeURIComponent(name)}`, headers: { ...who.headers, 'content-type': type }, payload });
  const claim = (grantId: string) => program.mine(fan, `/${grantId}/claim`, {});
  const link = (grantId: string, who = fan) => program.mine(who, `/${grantId}/open`, {});
  const linkOf = async (grantId: string) => (await link(grantId)).json<UnlockLinkResponse>().url;
  /** As anybody opens it: the address is all there is. */
  const follow = (url: string, language = 'en') => test.app.inject({ url: url.replace(/&lang=\w+/, ''), headers: { 'accept-language': language } });
  const look = (url: string) => test.app.inject({ method: 'HEAD', url: url.replace(/&lang=\w+/, '') });
  const mineOf = async (id: string) => (await program.mine(fan, '?limit=100')).json<{ items: MyGrantResponse[] }>().items.find((item) => item.id === id)!;
  const item = async (id: string) => (await program.staff('rewards')).json<RewardsResponse>().items.find((each) => each.id === id)!;
  const pass = (ms: number) => test.clock.moveTo(new Date(test.clock.now().getTime() + ms));
  const set = (grantId: string, status: string) => program.rows('UPDATE grants SET status = $3 WHERE program_id = $1 AND id = $2', [grantId, status]);

  it('is a page that whoever has claimed it reaches by a link, which is counted when it is opened', async () => {
    const { id } = await unlock(PAGE);
    const grant = await program.give(id, fan.memberId);
    expect([codeOf(await link(grant)), (await mineOf(grant)).access]).toEqual(['grant.wrong_state', null]);
    expect((await claim(grant)).json()).toMatchObject({ status: 'fulfilled', access: { fileName: null, opened: false }, delivery: { provider: 'unlock', status: 'done' } });
    expect(codeOf(await link(grant, await program.fan('Ola')))).toBe('grant.not_found');
    const made = (await link(grant)).json<UnlockLinkResponse>();
    expect(made.expiresAt).toBe(new Date(test.clock.now().getTime() + 10 * MINUTE).toISOString());
    expect((await item(id)).unlock).toMatchObject({ ...PAGE, file: null, openedBy: 0, openings: 0 });
    // What it says is for winners, and who writes it: not for all who see the catalogue, nor for the log.
    const seen = (await program.staff('rewards', undefined, await staffSession(test.app, 'analyst', program.id))).json<RewardsResponse>().items.find((each) => each.id === id)!;
    expect(seen.unlock).toMatchObject({ title: PAGE.title, text: {} });
    const [log] = await program.rows<{ detail: object }>(`SELECT detail FROM audit_log WHERE program_id = $1 AND subject_id = $2 AND action = 'reward.created'`, [id]);
    expect([log!.detail, JSON.stringify(log).includes('Enjoy')]).toMatchObject([{ unlock: { title: PAGE.title } }, false]);
    expect((await look(made.url)).statusCode).toBe(200); // counts nothing
    const page = await follow(made.url);
    expect([page.statusCode, page.headers['cache-control'], page.headers['referrer-policy'], page.headers['x-frame-options']]).toEqual([200, 'no-store', 'no-referrer', 'DENY']);
    expect(page.headers['content-security-policy']).toContain(`default-src 'none'`);
    expect(page.body).toContain('<h1>The recipe</h1>');
    expect(page.body).toContain('Read &lt;b&gt;this&lt;/b&gt;: <a href="https://halcyon.example/a?b&#x3D;1&amp;c&#x3D;2" rel="noopener noreferrer">');
    expect((await follow(made.url, 'de')).body).toContain('<h1>Das Rezept</h1>');
    expect([(await item(id)).unlock, await mineOf(grant)]).toMatchObject([{ openedBy: 1, openings: 2 }, { access: { opened: true } }]);
    expect((await program.mine(fan)).body).not.toContain('Enjoy!');
  });

  it('opens for ten minutes, for nobody who changes the link, and not while its grant is stopped', async () => {
    const { id } = await unlock(PAGE);
    const grant = await program.give(id, fan.memberId);
    const other = await program.give(id, fan.memberId);
    for (const each of [grant, other]) await claim(each);
    const url = await linkOf(grant);
    const later = url.replace(/until=(\d+)/, (_, until: string) => `until=${Number(until) + 600}`);
    for (const changed of [later, url.replace(grant, other), url.replace(/key=./, 'key=_'), url.replace(/&key=[^&]+/, ''), url.split('?')[0]!]) expect((await follow(changed)).statusCode).toBe(404);
    await set(grant, 'suspended');
    expect([codeOf(await link(grant)), (await mineOf(grant)).access]).toEqual(['grant.wrong_state', null]);
    const closed = await follow(url);
    expect([closed.statusCode, closed.body.includes('Closed at the moment'), closed.body.includes('Enjoy')]).toEqual([403, true, false]);
    await set(grant, 'fulfilled');
    expect((await follow(url)).statusCode).toBe(200);
    pass(10 * MINUTE);
    const expired = await follow(url, 'de');
    expect([expired.statusCode, expired.body.includes('Dieser Link ist abgelaufen'), expired.body.includes(`href="/me/${program.slug}/rewards"`)]).toEqual([410, true, true]);
    expect((await follow(await linkOf(grant))).statusCode).toBe(200);
    expect((await item(id)).unlock).toMatchObject({ openedBy: 1, openings: 2 });
  });

  it('is closed at once where staff take it back, also while it is suspended, and its unit is there for the next', async () => {
    const { id } = await program.reward({ kind: 'unlock', title: { en: 'For one' }, unlock: PAGE, stock: 1 });
    const [first, second] = [await program.give(id, fan.memberId), await program.give(id, fan.memberId)];
    await claim(first);
    const url = await linkOf(first);
    await set(first, 'suspended');
    expect((await program.staff(`grants/${first}/revoke`, { reason: 'a mistake' })).statusCode).toBe(200);
    const gone = await follow(url);
    expect([gone.statusCode, gone.body.includes('This reward was withdrawn')]).toEqual([410, true]);
    await drain();
    expect([await program.statuses(id), (await mineOf(first)).delivery]).toMatchObject([['revoked', 'claimable'], { status: 'undone' }]);
    await claim(second);
    expect((await follow(await linkOf(second))).statusCode).toBe(200);
  });

  it('is a file that is saved and never shown, as what it is', async () => {
    const file = (await upload(PDF, 'application/pdf', '../evil/Füß "guide".html')).json<UnlockFileResponse>();
    expect(file).toEqual({ id: expect.any(String), name: 'Füß "guide".html.pdf', type: 'application/pdf', bytes: PDF.length });
    const { id } = await unlock({ title: {}, text: {}, fileId: file.id });
    const grant = await program.give(id, fan.memberId);
    expect((await claim(grant)).json()).toMatchObject({ access: { fileName: file.name, type: 'application/pdf', bytes: PDF.length } });
    const looked = await look(await linkOf(grant));
    expect([looked.statusCode, looked.headers['content-type'], looked.headers['content-length'], looked.rawPayload.length]).toEqual([200, 'application/pdf', undefined, 0]);
    expect((await item(id)).unlock).toMatchObject({ openings: 0 });
    const answer = await follow(await linkOf(grant));
    expect([answer.statusCode, answer.rawPayload.equals(PDF)]).toEqual([200, true]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin',
      'content-disposition': `attachment; filename="F__ _guide_.html.pdf"; filename*=UTF-8''F%C3%BC%C3%9F%20%22guide%22.html.pdf`,
    });
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect((await test.app.inject({ url: `/api/v1/programs/${program.id}/unlock-files/${file.id}`, headers: program.manager.headers })).rawPayload.equals(PDF)).toBe(true);
    const clerk = await staffSession(test.app, 'fulfilment', program.id);
    expect((await test.app.inject({ url: `/api/v1/programs/${program.id}/unlock-files/${file.id}`, headers: clerk.headers })).statusCode).toBe(403);
    const swapped = (await upload(zip('a.txt', 'hello'), 'application/zip', 'Pack')).json<UnlockFileResponse>();
    expect(swapped).toMatchObject({ name: 'Pack.zip', type: 'application/zip' });
    const change = { title: { en: 'A secret' }, needsAddress: false, unlock: { title: {}, text: {}, fileId: swapped.id } };
    expect((await program.staff(`rewards/${id}`, change, program.manager, 'PUT')).json()).toMatchObject({ unlock: { file: { name: 'Pack.zip' }, openedBy: 1 } });
    await test.app.get(Maintenance).run('unused_unlock_files');
    pass(25 * 60 * MINUTE);
    await test.app.get(Maintenance).run('unused_unlock_files');
    expect(await program.rows('SELECT name FROM unlock_files WHERE program_id = $1')).toEqual([{ name: 'Pack.zip' }]);
    pass(-25 * 60 * MINUTE);
  });

  it('is refused where a file lies about its type, is of another kind, or too large', async () => {
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#0b5d4b' } }).png().toBuffer();
    const html = Buffer.from('<html><script>alert(1)</script></html>');
    for (const [content, type] of [[png, 'application/pdf'], [html, 'application/pdf'], [html, 'image/png'], [PDF, 'application/zip'], [Buffer.from('MZ\u0090'), 'application/zip'], [Buffer.alloc(0), 'image/png']] as const) {
      expect((await upload(content, type)).json()).toMatchObject({ status: 422, code: 'unlock.file_unreadable' });
    }
    // A program for Java is a zip, too, and one that runs.
    expect((await upload(zip('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0'), 'application/zip')).statusCode).toBe(422);
    expect((await upload(html, 'text/html')).statusCode).toBe(415);
    expect((await upload(Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024)]), 'application/pdf')).statusCode).toBe(413);
    expect((await upload(PDF, 'application/pdf', 'x.pdf', await staffSession(test.app, 'analyst', program.id))).statusCode).toBe(403);
    expect((await upload(png, 'image/png', 'x.png')).json()).toMatchObject({ name: 'x.png', type: 'image/png' });
  });

  it.each([['a/b\\c.pdf', 'application/pdf', 'c.pdf'], ['\u202Egpj.exe', 'image/jpeg', 'gpj.exe.jpg'], ['.JPEG', 'image/jpeg', 'JPEG.jpg'], ['...', 'application/zip', 'file.zip'], ['x.PDF', 'application/pdf', 'x.pdf'], ['a'.repeat(200), 'image/png', `${'a'.repeat(60)}.png`]])(
    'calls a file %j of %s %j', (name, type, called) => expect(fileName(name, type)).toBe(called));

  it('says what it opens, and only where something is opened', async () => {
    const make = async (body: object) => (await program.staff('rewards', { title: { en: 'X' }, needsAddress: false, stock: null, ...body })).json<{ status: number; code: string }>();
    expect(await make({ kind: 'unlock' })).toMatchObject({ status: 422, code: 'request.invalid' });
    expect(await make({ kind: 'unlock', unlock: { title: { en: 'T' }, text: {} } })).toMatchObject({ code: 'request.invalid' });
    expect(await make({ kind: 'unlock', unlock: PAGE, needsAddress: true })).toMatchObject({ code: 'request.invalid' });
    expect(await make({ kind: 'swag', unlock: PAGE })).toMatchObject({ code: 'request.invalid' });
    expect(await make({ kind: 'unlock', unlock: { text: {}, fileId: program.id } })).toMatchObject({ status: 422, code: 'unlock.file_not_found' });
  });

  it('ends with the membership, and only how often it was opened is left', async () => {
    const { id } = await program.reward({ kind: 'unlock', title: { en: 'For three' }, unlock: PAGE, stock: 3 });
    const leaver = await program.fan('Lea');
    const [grant, closed, unclaimed] = [await program.give(id, leaver.memberId), await program.give(id, leaver.memberId), await program.give(id, leaver.memberId)];
    for (const each of [grant, closed]) await program.mine(leaver, `/${each}/claim`, {});
    for (const each of [closed, unclaimed]) await set(each, 'suspended');
    const { url } = (await link(grant, leaver)).json<UnlockLinkResponse>();
    await follow(url);
    const subject = { programId: program.id, memberId: leaver.memberId, addresses: [], addressChanges: [] };
    const data = test.app.get(GrantData);
    expect(await test.app.get(Transactions).readProgram(program.id, (tx) => data.collect(tx, subject))).toMatchObject({ unlocked: [{ grantId: grant, times: 1, lastAt: test.clock.now() }] });
    await test.app.get(Transactions).inProgram(program.id, (tx) => data.erase(tx, subject, test.clock.now()));
    expect((await follow(url)).statusCode).toBe(410);
    await drain();
    expect([await program.statuses(id), (await item(id)).pool]).toMatchObject([['revoked', 'revoked', 'revoked'], { unitsLeft: 3, given: 0 }]);
    expect(await program.rows('SELECT times, last_at FROM unlock_openings WHERE program_id = $1 AND grant_id = $2', [grant])).toEqual([{ times: 1, last_at: null }]);
  });
});
