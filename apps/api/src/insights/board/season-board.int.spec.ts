import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '../../platform/ids.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { accountOf, openSession, type SignedIn } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { BoardResponse } from './board.dto.js';

const SPRING = { id: newId(), from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-06-01T00:00:00Z') };
/** Of a plan: its first day is its id. */
const SUMMER = { id: '2026-06-01', from: SPRING.to, to: Date.parse('2026-09-01T00:00:00Z') };
const AUTUMN = { id: newId(), from: SUMMER.to, to: Date.parse('2026-12-01T00:00:00Z') };
let test: TestApp;
let program: SignupProgram;
let friends = 0;
const codes: Record<string, string> = {};
beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T09:00:00Z') });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  await program.sql(
    `INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at)
     SELECT program_id, 2, jsonb_set(body, '{seasons}', $2), mode, keep_tiers, effective_at, published_at FROM rulebooks WHERE program_id = $1`, [program.id, JSON.stringify([SPRING, SUMMER, AUTUMN])]);
  for (const name of ['Ada', 'Bo', 'Cy']) codes[name] = await program.join(`${name.toLowerCase()}@reader.test`, { name });
});
afterAll(async () => {
  await program.close();
  await test.close();
});

/** A minute passes between any two friends. */
async function bring(name: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    test.clock.moveTo(new Date(test.clock.now().getTime() + 60_000));
    await program.join(`friend${++friends}@reader.test`, { referralCode: codes[name]! });
  }
}
const fold = () => test.app.get(Maintenance).run('season_scores');
const session = async (name: string): Promise<SignedIn> => openSession(test.app, await accountOf(test.app, `${name.toLowerCase()}@reader.test`), 'member');
const ask = async (name: string, season?: string) => test.app.inject({ url: `/api/v1/me/programs/halcyon/board${season ? `?season=${season}` : ''}`, headers: (await session(name)).headers });
const board = async (name: string, season?: string) => (await ask(name, season)).json<BoardResponse>();
const places = ({ top }: BoardResponse) => top.map(({ rank, name, qualified }) => [rank, name, qualified]);

it('has places of its own for every season, where who was earlier stands first, and those of all time', async () => {
  await bring('Ada', 3);
  await bring('Bo', 1);
  await fold();
  test.clock.moveTo(new Date('2026-06-02T09:00:00Z'));
  await bring('Cy', 2);
  await fold();
  await bring('Bo', 2);
  await fold();
  expect(places(await board('Ada', SPRING.id))).toEqual([[1, 'Ada', 3], [2, 'Bo', 1]]);
  expect(places(await board('Ada', SUMMER.id))).toEqual([[1, 'Cy', 2], [2, 'Bo', 2]]);
  expect(places(await board('Ada'))).toEqual([[1, 'Ada', 3], [2, 'Bo', 3], [3, 'Cy', 2]]);
  const mine = await board('Bo', 'current');
  expect(mine.me).toMatchObject({ rank: 2, qualified: 2 });
  expect(mine.season).toMatchObject({ id: SUMMER.id, current: true });
  expect(mine.seasons.map(({ id }) => id)).toEqual([SUMMER.id, SPRING.id]);
  expect((await board('Ada', 'current')).me).toMatchObject({ rank: null, qualified: 0 });
});

it('keeps who was there first before who came level later, however often it is folded', async () => {
  await bring('Ada', 2);
  for (let n = 0; n < 3; n++) await fold();
  expect(places(await board('Ada', SUMMER.id))).toEqual([[1, 'Cy', 2], [2, 'Bo', 2], [3, 'Ada', 2]]);
});

it('says how long the season runs, and what was counted in it', async () => {
  const { season } = (await test.app.inject({ url: '/api/v1/me/programs/halcyon/progress', headers: (await session('Bo')).headers })).json<{ season: unknown }>();
  expect(season).toEqual({ id: SUMMER.id, endsAt: new Date(SUMMER.to).toISOString(), qualified: 2 });
});

it('knows no season that has not begun, or is another program’s', async () => {
  for (const id of [AUTUMN.id, newId()]) expect((await ask('Ada', id)).json()).toMatchObject({ status: 404, code: 'request.not_found' });
  expect((await ask('Ada', 'next')).statusCode).toBe(422);
});

it('opens for everybody on the season that runs, and leads to the others', async () => {
  const page = (await test.app.inject({ url: '/board/halcyon' })).body;
  expect(page).toContain('This season');
  expect(page).toMatch(/1\. Cy/);
  const all = page.split('href="').map((rest) => rest.split('"')[0]!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')).find((href) => href.includes('season=all'));
  expect((await test.app.inject({ url: all! })).body).toMatch(/1\. Ada/);
  expect((await test.app.inject({ url: `/board/halcyon?season=${AUTUMN.id}` })).statusCode).toBe(404);
});

it('leaves out who has left, and forgets their score', async () => {
  await test.app.inject({ method: 'POST', url: '/api/v1/me/programs/halcyon/leave', headers: (await session('Cy')).headers, payload: { confirm: 'halcyon' } });
  expect(places(await board('Ada', SUMMER.id)).map(([, name]) => name)).toEqual(['Bo', 'Ada']);
  await fold();
  expect(await program.sql('SELECT count(*)::int AS n FROM season_scores WHERE season_id = $1', [SUMMER.id])).toEqual([{ n: 2 }]);
});

it('shows all time alone where a program has no seasons', async () => {
  const plain = await SignupProgram.make(test.app, 'plain', test.database.superUrl);
  await plain.join('ada@reader.test');
  const found = (await test.app.inject({ url: '/api/v1/me/programs/plain/board?season=current', headers: (await session('Ada')).headers })).json<BoardResponse>();
  expect([found.season, found.seasons]).toEqual([null, []]);
  expect((await test.app.inject({ url: '/board/plain' })).body).not.toContain('This season');
  await plain.close();
});
