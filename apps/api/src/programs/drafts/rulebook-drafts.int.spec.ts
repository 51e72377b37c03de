import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../platform/ids.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { DraftsResponse } from './rulebook-drafts.dto.js';

type Rules = DraftsResponse['items'][number]['rules'];
let test: TestApp;
let program: SignupProgram;
let owner: SignedIn;
let rules: Rules;
let programs = 0;

beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  program = await SignupProgram.make(test.app, `halcyon-${++programs}`, test.database.superUrl);
  owner = await staffSession(test.app, 'owner', program.id, { email: `owner-${programs}@team.test`, name: 'Ada' });
  rules = (await test.app.inject({ url: base(), headers: owner.headers })).json<{ items: { rules: Rules }[] }>().items[0]!.rules;
});

const base = () => `/api/v1/programs/${program.id}/rulebooks`;
const save = (revision: string | null, holdDays: number, who = owner, basedOn = 1) =>
  test.app.inject({ method: 'PUT', url: `${base()}/drafts/mine`, headers: who.headers, payload: { basedOn, revision, rules: { ...rules, holdDays } } });
const discard = (who = owner) => test.app.inject({ method: 'DELETE', url: `${base()}/drafts/mine`, headers: who.headers });
const list = async (who = owner) => (await test.app.inject({ url: `${base()}/drafts`, headers: who.headers })).json<DraftsResponse>().items;
const revisionOf = (answer: { json<T>(): T }) => answer.json<{ revision: string }>().revision;

describe('a draft', () => {
  it('is kept for its author, and seen by the team with who wrote it', async () => {
    const revision = revisionOf(await save(null, 5));
    const manager = await staffSession(test.app, 'manager', program.id, { name: 'Max' });
    await save(null, 9, manager);
    const seen = await list();
    expect(seen.map(({ isMine, rules: { holdDays }, basedOn }) => ({ isMine, holdDays, basedOn })).toSorted((a, b) => a.holdDays - b.holdDays)).toEqual([{ isMine: true, holdDays: 5, basedOn: 1 }, { isMine: false, holdDays: 9, basedOn: 1 }]);
    expect(seen.find((draft) => draft.isMine)).toMatchObject({ revision, author: { id: owner.accountId, name: 'Ada' } });
    expect((await list(manager)).find((draft) => draft.isMine)!.rules.holdDays).toBe(9);
  });

  it('of two tabs is that of whoever saw it last: the other is refused', async () => {
    const first = revisionOf(await save(null, 5));
    expect((await save(null, 6)).json()).toMatchObject({ status: 409, code: 'rulebook.draft_changed' });
    const second = revisionOf(await save(first, 7));
    expect((await save(first, 8)).statusCode).toBe(409);
    expect((await list())[0]).toMatchObject({ revision: second, rules: { holdDays: 7 } });
  });

  it('is written by one of many at the same moment', async () => {
    const first = await Promise.all(Array.from({ length: 8 }, (_, n) => save(null, n)));
    expect(first.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
    const [{ revision }] = await list() as [DraftsResponse['items'][number]];
    const second = await Promise.all(Array.from({ length: 8 }, (_, n) => save(revision, n)));
    expect(second.map((answer) => answer.statusCode).toSorted()).toEqual([200, ...Array<number>(7).fill(409)]);
  });

  it('that was thrown away is not written over again by a tab that still shows it', async () => {
    const seen = revisionOf(await save(null, 5));
    for (let n = 0; n < 2; n++) expect((await discard()).statusCode).toBe(204);
    await save(null, 6);
    expect((await save(seen, 7)).statusCode).toBe(409);
    expect((await list()).map((draft) => draft.rules.holdDays)).toEqual([6]);
  });

  it('of a version that is not the newest gives way to one that is', async () => {
    await save(null, 5);
    expect((await test.app.inject({ method: 'POST', url: base(), headers: owner.headers, payload: { rules: { ...rules, holdDays: 4 }, mode: 'from_now', keepTiers: true } })).statusCode).toBe(201);
    expect((await save(null, 6, owner, 2)).statusCode).toBe(200);
    expect((await list()).map(({ basedOn, rules: { holdDays } }) => [basedOn, holdDays])).toEqual([[2, 6]]);
  });

  it('may contradict itself, but has the shape of rules and a version that there is', async () => {
    const tiers = rules.tiers.map((tier) => ({ ...tier, at: 3 }));
    expect((await test.app.inject({ method: 'PUT', url: `${base()}/drafts/mine`, headers: owner.headers, payload: { basedOn: 1, revision: null, rules: { ...rules, tiers } } })).statusCode).toBe(200);
    expect((await save(newId(), -1)).statusCode).toBe(422);
    expect((await save(null, 5, owner, 7)).json()).toMatchObject({ status: 422, errors: [{ field: 'basedOn' }] });
  });

  it('is nothing for who may not publish, nor for another program', async () => {
    for (const role of ['moderator', 'analyst'] as const) expect((await save(null, 5, await staffSession(test.app, role, program.id))).statusCode).toBe(403);
    const other = await SignupProgram.make(test.app, `other-${programs}`, test.database.superUrl);
    expect((await save(null, 5, await staffSession(test.app, 'owner', other.id))).statusCode).toBe(404);
    await other.close();
  });
});
