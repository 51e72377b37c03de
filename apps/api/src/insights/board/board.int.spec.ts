import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { assetAddress, assetAt } from '../../platform/pages/page-assets.js';
import { accountOf, openSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { BoardResponse } from './board.dto.js';

let test: TestApp;
let program: SignupProgram;
const FANS = ['ada', 'bo', 'cy', 'di', 'ed', 'flo'] as const;

beforeAll(async () => {
  test = await startTestApp();
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  // Ada brings six, Bo five and so on; Flo one. Everybody has a surname that nobody else may see.
  for (const [i, fan] of FANS.entries()) {
    const code = await program.join(`${fan}@example.org`, { name: `${fan[0]!.toUpperCase()}${fan.slice(1)} Secretname` });
    for (let n = 0; n < FANS.length - i; n++) await program.join(`${fan}-friend${n}@example.org`, { referralCode: code });
  }
});
afterAll(async () => {
  await program.close();
  await test.close();
});

const headersOf = async (fan: string) => (await openSession(test.app, await accountOf(test.app, `${fan}@example.org`), 'member')).headers;
async function boardOf(fan: string): Promise<BoardResponse> {
  return (await test.app.inject({ url: '/api/v1/me/programs/halcyon/board', headers: await headersOf(fan) })).json<BoardResponse>();
}
async function choose(fan: string, { name, hidden }: { name: string | null; hidden: boolean }): Promise<number> {
  const [url, headers] = ['/api/v1/me/programs/halcyon/profile', await headersOf(fan)];
  const profile = (await test.app.inject({ url, headers })).json<object>();
  return (await test.app.inject({ method: 'PUT', url, headers, payload: { ...profile, boardName: name, boardHidden: hidden } })).statusCode;
}
const page = (headers = {}) => test.app.inject({ url: '/board/halcyon', headers });

it('lists who brought most, by first names, and only who brought somebody', async () => {
  const { top, me } = await boardOf('cy');
  expect(top.map(({ rank, name, qualified, me: own }) => [rank, name, qualified, own])).toEqual([
    [1, 'Ada', 6, false], [2, 'Bo', 5, false], [3, 'Cy', 4, true], [4, 'Di', 3, false], [5, 'Ed', 2, false], [6, 'Flo', 1, false]]);
  expect(me).toEqual({ rank: 3, qualified: 4, name: 'Cy', hidden: false });
});

it('shows the two before and the two behind', async () => {
  const ranks = async (fan: string) => (await boardOf(fan)).neighbours.map((row) => [row.rank, row.name]);
  expect(await ranks('di')).toEqual([[2, 'Bo'], [3, 'Cy'], [4, 'Di'], [5, 'Ed'], [6, 'Flo']]);
  expect(await ranks('ada')).toEqual([[1, 'Ada'], [2, 'Bo'], [3, 'Cy']]);
  expect(await ranks('flo')).toEqual([[4, 'Di'], [5, 'Ed'], [6, 'Flo']]);
  expect(await ranks('ada-friend0')).toEqual([]);
});

it('breaks ties for who was there earlier, and the neighbours agree with the list', async () => {
  const level = async (fan: string, at: string) => program.sql(`UPDATE standings SET qualified = 4, reached_at = $2 WHERE member_id = $1`, [await program.memberOf(`${fan}@example.org`), at]);
  await level('bo', '2026-01-03T00:00:00Z');
  await level('cy', '2026-01-01T00:00:00Z');
  await level('di', '2026-01-02T00:00:00Z');
  const { top, neighbours, me } = await boardOf('di');
  expect(top.map((row) => row.name)).toEqual(['Ada', 'Cy', 'Di', 'Bo', 'Ed', 'Flo']);
  expect(neighbours).toEqual(top.slice(0, 5));
  expect(me.rank).toBe(3);
});

it('goes by the name that was chosen, or by none, and counts all the same', async () => {
  expect(await choose('bo', { name: 'Paper Fox', hidden: false })).toBe(200);
  expect(await choose('cy', { name: null, hidden: true })).toBe(200);
  const { top } = await boardOf('cy');
  expect(top.slice(1, 4).map(({ name, hidden, qualified }) => [name, hidden, qualified])).toEqual([[null, true, 4], ['Di', false, 4], ['Paper Fox', false, 4]]);
  expect((await boardOf('cy')).me).toMatchObject({ name: 'Cy', hidden: true });
});

it.each(['', 'a@b', 'see https://spam.example', 'two\nlines', 'x'.repeat(41), '\u202eevil'])('refuses %j as a name', async (name) => {
  expect(await choose('bo', { name, hidden: false })).toBe(422);
});

it('is a page for everybody, without surnames, hidden names or scripts, within 30 KiB', async () => {
  const { statusCode, body, headers } = await page();
  expect(statusCode).toBe(200);
  expect(body).toContain('Paper Fox');
  expect(body).toContain('Prefers not to be named');
  expect(body).toContain('content="noindex"');
  expect(body).toContain('<meta property="og:description" content="Who has brought the most friends to Halcyon Daily.">');
  expect(body).not.toMatch(/Secretname|>Cy<|\. Cy|example\.org|<script/);
  expect(headers['cache-control']).toBe('public, max-age=30');
  const fonts = (['geist-latin.woff2', 'onest-latin-640.woff2'] as const).map((name) => assetAt(assetAddress(name))!.content.length);
  expect(gzipSync(body).length + fonts.reduce((a, b) => a + b)).toBeLessThan(30 * 1024);
});

it('stands in search engines only where the program says so', async () => {
  await program.sql('UPDATE programs SET members_listed = true WHERE id = $1', [program.id]);
  const answer = await test.app.inject({ url: '/board/halcyon?season=all' }); // another page than the one remembered
  expect(answer.body).toContain('<link rel="canonical" href="http://fanfare.test/board/halcyon">');
  expect(answer.body).not.toContain('noindex');
});

it('answers from memory for half a minute', async () => {
  await page();
  await choose('ada', { name: 'Renamed', hidden: false });
  expect((await page()).body).not.toContain('Renamed');
});

it('is a page not found for a program that does not exist', async () => {
  const answer = await test.app.inject({ url: '/board/nobody-here' });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
});
