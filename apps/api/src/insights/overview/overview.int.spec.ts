import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '../../platform/ids.js';
import { staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { DayFolds } from '../days/day-folds.js';
import type { ForecastResponse } from '../../rewards/forecast/forecast.dto.js';
import type { OverviewResponse } from './overview.dto.js';

// Berlin: 23:30 UTC is half past midnight there, a day later.
const NOON = new Date('2026-03-20T11:00:00Z');
const DAY_MS = 86_400_000;

let test: TestApp;
let program: SignupProgram;
let owner: Record<string, string>;
let code: string;

beforeAll(async () => {
  test = await startTestApp({ now: new Date(NOON.getTime() - 6 * DAY_MS) });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  code = await program.join('maja@example.org', { name: 'Maja Nowak' });
});
afterAll(async () => {
  await program.close();
  await test.close();
});

async function overview(days = 7, headers = owner): Promise<OverviewResponse> {
  const answer = await test.app.inject({ url: `/api/v1/programs/${program.id}/insights/overview?days=${days}`, headers });
  expect(answer.statusCode).toBe(200);
  return answer.json<OverviewResponse>();
}
/** Staff sessions last half an hour, and here days go by. */
async function at(instant: Date): Promise<void> {
  test.clock.moveTo(instant);
  owner = { ...(await staffSession(test.app, 'owner', program.id)).headers };
}
const fold = () => test.app.get(DayFolds).fold(program.id, test.clock.now());
async function click(instant: Date, machine: string | null = null): Promise<void> {
  const [link] = await program.sql<{ id: string }>('SELECT id FROM links WHERE program_id = $1 LIMIT 1', [program.id]);
  await program.sql('INSERT INTO clicks (program_id, at, id, link_id, machine) VALUES ($1, $2, $3, $4, $5)', [program.id, instant, newId(), link!.id, machine]);
}
const ledgerSum = async (from: string) => (await program.sql<{ sum: number }>(
  `SELECT coalesce(sum(delta), 0)::int AS sum FROM ledger_entries WHERE program_id = $1 AND measure = 'qualified' AND recorded_at >= ($2::date::timestamp AT TIME ZONE 'Europe/Berlin')`, [program.id, from]))[0]!.sum;

it('counts each click once, in the program’s own day, folded or not', async () => {
  await at(NOON);
  const evening = new Date('2026-03-18T23:30:00Z'); // the 19th in Berlin
  await click(evening);
  await click(new Date(NOON.getTime() - 10_000));
  await click(new Date(NOON.getTime() - 5_000), 'bot');
  const before = (await overview()).figures.clicks;
  expect(before).toMatchObject({ value: 2, series: [0, 0, 0, 0, 0, 1, 1] });
  for (let i = 0; i < 3; i++) await fold();
  expect((await overview()).figures.clicks).toEqual(before);
  await at(new Date(NOON.getTime() + 600_000));
  await fold();
  await fold();
  expect((await overview()).figures.clicks).toEqual(before);
});

it('takes in a click that was written late, at the latest when its day is closed', async () => {
  await click(new Date(NOON.getTime() - 3_600_000)); // behind the mark of the fold
  await at(new Date('2026-03-21T00:30:00Z')); // an hour and a half after midnight in Berlin
  await fold();
  const { days, figures } = await overview();
  expect([days.at(-1), figures.clicks.series]).toEqual(['2026-03-21', [0, 0, 0, 0, 1, 2, 0]]);
});

it('agrees with the ledger, a reversal included, whether days are closed or not', async () => {
  for (const [n, day] of [21, 21, 22, 24].entries()) {
    await at(new Date(`2026-03-${day}T09:00:00Z`));
    await program.join(`friend${n}@example.org`, { referralCode: code, name: `Friend ${n}` });
  }
  const member = (await program.memberOf('maja@example.org'))!;
  const [last] = await program.sql<{ id: string }>('SELECT id FROM referrals WHERE program_id = $1 AND member_id = $2 ORDER BY confirmed_at DESC LIMIT 1', [program.id, member]);
  await at(new Date('2026-03-25T09:00:00Z'));
  const review = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/reviews`, headers: owner, payload: { id: newId(), referralId: last!.id, seen: await program.revisionOf(last!.id), verdict: 'reject', reason: 'review.duplicate' } });
  expect(review.statusCode).toBeLessThan(300);
  const live = await overview();
  expect(live.figures.qualified.series).toEqual([0, 0, 2, 1, 0, 1, -1]);
  expect(live.figures.qualified.value).toBe(await ledgerSum(live.from));
  await fold();
  expect(await overview()).toEqual(live);
});

it('knows sign-ups by link, the share who brought somebody, and who brought most', async () => {
  const { figures, topMembers } = await overview();
  expect(figures.signUps).toMatchObject({ value: 4, series: [0, 0, 2, 1, 0, 1, 0] });
  expect(figures.bringing).toMatchObject({ value: 1 / 5, previous: 0 });
  expect(figures.clickToSignUp.value).toBe(4 / 3);
  expect(topMembers).toEqual([expect.objectContaining({ name: 'Maja Nowak', qualified: 3, total: 3, conversion: 4 / 3, weeks: [0, 0, 0, 0, 0, 0, 0, 3] })]);
});

it('keeps the sign-ups of a closed day when the unconfirmed ones expire', async () => {
  await program.signUp({ email: 'never@example.org', referralCode: code });
  await at(new Date('2026-03-26T09:00:00Z'));
  await fold();
  await program.sql('DELETE FROM submissions WHERE program_id = $1 AND used_at IS NULL', [program.id]);
  expect((await overview()).figures.signUps.series.at(-2)).toBe(1);
});

it('compares with the period before once it has gone by', async () => {
  await at(new Date('2026-04-01T09:00:00Z'));
  await fold();
  const { figures } = await overview();
  expect(figures.qualified).toMatchObject({ value: 0, previous: 3, change: -1 });
  expect(figures.bringing).toMatchObject({ value: 1 / 5, previous: 1 / 5, change: 0 });
});

it('counts ambassadors by their tier, and members who brought nobody any more no longer', async () => {
  await program.sql(`UPDATE rewards SET cost_minor = 900, cost_currency = 'EUR' WHERE program_id = $1`, [program.id]);
  for (let n = 0; n < 7; n++) await program.join(`more${n}@example.org`, { referralCode: code });
  const { figures, members } = await overview();
  expect(figures.ambassadors).toMatchObject({ value: 1, previous: 0, series: [0, 0, 0, 0, 0, 0, 1] });
  expect([figures.bringing.value, members]).toEqual([1 / 12, 12]);
});

it('says what a friend has cost, as the grants and the ledger do', async () => {
  const { from, costs } = await overview();
  const [given] = await program.sql<{ minor: number }>(`SELECT count(*)::int * 900 AS minor FROM grants WHERE program_id = $1 AND served_at >= ($2::date::timestamp AT TIME ZONE 'Europe/Berlin')`, [program.id, from]);
  expect(given!.minor).toBeGreaterThan(0);
  expect(costs).toEqual([{ currency: 'EUR', costMinor: given!.minor, previousMinor: 0, perFriendMinor: given!.minor / (await ledgerSum(from)) }]);
  await program.sql(`UPDATE rewards SET cost_minor = 5 WHERE program_id = $1`, [program.id]);
  expect((await overview()).costs).toEqual(costs);
  await program.sql(`UPDATE rewards SET cost_minor = 900 WHERE program_id = $1`, [program.id]);
});

it('foresees what the rules and a draft of them will take, and what does not last', async () => {
  const ask = async (payload?: object) => (await test.app.inject({ method: payload ? 'POST' : 'GET', url: `/api/v1/programs/${program.id}/forecast`, headers: owner, ...(payload ? { payload } : {}) })).json<ForecastResponse>();
  const inForce = await ask();
  expect(inForce).toMatchObject({ days: [30, 60, 90], members: 12, friends: 11 });
  expect(await ask()).toEqual(inForce);
  const [reward] = await program.sql<{ id: string }>('SELECT id FROM rewards WHERE program_id = $1 ORDER BY id LIMIT 1', [program.id]);
  const draft = await ask({ milestones: [{ id: newId(), at: 1, every: 1, measure: 'qualified', rewardId: reward!.id }] });
  const [first, , last] = draft.rewards[0]!.units;
  expect(last!.mid).toBeGreaterThan(first!.mid);
  expect(draft.totals[0]!.costMinor[2]).toEqual({ low: last!.low * 900, mid: last!.mid * 900, high: last!.high * 900 });
  const opened = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${program.id}/budgets`, headers: owner, payload: { rewardId: reward!.id, currency: 'EUR', amountMinor: 900, reason: 'a test' } });
  expect(opened.statusCode).toBe(201);
  expect((await ask({ milestones: [{ id: newId(), at: 1, every: 1, measure: 'qualified', rewardId: reward!.id }] })).rewards[0]!.lacks).toContain('budget');
});

