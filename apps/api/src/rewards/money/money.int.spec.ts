import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tenFriends } from '@fanfare/domain';
import { Transactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Maintenance } from '../../platform/jobs/maintenance.js';
import { TEN_FRIENDS_IDS } from '../../testing/books.js';
import { codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import type { BudgetsResponse } from './money.dto.js';

const DAY_MS = 86_400_000;
const EUR = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
interface Row { id: string; status: string; waitsFor: string | null; claimBy: string | null; approvals: object }

describe('who says yes, what it may cost, and until when', () => {
  let test: TestApp;
  let program: RewardProgram;
  let second: SignedIn;
  let fan: Fan;
  let other: Fan;

  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
  });
  afterAll(() => test.close());

  async function fresh(slug: string): Promise<void> {
    program = await RewardProgram.make(test, slug);
    second = await staffSession(test.app, 'owner', program.id);
    [fan, other] = [await program.fan('Ewa'), await program.fan('Olek')];
  }
  const wait = async (ms: number) => {
    test.clock.moveTo(new Date(test.clock.now().getTime() + ms));
    for (const chore of ['grant_deadlines', 'supply_watch']) await test.app.get(Maintenance).run(chore);
    for (const who of [program.manager, second]) Object.assign(who, await openSession(test.app, who.accountId, 'staff')); // sessions do not last as long
    for (const who of [fan, other]) Object.assign(who, await openSession(test.app, who.accountId, 'member'));
  };
  const grants = async (rewardId: string) => (await program.staff(`grants?rewardId=${rewardId}`)).json<{ items: Row[] }>().items;
  const states = async (rewardId: string) => (await grants(rewardId)).map(({ status, waitsFor }) => [status, waitsFor].filter(Boolean).join(' '));
  const approve = (grantIds: string[], who = program.manager) => program.staff('grants/approve', { grantIds }, who);
  const change = (id: string, item: object) => program.staff(`rewards/${id}`, { title: { en: 'Shirt' }, needsAddress: false, ...item }, program.manager, 'PUT');
  const told = async (topic: string) => (await program.rows<{ payload: Record<string, string> }>('SELECT payload FROM outbox WHERE program_id = $1 AND topic = $2 ORDER BY id', [topic])).map((row) => row.payload);
  const earn = async (rewardId: string, memberId: string) => program.rows(
    `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, awarded_at, updated_at) VALUES ($1, gen_random_uuid(), $2, $3, 'queued', $4, $4)`, [rewardId, memberId, test.clock.now()]);

  describe('approval', () => {
    beforeAll(() => fresh('approvals'));

    it('is asked for always, or above an amount, or where nobody knows the cost; what was given by hand needs somebody else', async () => {
      const always = await program.reward({ approval: 'always' });
      const [id] = [await program.give(always.id, fan.memberId)];
      expect(await states(always.id)).toEqual(['granted second_approval']);
      expect((await approve([id!])).json()).toEqual({ approved: 0, waiting: 0, refused: [{ grantId: id, code: 'grant.approved_already' }] });
      expect((await approve([id!, id!], second)).json()).toEqual({ approved: 1, waiting: 0, refused: [] });
      expect(await states(always.id)).toEqual(['claimable']);
      expect((await approve([id!], second)).json<{ refused: object[] }>().refused).toEqual([{ grantId: id, code: 'grant.wrong_state' }]);
      for (const [cost, expected] of [[EUR(1_000), 'claimable'], [EUR(1_001), 'granted second_approval'], [null, 'granted second_approval']] as const) {
        const above = await program.reward({ approval: 'above', approveAboveMinor: 1_000, cost });
        await program.give(above.id, fan.memberId);
        expect(await states(above.id)).toEqual([expected]);
      }
    });

    it('takes two people above the limit of the program, whatever they press at once', async () => {
      expect((await program.staff('budgets/rules', { secondAbove: EUR(5_000), grantsPerDay: null }, program.manager, 'PUT')).statusCode).toBe(200);
      const { id } = await program.reward({ cost: EUR(5_001) });
      await program.rows(`INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, approvals_needed, awarded_at, updated_at) SELECT $1, gen_random_uuid(), $2, $3, 'granted', 2, $4, $4`, [id, fan.memberId, test.clock.now()]);
      const [grant] = await grants(id);
      expect([grant!.waitsFor, grant!.approvals]).toEqual(['approval', { needed: 2, given: 0, mine: false }]);
      const answers = await Promise.all(Array.from({ length: 8 }, () => approve([grant!.id])));
      expect(answers.map((answer) => answer.json<{ waiting: number }>().waiting).toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
      expect(await states(id)).toEqual(['granted second_approval']);
      await approve([grant!.id], second);
      expect(await states(id)).toEqual(['claimable']);
      await program.staff('budgets/rules', { secondAbove: null, grantsPerDay: null }, program.manager, 'PUT');
    });

    it('is nobody’s for their own membership, nor that of who may not', async () => {
      const { id } = await program.reward({ approval: 'always' });
      await program.give(id, fan.memberId);
      const [grant] = await grants(id);
      await program.rows('UPDATE members SET account_id = $3 WHERE program_id = $1 AND id = $2', [fan.memberId, second.accountId]);
      expect((await approve([grant!.id], second)).json<{ refused: object[] }>().refused).toEqual([{ grantId: grant!.id, code: 'grant.own_approval' }]);
      await program.rows('UPDATE members SET account_id = $3 WHERE program_id = $1 AND id = $2', [fan.memberId, fan.accountId]);
      expect((await approve([grant!.id], await staffSession(test.app, 'fulfilment', program.id))).statusCode).toBe(403);
      expect((await program.staff('grants/reject', { grantIds: [grant!.id], reason: 'looks made up' }, second)).json()).toEqual({ rejected: 1 });
      expect((await program.staff('grants/reject', { grantIds: [grant!.id], reason: 'again' }, second)).json()).toEqual({ rejected: 0 });
      const [row] = await program.rows<{ status: string; reason: string }>('SELECT status, reason FROM grants WHERE program_id = $1 AND id = $2', [grant!.id]);
      expect(row).toEqual({ status: 'revoked', reason: 'not_approved' });
    });

    it('is the last word: of somebody who turns it down in the same moment, nothing is taken', async () => {
      const { id } = await program.reward({ approval: 'always' });
      await program.rows(
        `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, approvals_needed, held_until, awarded_at, updated_at)
         SELECT $1, gen_random_uuid(), $2, $3, 'granted', 1, $4::timestamptz + interval '3 days', $4, $4`, [id, fan.memberId, test.clock.now()]);
      const grantId = (await grants(id))[0]!.id;
      let turned: Promise<{ json<T>(): T }> | undefined;
      await test.app.get(Transactions).inProgram(program.id, async (tx) => {
        await tx.query('SELECT 1 FROM grants WHERE program_id = $1 AND id = $2 FOR UPDATE', [program.id, grantId]);
        await tx.query('INSERT INTO grant_approvals (program_id, grant_id, approver_id, at) VALUES ($1, $2, $3, $4)', [program.id, grantId, second.accountId, test.clock.now()]);
        turned = program.staff('grants/reject', { grantIds: [grantId], reason: 'looks made up' }, second);
        while (((await tx.query('SELECT count(*)::int AS n FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()')) as [{ n: number }])[0].n === 0) await sleep(20);
      });
      expect((await turned!).json()).toEqual({ rejected: 0 });
      expect(await states(id)).toEqual(['granted hold']);
    });

    it('comes before the queue: approved, a grant takes the place of its award', async () => {
      const { id } = await program.reward({ approval: 'always', stock: 1 });
      const first = await program.give(id, fan.memberId);
      await program.staff(`rewards/${id}/stock`, { unitsLeft: 0 }, program.manager, 'PUT');
      const later = await program.give(id, other.memberId);
      await approve([later], second);
      expect(await states(id)).toEqual(['granted second_approval', 'queued stock']);
      await approve([first], second);
      await program.staff(`rewards/${id}/stock`, { unitsLeft: 1 }, program.manager, 'PUT');
      expect(await states(id)).toEqual(['claimable', 'queued stock']);
    });

    it('tells those who may approve, once a day', async () => {
      await wait(60_000);
      const { id } = await program.reward({ approval: 'always' });
      await program.give(id, fan.memberId);
      const before = (await told('grants.approval_due')).length;
      await wait(DAY_MS);
      await wait(60_000);
      const accounts = (await told('grants.approval_due')).slice(before).map((payload) => payload['accountId']);
      expect(new Set(accounts)).toEqual(new Set([program.manager.accountId, second.accountId]));
      expect(accounts).toHaveLength(2);
    });
  });

  describe('a hold', () => {
    it('keeps an award back for days, and hands it out in its turn', async () => {
      await fresh('holds');
      const { id } = await program.reward({ holdDays: 14 });
      await program.rows(`INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, held_until, awarded_at, updated_at) SELECT $1, gen_random_uuid(), $2, $3, 'granted', $4, $5, $5`,
        [id, fan.memberId, new Date(test.clock.now().getTime() + 14 * DAY_MS), test.clock.now()]);
      expect(await states(id)).toEqual(['granted hold']);
      await wait(14 * DAY_MS - 1);
      expect(await states(id)).toEqual(['granted hold']);
      await wait(1);
      expect(await states(id)).toEqual(['claimable']);
      expect(await told('grant.served')).toHaveLength(1);
    });
  });

  describe('a budget', () => {
    beforeAll(() => fresh('budgets'));
    const open = (budget: object) => program.staff('budgets', { rewardId: null, currency: 'EUR', amountMinor: 0, reason: 'the plan', ...budget });
    const move = (id: string, byMinor: number) => program.staff(`budgets/${id}/move`, { byMinor, reason: 'more came in' });
    const one = async (id: string) => (await program.staff('budgets')).json<BudgetsResponse>().items.find((budget) => budget.id === id);
    const idOf = (answer: Awaited<ReturnType<RewardProgram['staff']>>) => { expect([answer.statusCode, answer.body.slice(0, 150)]).toEqual([201, expect.any(String)]); return answer.json<{ id: string }>().id; };
    const closeAll = async () => { for (const { id } of (await program.staff('budgets')).json<{ items: { id: string }[] }>().items) await program.staff(`budgets/${id}/close`, { reason: 'over' }); };

    it('of a reward serves what it can pay, the others wait for it in order, and money that comes or returns goes to the next', async () => {
      const { id } = await program.reward({ cost: EUR(1_500) });
      const budget = idOf(await open({ rewardId: id, amountMinor: 3_200 }));
      const given = [];
      for (const member of [fan, other, fan, other]) given.push(await program.give(id, member.memberId));
      expect(await states(id)).toEqual(['claimable', 'claimable', 'queued budget', 'queued budget']);
      expect(await one(budget)).toMatchObject({ amountMinor: 3_200, leftMinor: 200, reservedMinor: 3_000, spentMinor: 0, waiting: 2, waitingMinor: 3_000 });
      await program.staff(`grants/${given[0]}/revoke`, { reason: 'a mistake' });
      expect(await states(id)).toEqual(['revoked', 'claimable', 'claimable', 'queued budget']);
      expect((await move(budget, 1_300)).json()).toMatchObject({ leftMinor: 0, reservedMinor: 4_500, waiting: 0 });
      expect(codeOf(await move(budget, -1))).toBe('budget.spent_already');
      await program.mine(fan, `/${given[2]}/claim`, {});
      await program.staff(`grants/${given[2]}/fulfil`, {});
      expect(await one(budget)).toMatchObject({ amountMinor: 4_500, reservedMinor: 3_000, spentMinor: 1_500 });
      const history = (await program.staff(`budgets/${budget}/history`)).json<{ items: { action: string; byMinor: number; served: number }[] }>().items;
      expect(history.map(({ action, byMinor, served }) => [action, byMinor, served])).toEqual([['budget.moved', 1_300, 1], ['budget.opened', 3_200, 0]]);
      await closeAll();
    });

    it('of the program is shared, kept for who is first, and not for who waits for stock', async () => {
      const budget = idOf(await open({ amountMinor: 1_000 }));
      const [dear, cheap, gone] = [await program.reward({ cost: EUR(2_000) }), await program.reward({ cost: EUR(400) }), await program.reward({ cost: EUR(300), stock: 0 })];
      await program.give(gone.id, fan.memberId);
      await program.give(cheap.id, fan.memberId);
      await program.give(dear.id, fan.memberId);
      await program.give(cheap.id, other.memberId);
      expect([await states(gone.id), await states(cheap.id), await states(dear.id)]).toEqual([['queued stock'], ['claimable', 'queued turn'], ['queued budget']]);
      // Stock that comes while somebody else waits for the money is behind them, but was earned before: it goes first.
      await program.staff(`rewards/${gone.id}/stock`, { unitsLeft: 1 }, program.manager, 'PUT');
      expect(await states(gone.id)).toEqual(['claimable']);
      await move(budget, 2_200);
      expect([await states(cheap.id), await states(dear.id)]).toEqual([['claimable', 'claimable'], ['claimable']]);
      expect(await one(budget)).toMatchObject({ leftMinor: 100, waiting: 0 });
      await closeAll();
      await program.give(dear.id, other.memberId);
      expect(await states(dear.id)).toEqual(['claimable', 'claimable']);
    });

    it('is refused where it would mean nothing', async () => {
      const { id } = await program.reward({ cost: EUR(100) });
      expect(codeOf(await open({ rewardId: id, currency: 'USD' }))).toBe('budget.no_cost');
      const budget = idOf(await open({ rewardId: id, amountMinor: 100 }));
      expect(codeOf(await open({ rewardId: id }))).toBe('budget.exists');
      expect(codeOf(await change(id, { cost: { amountMinor: 100, currency: 'USD' } }))).toBe('budget.no_cost');
      expect((await change(id, { cost: EUR(50) })).statusCode).toBe(200);
      await program.staff(`budgets/${budget}/close`, { reason: 'over' });
      expect(codeOf(await move(budget, 100))).toBe('budget.not_found');
    });

    it('begins anew each month, and what comes back from the last one is not spent again', async () => {
      const { id } = await program.reward({ cost: EUR(700) });
      const budget = idOf(await open({ rewardId: id, amountMinor: 1_000, period: 'month' }));
      const [first] = [await program.give(id, fan.memberId), await program.give(id, other.memberId), await program.give(id, fan.memberId)];
      expect(await states(id)).toEqual(['claimable', 'queued budget', 'queued budget']);
      await wait(31 * DAY_MS);
      expect(await states(id)).toEqual(['claimable', 'claimable', 'queued budget']);
      await program.staff(`grants/${first}/revoke`, { reason: 'a mistake' });
      expect(await states(id)).toEqual(['revoked', 'claimable', 'queued budget']);
      expect(await one(budget)).toMatchObject({ amountMinor: 1_000, leftMinor: 300, reservedMinor: 700, waiting: 1 });
      await closeAll();
    });

    it('is never overspent when everybody comes at once, while money comes and goes', async () => {
      const { id } = await program.reward({ cost: EUR(100), stock: 30 });
      const budget = idOf(await open({ rewardId: id, amountMinor: 1_000 }));
      const common = idOf(await open({ amountMinor: 1_500 }));
      const [taken] = await Promise.all([
        move(common, -300), ...Array.from({ length: 5 }, () => move(budget, 100)),
        ...Array.from({ length: 40 }, (_, n) => program.give(id, n % 2 ? fan.memberId : other.memberId)),
      ]);
      const [sum] = await program.rows<object>(
        `SELECT (SELECT count(*)::int FROM grants WHERE program_id = $1 AND reward_id = $2 AND status = 'claimable') AS served,
           (SELECT units_left::int FROM pools p JOIN budgets b ON b.program_id = $1 AND b.pool_id = p.id WHERE p.program_id = $1 AND b.id = $3) AS own,
           (SELECT units_left::int FROM pools p JOIN budgets b ON b.program_id = $1 AND b.pool_id = p.id WHERE p.program_id = $1 AND b.id = $4) AS common`, [id, budget, common]);
      // What is spent already cannot be taken out any more.
      expect(sum).toEqual(taken!.statusCode === 200 ? { served: 12, own: 300, common: 0 } : { served: 15, own: 0, common: 0 });
      await closeAll();
    });

    it('says once that little is left, and again only after there was enough', async () => {
      const { id } = await program.reward({ cost: EUR(100), stock: 100, lowAt: 1 });
      await wait(60_000);
      const before = (await told('supply.low')).length;
      const budget = idOf(await open({ rewardId: id, amountMinor: 250, lowAtMinor: 150 }));
      const alarms = async () => { await wait(60_000); return ((await told('supply.low')).length - before) / 2; }; // two of the team
      expect(await alarms()).toBe(0);
      await program.give(id, fan.memberId);
      expect([await alarms(), await alarms()]).toEqual([1, 1]);
      await move(budget, 500);
      expect(await alarms()).toBe(1);
      await move(budget, -500);
      expect(await alarms()).toBe(2);
    });

    describe('of a season', () => {
      const at = (iso: string) => new Date(iso).getTime();
      const [SPRING, SUMMER, AUTUMN] = [
        { id: newId(), from: at('2026-04-30T22:00:00Z'), to: at('2026-05-31T22:00:00Z') }, // of Berlin: May
        { id: newId(), from: at('2026-05-31T22:00:00Z'), to: at('2026-06-30T22:00:00Z') }, // June
        { id: newId(), from: at('2026-07-31T22:00:00Z'), to: at('2026-08-31T22:00:00Z') }, // August
      ] as const;
      let version = 0;
      /** The rules' seasons, from now on. */
      const publish = async (...seasons: object[]) => {
        version += 1;
        const { version: _, ...body } = { ...tenFriends(TEN_FRIENDS_IDS), seasons };
        await program.rows(`INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at) VALUES ($1, $2, $3, 'from_now', true, $4, $4)`, [version, JSON.stringify(body), test.clock.now()]);
      };
      const until = (iso: string) => wait(at(iso) - test.clock.now().getTime());
      const periods = async () => (await program.rows<{ at: Date }>(`SELECT at FROM audit_log WHERE program_id = $1 AND action = 'budget.period_began' ORDER BY id`)).map((row) => row.at.toISOString());
      const isFor = async (id: string) => { const { endsAt, leftMinor, waiting } = (await one(id))!; return [endsAt, leftMinor, waiting]; };

      beforeEach(async () => {
        await fresh(`seasons${++version}`);
        test.clock.moveTo(new Date(Math.max(test.clock.now().getTime(), at('2026-05-10T10:00:00Z'))));
      });

      it('turns to the millisecond with the season: what is left serves no other, what comes back neither, and who waits is served', async () => {
        test.clock.moveTo(new Date('2026-05-10T10:00:00Z'));
        await wait(0);
        const { id } = await program.reward({ cost: EUR(700) });
        await publish();
        expect(codeOf(await open({ rewardId: id, amountMinor: 1_000, period: 'season' }))).toBe('budget.no_season');
        test.clock.moveTo(new Date(test.clock.now().getTime() + 1_000));
        await publish(SPRING, SUMMER, AUTUMN);
        const budget = idOf(await open({ rewardId: id, amountMinor: 1_000, period: 'season' }));
        const [first] = [await program.give(id, fan.memberId), await program.give(id, other.memberId)];
        expect([await states(id), await isFor(budget)]).toEqual([['claimable', 'queued budget'], ['2026-05-31T22:00:00.000Z', 300, 1]]);
        await wait(SPRING.to - 1 - test.clock.now().getTime());
        expect([await states(id), await periods()]).toEqual([['claimable', 'queued budget'], []]);
        await wait(1);
        expect([await states(id), await isFor(budget), await periods()]).toEqual([['claimable', 'claimable'], ['2026-06-30T22:00:00.000Z', 300, 0], ['2026-05-31T22:00:00.000Z']]);
        await program.staff(`grants/${first}/revoke`, { reason: 'of May' });
        expect(await isFor(budget)).toEqual(['2026-06-30T22:00:00.000Z', 300, 0]); // May's money is not June's
        await until('2026-06-30T22:00:00Z');
        expect(await isFor(budget)).toEqual(['2026-07-31T22:00:00.000Z', 1_000, 0]); // between seasons, until the next begins
        await until('2026-08-05T00:00:00Z');
        expect(await isFor(budget)).toEqual(['2026-08-31T22:00:00.000Z', 1_000, 0]);
        expect((await program.rows<{ began: Date }>('SELECT began_at AS began FROM budgets WHERE program_id = $1 AND id = $2', [budget]))[0]!.began.toISOString()).toBe('2026-07-31T22:00:00.000Z');
        await wait(60_000);
        expect(await periods()).toHaveLength(3); // looked at again, it does not turn twice
      });

      it('follows the rules: a season that is moved, one that nobody had planned yet, and none any more', async () => {
        const day = (n: number) => test.clock.now().getTime() + n * DAY_MS;
        const season = (from: number, to: number) => ({ id: newId(), from, to });
        const [running, began] = [season(day(-5), day(10)), test.clock.now().getTime()];
        await publish(running);
        const { id } = await program.reward({ cost: EUR(700) });
        const budget = idOf(await open({ rewardId: id, amountMinor: 1_000, period: 'season' }));
        const everyMonth = idOf(await open({ amountMinor: 500, currency: 'USD', period: 'month' }));
        const later = { ...running, to: began + 20 * DAY_MS };
        await publish(later);
        await wait(10 * DAY_MS);
        expect([(await isFor(budget))[0], await periods()]).toEqual([new Date(later.to).toISOString(), []]);
        await publish();
        await wait(10 * DAY_MS);
        expect([(await isFor(budget))[0], await periods()]).toEqual([null, []]); // no season ends any more
        await publish(season(day(1), day(30)));
        await wait(DAY_MS - 1);
        expect(await periods()).toHaveLength(0);
        await wait(1);
        expect(await periods()).toHaveLength(1);
        await wait(31 * DAY_MS);
        expect((await one(everyMonth))).toBeDefined();
        expect((await isFor(budget))[0]).toBeNull();
      });
    });

    it('of a month turns where the program is, also when the clocks change', async () => {
      await fresh('months');
      await program.rows(`UPDATE programs SET time_zone = 'Europe/Berlin' WHERE id = $1`);
      test.clock.moveTo(new Date('2026-10-10T10:00:00Z'));
      await wait(0);
      const budget = idOf(await open({ amountMinor: 100, period: 'month' }));
      const endsAt = async () => (await one(budget))?.endsAt;
      expect(await endsAt()).toBe('2026-10-31T23:00:00.000Z');
      await wait(new Date('2026-10-31T23:00:00Z').getTime() - test.clock.now().getTime());
      expect(await endsAt()).toBe('2026-11-30T23:00:00.000Z');
    });
  });

  describe('a limit', () => {
    it('per member and day lets the rest wait until the next day, per reward until there may be more', async () => {
      await fresh('limits');
      await program.staff('budgets/rules', { secondAbove: null, grantsPerDay: 2 }, program.manager, 'PUT');
      const { id } = await program.reward({ maxPerMember: 3, stock: 100 });
      await Promise.all(Array.from({ length: 12 }, (_, n) => program.give(id, (n % 2 ? fan : other).memberId)));
      const count = async () => Object.fromEntries(Object.entries(Object.groupBy(await states(id), (state) => state)).map(([state, list]) => [state, list!.length]));
      expect(await count()).toEqual({ claimable: 4, 'queued limit': 8 });
      await wait(DAY_MS);
      expect(await count()).toEqual({ claimable: 6, 'queued limit': 6 });
      await wait(DAY_MS);
      expect(await count()).toEqual({ claimable: 6, 'queued limit': 6 });
      await change(id, { maxPerMember: 4 });
      expect(await count()).toEqual({ claimable: 8, 'queued limit': 4 });
      await program.staff('budgets/rules', { secondAbove: null, grantsPerDay: null }, program.manager, 'PUT');
      await change(id, { maxPerMember: null });
      expect(await count()).toEqual({ claimable: 12 });
    });

    it('holds for each member by themselves: who has had theirs keeps nobody behind them waiting', async () => {
      await program.staff('budgets/rules', { secondAbove: null, grantsPerDay: 1 }, program.manager, 'PUT');
      await wait(DAY_MS);
      const { id } = await program.reward({ stock: 2 });
      for (const member of [fan, fan, fan, fan, other]) { await wait(1_000); await earn(id, member.memberId); }
      await wait(60_000);
      expect(await states(id)).toEqual(['claimable', 'queued stock', 'queued stock', 'queued stock', 'claimable']);
    });
  });

  describe('a deadline', () => {
    it('reminds twice, expires, gives to the next, and can be moved', async () => {
      await fresh('deadlines');
      const { id } = await program.reward({ claimDays: 30, stock: 1 });
      const first = await program.give(id, fan.memberId);
      await program.give(id, other.memberId);
      const reminders = async () => (await told('grant.expiring')).length;
      await wait(15 * DAY_MS);
      expect(await reminders()).toBe(0);
      await wait(DAY_MS);
      await wait(DAY_MS);
      expect(await reminders()).toBe(1);
      await wait(10 * DAY_MS);
      expect(await reminders()).toBe(2);
      expect((await program.staff(`grants/${first}/extend`, { days: 5, reason: 'on holiday' })).json<Row>()).toMatchObject({ status: 'claimable' });
      await wait(4 * DAY_MS);
      expect([await states(id), await reminders()]).toEqual([['claimable', 'queued stock'], 3]);
      await wait(4 * DAY_MS);
      expect(await states(id)).toEqual(['expired', 'claimable']);
      expect(await told('grant.expired')).toEqual([{ grantId: first, memberId: fan.memberId }]);
      expect(codeOf(await program.mine(fan, `/${first}/claim`, {}))).toBe('grant.not_claimable');
      expect((await program.staff(`grants/${first}/extend`, { days: 5, reason: 'they asked' })).json<Row>()).toMatchObject({ status: 'queued', waitsFor: 'stock' });
      await program.staff(`rewards/${id}/stock`, { unitsLeft: 1 }, program.manager, 'PUT');
      expect(await states(id)).toEqual(['claimable', 'claimable']);
    });
  });
});
