import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '@fanfare/contracts';
import { Transactions } from '../../platform/database/transactions.js';
import { staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { Found } from './search.dto.js';

let test: TestApp;
let program: SignupProgram;
let code: string;
beforeAll(async () => {
  test = await startTestApp();
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
  code = await program.join('maja@example.org', { name: 'Maja Nowak' });
  await program.join('ewa.k@gmail.com', { name: 'EWA Kowalska' });
  await program.join('nobody@example.org');
  const other = await SignupProgram.make(test.app, 'other', test.database.superUrl);
  await other.join('maja@example.org', { name: 'Maja Elsewhere' });
  await other.close();
});
afterAll(async () => {
  await program.close();
  await test.close();
});

async function find(q: string, role: Role = 'owner'): Promise<Found[]> {
  const { headers } = await staffSession(test.app, role, program.id);
  const answer = await test.app.inject({ url: `/api/v1/programs/${program.id}/insights/search?${new URLSearchParams({ q }).toString()}`, headers });
  expect(answer.statusCode).toBe(200);
  return answer.json<{ items: Found[] }>().items;
}
const names = async (q: string) => (await find(q)).map((found) => found.name);

describe('the palette finds', () => {
  it.each([
    ['maj', ['Maja Nowak']],
    ['MAJA', ['Maja Nowak']],
    ['nowak', ['Maja Nowak']],
    ['ewa', ['EWA Kowalska']],
    ['kowa', ['EWA Kowalska']],
    ['ewa.k@', ['EWA Kowalska']],
    ['nobody@example', [null]],
    ['ajan', []],
    ['%', []],
    ['_a', []],
  ])('%s', async (q, expected) => expect(await names(q)).toEqual(expected));

  it('a whole code, however it is typed', async () => {
    expect(await find(code.toUpperCase())).toEqual([expect.objectContaining({ kind: 'link', code, name: 'Maja Nowak', memberId: await program.memberOf('maja@example.org') })]);
  });
});

it('masks addresses for a moderator and shows an analyst codes without people', async () => {
  expect((await find('ewa', 'moderator')).map((found) => found.email)).toEqual(['e••@gmail.com']);
  expect(await find('ewa', 'analyst')).toEqual([]);
  expect(await find(code, 'analyst')).toEqual([expect.objectContaining({ code, name: null, email: null })]);
});

it('answers twenty at most, and refuses what is no text', async () => {
  await program.sql(
    `WITH m AS (INSERT INTO members (program_id, id, account_id, joined_at) SELECT $1, gen_random_uuid(), gen_random_uuid(), now() FROM generate_series(1, 30) RETURNING id)
     INSERT INTO profiles (program_id, member_id, name, locale, updated_at) SELECT $1, id, 'Zofia', 'en', now() FROM m`, [program.id]);
  expect(await names('zof')).toHaveLength(20);
  const { headers } = await staffSession(test.app, 'owner', program.id);
  for (const q of ['', '%20', '%00', 'a'.repeat(101)]) {
    expect((await test.app.inject({ url: `/api/v1/programs/${program.id}/insights/search?q=${q}`, headers })).statusCode).toBe(422);
  }
});

it('looks a beginning up in the indexes, behind row-level security too', async () => {
  await program.sql(
    `WITH m AS (INSERT INTO members (program_id, id, account_id, joined_at) SELECT $1, gen_random_uuid(), gen_random_uuid(), now() FROM generate_series(1, 3000) RETURNING id)
     INSERT INTO profiles (program_id, member_id, name, locale, updated_at) SELECT $1, id, id::text, 'en', now() FROM m`, [program.id]);
  await program.sql('ANALYZE profiles');
  const plan = await test.app.get(Transactions).readProgram(program.id, (tx) => tx.query(
    `EXPLAIN SELECT member_id FROM profiles WHERE program_id = $1 AND name ~>=~ $2 AND name ~<~ $3`, [program.id, 'Maj', 'Mak'])) as unknown;
  expect(JSON.stringify(plan)).toMatch(/Index Cond: .*name ~>=~/);
});
