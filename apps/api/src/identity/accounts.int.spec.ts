import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newId } from '../platform/ids.js';
import { Keys, sha256 } from '../platform/keys.js';
import { bareProgram } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { Accounts, type Person } from './index.js';

const AT = new Date('2026-03-02T09:00:00Z');
let test: TestApp;
let accounts: Accounts;
let programId: string;
beforeAll(async () => {
  test = await startTestApp({ now: AT });
  accounts = test.app.get(Accounts);
  programId = await bareProgram(test.app, 'halcyon');
});
afterAll(() => test.close());

const person = (email: string, name: string | null = null): Person => ({ email, emailHash: accounts.hashOf(email)!, name, locale: 'en' });

it('makes one account per address, for batches that overlap in opposite order at the same moment', async () => {
  const people = Array.from({ length: 60 }, (_, n) => person(`crowd${n}@example.org`));
  const results = await Promise.all([people, people.toReversed(), people.slice(20), [...people, ...people]].map((batch) => accounts.ensure(batch, AT)));
  const all = results[0]!;
  expect(new Set(all.values()).size).toBe(60);
  for (const result of results) for (const [hash, id] of result) expect(all.get(hash)).toBe(id);
});

it('leaves an account as it was, and knows spellings of one address as one', async () => {
  const first = await accounts.ensure([person('J.Doe@gmail.com', 'Joë')], AT);
  const again = await accounts.ensure([person('jdoe+news@googlemail.com', 'Somebody')], AT);
  expect([...again.values()]).toEqual([...first.values()]);
  expect(await accounts.get([...first.values()][0]!)).toMatchObject({ email: 'J.Doe@gmail.com', name: 'Joë' });
});

it('answers nothing for nobody', async () => {
  expect(await accounts.ensure([], AT)).toEqual(new Map());
  expect(await accounts.linkMembers(programId, [], AT)).toEqual(new Map());
  expect([await accounts.get(newId()), await accounts.byEmailHash(Buffer.alloc(32))]).toEqual([null, null]);
});

it('keeps the member an account is, whoever comes with another, and makes that one’s unsubscribe token', async () => {
  const accountId = [...(await accounts.ensure([person('linked@example.org')], AT)).values()][0]!;
  const tries = Array.from({ length: 8 }, () => newId());
  const linked = await Promise.all(tries.map((memberId) => accounts.linkMembers(programId, [{ accountId, memberId }], AT)));
  const winners = new Set(linked.map((map) => map.get(accountId)!));
  expect(winners.size).toBe(1);
  const [memberId] = winners;
  expect(tries).toContain(memberId);
  const tokens = await test.app.get(DataSource).query('SELECT hash, kind, subject_id, expires_at FROM tokens WHERE program_id = $1', [programId]);
  expect(tokens).toEqual([{ hash: sha256(test.app.get(Keys).token('unsubscribe', memberId!)), kind: 'unsubscribe', subject_id: memberId, expires_at: null }]);
  expect(await accounts.accountPrograms(accountId)).toEqual([{ programId, slug: 'halcyon', memberId, role: null }]);
});
