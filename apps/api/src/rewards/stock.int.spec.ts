import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { bareProgram, memberSession, type SignedIn, staffSession } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

describe('the stock of a reward', () => {
  let test: TestApp;
  let programId: string;
  let manager: SignedIn;
  let fan: SignedIn & { memberId: string };

  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    programId = await bareProgram(test.app, 'halcyon');
    manager = await staffSession(test.app, 'manager', programId);
    fan = await memberSession(test.app, programId, { name: 'Ewa' });
  });
  afterAll(() => test.close());

  const call = (method: 'POST' | 'PUT', path: string, payload: object, who = manager) =>
    test.app.inject({ method, url: `/api/v1/programs/${programId}/${path}`, headers: who.headers, payload });
  const setStock = (rewardId: string, unitsLeft: unknown) => call('PUT', `rewards/${rewardId}/stock`, { unitsLeft });
  const rows = <R>(sql: string, params: unknown[] = []) => test.app.get(Transactions).inProgram(programId, (tx) => tx.query(sql, [programId, ...params]) as Promise<R[]>);
  const newReward = async (stock: number | null): Promise<string> =>
    (await call('POST', 'rewards', { kind: 'swag', title: { en: 'Stickers' }, needsAddress: false, stock })).json<{ id: string }>().id;
  async function give(rewardId: string): Promise<string> {
    test.clock.moveTo(new Date(test.clock.now().getTime() + 1_000));
    const answer = await call('POST', 'grants', { memberId: fan.memberId, rewardId, reason: 'a kind word' });
    expect(answer.statusCode).toBe(201);
    return answer.json<{ id: string }>().id;
  }
  const statuses = async (rewardId: string) =>
    (await rows<{ status: string }>('SELECT status FROM grants WHERE program_id = $1 AND reward_id = $2 ORDER BY awarded_at, id', [rewardId])).map((row) => row.status);
  const served = async (grantIds: string[]) =>
    (await rows<{ id: string }>(`SELECT payload->>'grantId' AS id FROM outbox WHERE program_id = $1 AND topic = 'grant.served' ORDER BY id`)).map((row) => row.id).filter((id) => grantIds.includes(id));

  it('makes it scarce from now on: what was claimable stays so and takes no unit', async () => {
    const id = await newReward(null);
    await give(id);
    await give(id);
    const answer = await setStock(id, 1);
    expect([answer.statusCode, answer.json().pool]).toEqual([200, { id: expect.any(String), name: 'Stickers', unitsLeft: 1, given: 0 }]);
    await give(id);
    await give(id);
    expect(await statuses(id)).toEqual(['claimable', 'claimable', 'claimable', 'queued']);
    expect(await rows('SELECT 1 FROM allocations a JOIN grants g ON g.program_id = $1 AND g.id = a.grant_id WHERE a.program_id = $1 AND g.reward_id = $2', [id])).toHaveLength(1);
  });

  it('of a scarce reward is set in the pool it has, and serves who waits', async () => {
    const id = await newReward(0);
    const waiting = [await give(id), await give(id)];
    const before = (await rows<{ pool_id: string }>('SELECT pool_id FROM rewards WHERE program_id = $1 AND id = $2', [id]))[0]!.pool_id;
    expect((await setStock(id, 3)).json()).toMatchObject({ pool: { id: before, unitsLeft: 1 }, grants: { claimable: 2 } });
    expect(await served(waiting)).toEqual(waiting);
  });

  it('taken away lets everybody out of the queue; who was stopped while waiting comes back to it, and is next', async () => {
    const id = await newReward(1);
    const [, ...waiting] = [await give(id), await give(id), await give(id), await give(id)];
    const stopped = waiting.pop()!;
    await rows(`UPDATE grants SET status = 'suspended', resume_status = 'queued', reason = 'award_suspended' WHERE program_id = $1 AND id = $2`, [stopped]);
    expect((await setStock(id, null)).json()).toMatchObject({ pool: null, grants: { claimable: 3, suspended: 1 } });
    expect(await served([...waiting, stopped])).toEqual(waiting);
    expect(await rows('SELECT resume_status FROM grants WHERE program_id = $1 AND id = $2', [stopped])).toEqual([{ resume_status: 'queued' }]);
    await give(id);
    expect((await statuses(id)).at(-1)).toBe('claimable');
    const again = await setStock(id, null);
    expect([again.statusCode, again.json().pool]).toEqual([200, null]);
  });

  it('leaves nobody in a queue beside a unit, whatever is given at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await newReward(null);
      const [answer] = await Promise.all([setStock(id, 4), ...Array.from({ length: 8 }, () => give(id))]);
      expect(answer!.statusCode).toBe(200);
      const [state] = await rows<{ queued: number; given: number; left: number }>(
        `SELECT (SELECT count(*)::int FROM grants WHERE program_id = $1 AND reward_id = $2 AND status = 'queued') AS queued,
           (SELECT count(*)::int FROM allocations WHERE program_id = $1 AND pool_id = r.pool_id) AS given, p.units_left::int AS left
         FROM rewards r JOIN pools p ON p.program_id = $1 AND p.id = r.pool_id WHERE r.program_id = $1 AND r.id = $2`, [id]);
      expect(state!.given + state!.left).toBe(4);
      expect(Math.min(state!.queued, state!.left)).toBe(0);
    }
  });

  it('is in the audit log with what it was and what it became', async () => {
    const id = await newReward(null);
    for (const units of [2, 5, null]) await setStock(id, units);
    const log = await rows<{ detail: object }>(`SELECT detail FROM audit_log WHERE program_id = $1 AND subject_id = $2 AND action = 'reward.stock_set' ORDER BY id`, [id]);
    expect(log.map((row) => row.detail)).toEqual([{ before: null, set: 2, served: 0 }, { before: 2, set: 5, served: 0 }, { before: 5, set: null, served: 0 }]);
  });

  it('is refused for what does not exist, is no number, or is not this role’s', async () => {
    const id = await newReward(null);
    expect((await setStock(newId(), 1)).json()).toMatchObject({ status: 404, code: 'reward.not_found' });
    for (const wrong of [-1, 1.5, '3', undefined]) expect((await setStock(id, wrong)).statusCode).toBe(422);
    const clerk = await staffSession(test.app, 'fulfilment', programId);
    expect((await call('PUT', `rewards/${id}/stock`, { unitsLeft: 1 }, clerk)).statusCode).toBe(403);
    expect(await rows('SELECT pool_id FROM rewards WHERE program_id = $1 AND id = $2', [id])).toEqual([{ pool_id: null }]);
  });
});
