import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { Transactions } from '../database/transactions.js';
import { DAY_MS, Maintenance } from '../jobs/maintenance.js';
import { newId } from '../ids.js';
import { bareProgram, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

describe('pictures', () => {
  let test: TestApp;
  let programId: string;
  let manager: SignedIn;
  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    programId = await bareProgram(test.app, 'halcyon');
    manager = await staffSession(test.app, 'manager', programId);
  });
  afterAll(() => test.close());

  const blank = (width = 40, height = 20, background = '#0b5d4b') => sharp({ create: { width, height, channels: 3, background } });
  const upload = (payload: Buffer, type = 'image/png', who = manager, program = programId) =>
    test.app.inject({ method: 'POST', url: `/api/v1/programs/${program}/pictures`, headers: { ...who.headers, 'content-type': type }, payload });
  const codeOf = (answer: { json(): { code: string } }) => answer.json().code;
  const kept = async () => (await test.app.get(Transactions).inProgram(programId, (tx) => tx.query('SELECT id FROM pictures WHERE program_id = $1', [programId])) as { id: string }[]).map(({ id }) => id);

  it('are drawn anew as WebP, without what was hidden in the file, and served to everybody for ever', async () => {
    const file = await blank(3000, 1500).withExif({ IFD0: { Copyright: 'SECRET-PLACE' } }).jpeg().toBuffer();
    expect(file.includes('SECRET-PLACE')).toBe(true);
    const answer = await upload(file, 'image/jpeg');
    expect([answer.statusCode, answer.json()]).toEqual([201, { id: expect.any(String), url: expect.stringMatching(/^\/files\/.*\.webp$/), width: 1600, height: 800 }]);
    const shown = await test.app.inject({ url: answer.json<{ url: string }>().url });
    expect([shown.statusCode, shown.headers['content-type'], shown.headers['x-content-type-options']]).toEqual([200, 'image/webp', 'nosniff']);
    expect(shown.headers['content-security-policy']).toContain('sandbox');
    expect(shown.headers['cache-control']).toContain('immutable');
    expect((await sharp(shown.rawPayload).metadata()).format).toBe('webp');
    expect(shown.rawPayload.includes('SECRET-PLACE')).toBe(false);
  });

  it('are turned upright', async () => {
    const { width, height } = (await upload(await blank(40, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer(), 'image/jpeg')).json<{ width: number; height: number }>();
    expect([width, height]).toEqual([20, 40]);
  });

  it('are kept once, however often and at the same time they come', async () => {
    const file = await blank(50, 50, '#ff8800').png().toBuffer();
    const ids = (await Promise.all(Array.from({ length: 6 }, () => upload(file)))).map((answer) => answer.json<{ id: string }>().id);
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    ['text', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')],
    ['a PNG that is cut off', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0])],
  ])('are not %s, whatever type it claims to be', async (_, file) => {
    const before = await kept();
    const answer = await upload(file);
    expect([answer.statusCode, codeOf(answer)]).toEqual(file.length === 0 ? [expect.any(Number), expect.any(String)] : [422, 'picture.unreadable']);
    expect(await kept()).toEqual(before);
  });

  it('of too many pixels are not decoded', async () => {
    const flood = await blank(9000, 9000).png({ compressionLevel: 9 }).toBuffer();
    expect(flood.length).toBeLessThan(1_000_000);
    expect(codeOf(await upload(flood))).toBe('picture.unreadable');
  });

  it('over five megabytes are refused, also where the length is not said', async () => {
    const answer = await upload(Buffer.concat([await blank().png().toBuffer(), Buffer.alloc(5 * 1024 * 1024)]));
    expect([answer.statusCode, codeOf(answer)]).toEqual([413, 'request.too_large']);
  });

  it('come as a file of one of three types, and no other route takes files', async () => {
    const png = await blank().png().toBuffer();
    expect((await upload(png, 'image/gif')).statusCode).toBe(415);
    expect((await upload(Buffer.from('{}'), 'application/json')).statusCode).toBe(415);
    const elsewhere = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${programId}/rewards`, headers: { ...manager.headers, 'content-type': 'image/png' }, payload: png });
    expect(elsewhere.statusCode).toBe(415);
  });

  it('are for those who may, and belong to one program', async () => {
    const png = await blank(31, 31).png().toBuffer();
    expect((await upload(png, 'image/png', await staffSession(test.app, 'moderator', programId))).statusCode).toBe(403);
    const { id } = (await upload(png)).json<{ id: string }>();
    const other = await bareProgram(test.app, 'other');
    expect((await test.app.inject({ url: `/files/${other}/${id}.webp` })).statusCode).toBe(404);
    const forMail = await test.app.inject({ url: `/files/${programId}/${id}.png` });
    expect([forMail.statusCode, forMail.headers['content-type'], forMail.rawPayload.subarray(1, 4).toString()]).toEqual([200, 'image/png', 'PNG']);
    for (const name of [`${newId()}.webp`, `${id}.svg`, id, '..%2f..%2fetc.webp']) expect((await test.app.inject({ url: `/files/${programId}/${name}` })).statusCode).toBe(404);
  });

  it('stop at the room that a program has', async () => {
    const full = await bareProgram(test.app, 'full');
    await test.app.get(Transactions).inProgram(full, async (tx) => {
      for (let n = 0; n < 50; n++) {
        await tx.query('INSERT INTO pictures (program_id, id, hash, bytes, width, height, created_at) VALUES ($1, $2, $3, $4, 1, 1, now())', [full, newId(), Buffer.from([n]), Buffer.alloc(1_048_576)]);
      }
    });
    const answer = await upload(await blank().png().toBuffer(), 'image/png', await staffSession(test.app, 'owner', full), full);
    expect([answer.statusCode, codeOf(answer)]).toEqual([409, 'picture.quota_reached']);
  });

  it('that nothing names are forgotten after a day', async () => {
    const { id } = (await upload(await blank(60, 60, '#123456').png().toBuffer())).json<{ id: string }>();
    const run = async (hours: number) => {
      test.clock.moveTo(new Date(Date.parse('2026-03-02T10:00:00Z') + (hours / 24) * DAY_MS));
      await test.app.get(Maintenance).run('unused_pictures');
    };
    await run(23);
    expect(await kept()).toContain(id);
    await run(25);
    expect(await kept()).not.toContain(id);
  });
});
