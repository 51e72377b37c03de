import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { TestBooks } from '../../../testing/books.js';
import { CountedBy1790000000240 } from './1790000000240-counted-by.js';
import { MIGRATIONS } from './index.js';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.parse('2026-03-02T10:00:00Z') + hours * HOUR);

let books: TestBooks;
let owner: DataSource;
beforeAll(async () => {
  books = await TestBooks.start();
  owner = await new DataSource({ type: 'postgres', url: books.database.adminUrl, migrations: MIGRATIONS, migrationsTableName: 'migrations' }).initialize();
});
afterAll(async () => {
  await owner.destroy();
  await books.close();
});

it('finds the rules by which each friend came to count, or was last judged again', async () => {
  const [early, late, elder, younger] = (await books.members(4)) as [string, string, string, string];
  await books.apply([books.friendOf(early), books.friendOf(early, { signals: { burst60: 25 } }), books.friendOf(elder), books.friendOf(younger)], at(0));
  await books.publish({ checks: [] }, at(1), 'recount');
  await books.apply([books.friendOf(late)], at(2));
  await books.pair('merged', elder, younger, at(3));
  await books.publish({ checks: [], holdDays: 9 }, at(4));
  await books.visitor.visitDue(books.programId, at(5));
  const versions = () => books.rows<{ member_id: string; version: number | null }>(`SELECT member_id, (state->'counted'->>'version')::int AS version FROM referrals WHERE program_id = $1 ORDER BY member_id, version`, [books.programId]);
  const before = await versions();
  expect(before.map(({ version }) => version)).toEqual([2, 2, 2, 2, 2]);

  do await owner.undoLastMigration({ transaction: 'each' });
  while ((await owner.query('SELECT 1 FROM migrations WHERE name = $1', [CountedBy1790000000240.name])).length > 0);
  expect((await versions()).every(({ version }) => version === null)).toBe(true);
  await owner.runMigrations({ transaction: 'each' });
  expect(await versions()).toEqual(before);
  expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
});
