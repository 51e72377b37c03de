import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Ranks } from './index.js';
import { Clock } from '../platform/clock.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Maintenance } from '../platform/jobs/maintenance.js';
import { readConfig } from '../platform/config/config.js';
import { Brands } from '../platform/pages/brands.js';
import { PictureUses } from '../platform/pictures/picture-uses.js';
import { Programs } from '../programs/programs.service.js';
import { TestBooks } from '../testing/books.js';

let books: TestBooks;
let ranks: Ranks;
/** Everybody, best first, by the plain rule: more friends, then earlier, then the id. */
let order: string[];

beforeAll(async () => {
  books = await TestBooks.start();
  const clock = new Clock();
  const maintenance = new Maintenance(new Jobs(readConfig({ DATABASE_URL: books.database.appUrl, EMBEDDED_DATABASE: '1', DATA_DIR: join(tmpdir(), 'fanfare-ranks') })), clock);
  ranks = new Ranks(maintenance, new Programs(books.transactions, clock, new Brands(), new PictureUses()), books.transactions);
  await books.members(1_600);
  // Five scores, spread over ten weeks, many at the very same instant.
  await books.rows(
    `UPDATE standings s SET qualified = n % 5, reached_at = '2026-01-01T00:00:00Z'::timestamptz + (n % 70) * interval '1 day'
     FROM (SELECT member_id, row_number() OVER (ORDER BY member_id) AS n FROM standings) m WHERE m.member_id = s.member_id`);
  order = await readOrder();
});
afterAll(() => books.close());

async function readOrder(): Promise<string[]> {
  return (await books.rows<{ id: string }>(`SELECT member_id AS id FROM standings WHERE standing = 'active' ORDER BY qualified DESC, reached_at, member_id`)).map((row) => row.id);
}
const rankOf = (memberId: string) => books.transactions.readProgram(books.programId, (tx) => ranks.of(tx, books.programId, memberId));
/** On both sides of the last one that is read live, and at both ends. */
const PLACES = [1, 2, 100, 199, 200, 201, 202, 500, 1_000, 1_234, 1_599, 1_600];
const ranksAt = (places: readonly number[]) => Promise.all(places.map((place) => rankOf(order[place - 1]!)));

it('ranks exactly before anything was folded', async () => {
  expect(await ranksAt(PLACES)).toEqual(PLACES);
});

it('ranks exactly after a fold, those that are read live and those behind alike', async () => {
  await ranks.fold(books.programId);
  expect(await books.rows(`SELECT sum(members)::int AS members FROM score_counts`)).toEqual([{ members: 1_600 }]);
  expect(await ranksAt(PLACES)).toEqual(PLACES);
});

it('shows one’s own step at once and everybody’s after the next fold, leaving nothing behind', async () => {
  const mover = order[1_499]!;
  await books.rows(`UPDATE standings SET qualified = 9, reached_at = '2026-04-01T00:00:00Z' WHERE member_id = $1`, [mover]);
  expect(await rankOf(mover)).toBe(1);
  await ranks.fold(books.programId);
  order = await readOrder();
  expect(await ranksAt(PLACES)).toEqual(PLACES);
  await books.rows(`UPDATE standings SET qualified = 0 WHERE member_id = $1`, [mover]);
  await ranks.fold(books.programId);
  expect(await books.rows('SELECT score FROM score_counts WHERE score = 9')).toEqual([]);
  order = await readOrder();
});

it('leaves out who is suspended, and gives them no place', async () => {
  const first = order[0]!;
  await books.rows(`UPDATE standings SET standing = 'suspended' WHERE member_id = $1`, [first]);
  await ranks.fold(books.programId);
  expect(await rankOf(first)).toBeNull();
  order = await readOrder();
  expect(await ranksAt([1, 201, 1_599])).toEqual([1, 201, 1_599]);
});
