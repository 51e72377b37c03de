import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Transactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import type { DataSubject } from '../../platform/personal-data.js';
import { codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { GrantData } from '../grant-data.js';

describe('variants', () => {
  let test: TestApp;
  let program: RewardProgram;
  let fan: Fan;
  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    program = await RewardProgram.make(test, 'halcyon');
    fan = await program.fan();
  });
  afterAll(() => test.close());

  /** A shirt with so many S and so many M, and grants of it. */
  async function shirts(s: number | null, m: number | null, grants: number): Promise<{ id: string; S: string; M: string; grants: string[] }> {
    const { id, variants } = await program.reward({ variants: [{ label: 'S', stock: s }, { label: 'M', stock: m }] });
    const given: string[] = [];
    for (let n = 0; n < grants; n++) given.push(await program.give(id, fan.memberId));
    return { id, S: variants[0]!.id, M: variants[1]!.id, grants: given };
  }
  const claim = (grantId: string, variantId: string) => program.mine(fan, `/${grantId}/claim`, { variantId });
  const correct = (grantId: string, variantId: string) => program.mine(fan, `/${grantId}/claim`, { variantId }, 'PUT');
  const stock = (rewardId: string, variantId: string, unitsLeft: number | null) => program.staff(`rewards/${rewardId}/variants/${variantId}/stock`, { unitsLeft }, program.manager, 'PUT');
  const change = (id: string, variants: object[]) => program.staff(`rewards/${id}`, { title: { en: 'Shirt' }, needsAddress: false, variants }, program.manager, 'PUT');
  const shelf = async (rewardId: string) => {
    const [row] = await program.rows<{ promised: number | null; shelves: number; open: number }>(
      `SELECT p.units_left::int AS promised,
         (SELECT coalesce(sum(vp.units_left), 0)::int FROM reward_variants v JOIN pools vp ON vp.program_id = $1 AND vp.id = v.pool_id WHERE v.program_id = $1 AND v.reward_id = r.id) AS shelves,
         (SELECT count(*)::int FROM allocations a JOIN grants g ON g.program_id = $1 AND g.id = a.grant_id WHERE a.program_id = $1 AND a.pool_id = r.pool_id AND g.claimed_at IS NULL) AS open
       FROM rewards r LEFT JOIN pools p ON p.program_id = $1 AND p.id = r.pool_id WHERE r.program_id = $1 AND r.id = $2`, [rewardId]);
    return row!;
  };
  /** "Claimable" means that something is there: what can still be promised and what is promised is what lies on the shelves. */
  async function expectKept(rewardId: string): Promise<void> {
    const { promised, shelves, open } = await shelf(rewardId);
    expect([promised, shelves, open]).toEqual([shelves - open, shelves, open]);
  }

  it('promise together what they have: the third of two waits, and something is there for everybody else', async () => {
    const { id, S, grants } = await shirts(1, 1, 3);
    expect(await program.statuses(id)).toEqual(['claimable', 'claimable', 'queued']);
    expect((await claim(grants[0]!, S)).json()).toMatchObject({ status: 'claimed', claim: { variant: { label: 'S' } } });
    const gone = await claim(grants[1]!, S);
    expect([gone.statusCode, gone.json()]).toEqual([409, expect.objectContaining({ code: 'reward.variant_gone', errors: [expect.objectContaining({ field: 'variantId', code: 'gone' })] })]);
    const needs = (await program.mine(fan)).json<{ items: { id: string; needs: { variants: object[] } }[] }>().items;
    expect(needs.find((grant) => grant.id === grants[1])?.needs.variants).toEqual([expect.objectContaining({ label: 'S', gone: true }), expect.objectContaining({ label: 'M', gone: false })]);
    expect(needs.find((grant) => grant.id === grants[0])?.needs.variants).toEqual([expect.objectContaining({ label: 'S', gone: false }), expect.objectContaining({ label: 'M', gone: false })]);
    await expectKept(id);
  });

  it('give the last unit to one of sixteen who want it at once, and the others choose again', async () => {
    const { id, S, M, grants } = await shirts(1, 15, 16);
    const first = await Promise.all(grants.map((grant) => claim(grant, S)));
    expect(first.map((answer) => answer.statusCode).sort()).toEqual([200, ...Array<number>(15).fill(409)]);
    const losers = grants.filter((_, n) => first[n]!.statusCode === 409);
    expect(new Set((await Promise.all(losers.map((grant) => claim(grant, M)))).map((answer) => answer.statusCode))).toEqual(new Set([200]));
    expect(await shelf(id)).toEqual({ promised: 0, shelves: 0, open: 0 });
  });

  it('can be changed until it is packed: one goes back and the other is taken, or neither', async () => {
    const { id, S, M, grants } = await shirts(1, 1, 2);
    await claim(grants[0]!, S);
    await claim(grants[1]!, M);
    expect(codeOf(await correct(grants[0]!, M))).toBe('reward.variant_gone');
    expect((await program.mine(fan)).json<{ items: { id: string; claim: { variant: { label: string } } }[] }>().items.find((grant) => grant.id === grants[0])?.claim.variant.label).toBe('S');
    await stock(id, M, 1);
    expect((await correct(grants[0]!, M)).json()).toMatchObject({ claim: { variant: { label: 'M' } } });
    expect(await shelf(id)).toEqual({ promised: 1, shelves: 1, open: 0 });
    await program.staff(`grants/${grants[0]}/pack`, {});
    expect(codeOf(await correct(grants[0]!, S))).toBe('grant.wrong_state');
  });

  it('keep their promise whatever members and staff do at the same time', async () => {
    const { id, S, M, grants } = await shirts(6, 6, 10);
    const any = (n: number) => (n % 2 ? S : M);
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all([
        ...grants.map((grant, n) => claim(grant, any(n + round))),
        ...grants.map((grant, n) => correct(grant, any(n + round + 1))),
        stock(id, any(round), 4 + round), ...grants.slice(round, round + 1).map((grant) => program.staff(`grants/${grant}/revoke`, { reason: 'a mistake' })),
      ]);
      expect(answers.filter((answer) => answer.statusCode >= 500)).toEqual([]);
      await expectKept(id);
    }
  });

  it('cannot be fewer than is promised, and serve who waits when there are more', async () => {
    const { id, S, M, grants } = await shirts(2, 1, 4);
    expect((await stock(id, S, 1)).json()).toMatchObject({ code: 'reward.stock_promised', promised: 3 });
    expect((await stock(id, M, 5)).json()).toMatchObject({ pool: { unitsLeft: 3 }, grants: { claimable: 4 }, stockFollows: 'variants' });
    expect((await program.staff(`rewards/${id}/stock`, { unitsLeft: 9 }, program.manager, 'PUT')).json()).toMatchObject({ status: 409, code: 'reward.stock_follows' });
    await program.staff(`grants/${grants[0]}/revoke`, { reason: 'a mistake' });
    await expectKept(id);
  });

  it('of which one is always there keep nobody waiting', async () => {
    const { id, S, M } = await shirts(0, 0, 2);
    expect(await program.statuses(id)).toEqual(['queued', 'queued']);
    expect((await stock(id, S, null)).json()).toMatchObject({ pool: null, grants: { claimable: 2 }, stockFollows: null });
    expect(codeOf(await stock(id, S, 1))).toBe('reward.stock_promised');
    expect((await stock(id, S, 2)).json()).toMatchObject({ pool: { unitsLeft: 0 }, stockFollows: 'variants', variants: [{ id: S, unitsLeft: 2 }, { id: M, unitsLeft: 0 }] });
    await expectKept(id);
  });

  it('that are no longer offered stay with who chose them, and take no promise along', async () => {
    const { id, S, M, grants } = await shirts(1, 3, 3);
    await claim(grants[0]!, S);
    const shown = await change(id, [{ id: M, label: 'Medium', sku: 'T-M' }, { label: 'L', stock: 1 }]);
    expect(shown.json()).toMatchObject({ variants: [{ label: 'Medium', sku: 'T-M', unitsLeft: 3 }, { label: 'L', unitsLeft: 1 }], pool: { unitsLeft: 2 } });
    expect((await claim(grants[1]!, S)).statusCode).toBe(422);
    expect((await correct(grants[0]!, S)).json()).toMatchObject({ claim: { variant: { label: 'S' } } });
    expect((await correct(grants[0]!, M)).statusCode).toBe(200);
    await expectKept(id);
    await program.staff(`grants/${grants[0]}/revoke`, { reason: 'a mistake' });
    await expectKept(id);
    expect(codeOf(await change(id, [{ label: 'XL', stock: 1 }]))).toBe('reward.stock_promised');
    await expectKept(id);
  });

  it('come back when a member leaves', async () => {
    const { id, variants } = await program.reward({ variants: [{ label: 'S', stock: 1 }] });
    const leaver = await program.fan('Olek');
    const grant = await program.give(id, leaver.memberId);
    const waiting = await program.give(id, fan.memberId);
    await program.mine(leaver, `/${grant}/claim`, { variantId: variants[0]!.id });
    await test.app.get(Transactions).inProgram(program.id, (tx) => test.app.get(GrantData).erase(tx, { programId: program.id, memberId: leaver.memberId } as DataSubject, test.clock.now()));
    expect((await claim(waiting, variants[0]!.id)).statusCode).toBe(200);
    expect(await shelf(id)).toEqual({ promised: 0, shelves: 0, open: 0 });
  });

  it('of another reward or program are none of this one', async () => {
    const { grants } = await shirts(null, null, 1);
    const other = await shirts(null, null, 0);
    expect((await claim(grants[0]!, other.S)).statusCode).toBe(422);
    const theirs = await RewardProgram.make(test, 'theirs');
    const foreign = await theirs.reward({ variants: [{ label: 'S' }] });
    expect((await claim(grants[0]!, foreign.variants[0]!.id)).statusCode).toBe(422);
    expect(codeOf(await stock(other.id, foreign.variants[0]!.id, 3))).toBe('reward.variant_not_found');
    expect(codeOf(await change(other.id, [{ id: newId(), label: 'X' }]))).toBe('reward.variant_not_found');
  });
});
