import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Verifier } from '../ledger/index.js';
import { Transactions } from '../platform/database/transactions.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { DemoStory } from './demo-story.js';

let test: TestApp;
let programId: string;
beforeAll(async () => {
  test = await startTestApp({ now: new Date('2026-03-02T10:30:00Z') });
  await test.app.get(DemoStory).tellOnce();
  [{ programId }] = (await test.app.get(DataSource).query(`SELECT program_id AS "programId" FROM program_slugs WHERE slug = 'halcyon'`)) as [{ programId: string }];
}, 120_000);
afterAll(() => test.close());

const rows = <R>(sql: string) => test.app.get(Transactions).inProgram(programId, (tx) => tx.query(sql, [programId]) as Promise<R[]>);

it('is told once, and every book of it replays', async () => {
  expect(await test.app.get(DemoStory).isTold()).toBe(true);
  await test.app.get(DemoStory).tellOnce();
  const { books, mismatches } = await test.app.get(Verifier).verify(programId);
  expect([books > 100, mismatches]).toEqual([true, []]);
});

it('has an event that people came to, and one to come that is full, with a waiting list', async () => {
  const events = await rows(
    `SELECT e.title->>'en' AS title, e.starts_at > now.at AS "toCome", e.capacity, (sum(1 + i.guests) FILTER (WHERE i.status = 'going'))::int AS taken,
       (count(*) FILTER (WHERE i.status = 'waiting'))::int AS waiting, (count(*) FILTER (WHERE i.status = 'invited'))::int AS unanswered, count(i.checked_in_at)::int AS came
     FROM events e JOIN invitations i ON i.program_id = $1 AND i.event_id = e.id, (VALUES ('2026-03-02T10:30:00Z'::timestamptz)) AS now (at)
     WHERE e.program_id = $1 GROUP BY e.id, e.title, e.starts_at, e.capacity, now.at ORDER BY e.starts_at`);
  expect(events).toEqual([
    { title: 'Breakfast with the editors', toCome: false, capacity: 12, taken: 6, waiting: 0, unanswered: 0, came: 4 },
    { title: 'An evening in the newsroom', toCome: true, capacity: 6, taken: 6, waiting: 2, unanswered: 2, came: 0 },
  ]);
});

it('lets the ambassador answer for themselves', async () => {
  const [invitation] = await rows(
    `SELECT inv.status FROM invitations inv JOIN events e ON e.program_id = $1 AND e.id = inv.event_id AND e.capacity = 6
     JOIN identities i ON i.program_id = $1 AND i.member_id = inv.member_id WHERE inv.program_id = $1 AND i.email = 'ambassador@halcyon.example'`);
  expect(invitation).toEqual({ status: 'invited' });
});

it('thanks the ambassador with a gift card that they have not looked at, and a page of their own', async () => {
  const own = await rows(
    `SELECT r.kind, g.status, c.shown_at AS "shownAt" FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id AND r.kind IN ('gift_card', 'unlock')
       JOIN identities i ON i.program_id = $1 AND i.member_id = g.beneficiary_id AND i.email = 'ambassador@halcyon.example' LEFT JOIN reward_codes c ON c.program_id = $1 AND c.grant_id = g.id
     WHERE g.program_id = $1 ORDER BY r.kind`);
  expect(own).toEqual([{ kind: 'gift_card', status: 'fulfilled', shownAt: null }, { kind: 'unlock', status: 'fulfilled', shownAt: null }]);
});

it('has parcels in every state, something that runs out, a size that is gone, and codes of the shop', async () => {
  const states = (await rows<{ status: string }>('SELECT DISTINCT status FROM grants WHERE program_id = $1')).map((row) => row.status);
  expect(states).toEqual(expect.arrayContaining(['claimable', 'claimed', 'packed', 'shipped', 'delivered', 'returned', 'fulfilled']));
  const shelf = await rows<{ title: string; left: number }>(
    `SELECT r.title->>'en' || coalesce(' ' || v.label, '') AS title, p.units_left::int AS left FROM pools p LEFT JOIN reward_variants v ON v.program_id = $1 AND v.pool_id = p.id
     JOIN rewards r ON r.program_id = $1 AND (r.pool_id = p.id OR r.id = v.reward_id) WHERE p.program_id = $1`);
  expect(shelf).toEqual(expect.arrayContaining([{ title: 'Stickers', left: 2 }, { title: 'Welcome box XXL', left: 0 }]));
  expect(await rows('SELECT 1 FROM reward_codes WHERE program_id = $1 AND grant_id IS NOT NULL LIMIT 1')).toHaveLength(1);
});

it('has a cohort with a few people in it, whom a sign-up may join', async () => {
  expect(await rows(
    `SELECT c.key, c.open_for_signup AS open, count(*)::int AS members FROM cohorts c JOIN standings s ON s.program_id = $1 AND s.cohort = c.key WHERE c.program_id = $1 GROUP BY c.key, c.open_for_signup`,
  )).toEqual([{ key: 'campus', open: true, members: 4 }]);
});

it('gives points for friends, and has something to spend them on', async () => {
  const [nine] = await rows(`SELECT s.qualified, s.points, s.spent FROM standings s JOIN identities i ON i.program_id = $1 AND i.member_id = s.member_id WHERE s.program_id = $1 AND i.email = 'nine@halcyon.example'`);
  expect(nine).toEqual({ qualified: 9, points: 90, spent: 0 });
  expect(await rows(`SELECT title->>'en' AS title, points_price AS price FROM rewards WHERE program_id = $1 AND points_price IS NOT NULL ORDER BY points_price`)).toEqual([{ title: 'Coffee mug', price: 80 }, { title: 'Tote bag', price: 150 }]);
});