it('shows what waits for staff', async () => {
  const before = (await overview()).toDo;
  expect(before).toMatchObject({ held: 0, toShip: 0, unanswered: 0 });
  await program.sql(`UPDATE referrals SET status = 'held' WHERE program_id = $1 AND status = 'reversed'`, [program.id]);
  await program.sql(`UPDATE grants SET status = 'claimed' WHERE program_id = $1`, [program.id]);
  const [{ grants }] = (await program.sql<{ grants: number }>('SELECT count(*)::int AS grants FROM grants WHERE program_id = $1', [program.id])) as [{ grants: number }];
  expect(grants).toBeGreaterThan(0);
  expect((await overview()).toDo).toMatchObject({ held: before.held! + 1, toShip: grants });
});

it('names nobody to an analyst, and has nothing for fulfilment', async () => {
  const analyst = await staffSession(test.app, 'analyst', program.id);
  expect((await overview(30, { ...analyst.headers })).topMembers).toEqual([expect.objectContaining({ name: null, total: 10 })]);
  const clerk = await staffSession(test.app, 'fulfilment', program.id);
  expect((await test.app.inject({ url: `/api/v1/programs/${program.id}/insights/overview`, headers: clerk.headers })).statusCode).toBe(403);
});

it('refuses other lengths of period', async () => {
  expect((await test.app.inject({ url: `/api/v1/programs/${program.id}/insights/overview?days=365`, headers: owner })).statusCode).toBe(422);
});
