import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FactInput } from '../ledger/index.js';
import { newId } from '../platform/ids.js';
import { TEN_FRIENDS_IDS as IDS, TestBooks } from '../testing/books.js';
import { lockRewards } from './grant-writes.js';
import { serveQueues } from './pool-queue.js';
import { compareBooks } from './reconciliation/differences.js';
import { RewardsEffects } from './rewards-effects.js';

/** `BUDGET_CONTENDERS=500` for the long form. */
const CONTENDERS = Number(process.env['BUDGET_CONTENDERS'] ?? 60);
const NOON = new Date('2026-03-02T12:00:00Z');
const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

interface GrantRow { id: string; beneficiary_id: string; status: string; resume_status: string | null; reason: string | null }

/** One friend earns a box, of which there are few; three friends earn stickers, of which there are always enough. */
describe('awards become grants', () => {
  let books: TestBooks;
  let effects: RewardsEffects;
  const pool = newId();
  beforeAll(async () => {
    books = await TestBooks.start({
      milestones: [
        { id: IDS.milestones.welcomeBox, at: 1, measure: 'qualified', rewardId: IDS.rewards.welcomeBox },
        { id: IDS.milestones.stickers, at: 3, measure: 'qualified', rewardId: IDS.rewards.stickers, friendRewardId: IDS.rewards.discountCode },
      ],
      checks: [],
    });
    effects = new RewardsEffects(books.effects);
    effects.onModuleInit();
    await books.rows(`INSERT INTO pools (program_id, id, name, units_left) VALUES ($1, $2, 'Boxes', 0)`, [books.programId, pool]);
    await books.rows(
      `INSERT INTO rewards (program_id, id, kind, title, description, needs_address, code_source, pool_id, created_at)
       SELECT $1, r.id, r.kind, '{}', '{}', false, CASE r.kind WHEN 'discount_code' THEN 'made' END, r.pool_id, $5 FROM unnest($2::uuid[], $3::text[], $4::uuid[]) AS r (id, kind, pool_id)`,
      [books.programId, [IDS.rewards.welcomeBox, IDS.rewards.stickers, IDS.rewards.discountCode], ['swag', 'swag', 'discount_code'], [pool, null, null], NOON]);
  });
  afterAll(() => books.close());

  const grants = (members: readonly string[]) => books.rows<GrantRow>(
    `SELECT id, beneficiary_id, status, resume_status, reason FROM grants WHERE program_id = $1 AND book_id = ANY($2) ORDER BY awarded_at, id`, [books.programId, members]);
  const stickersOf = async (member: string) => (await books.rows<GrantRow>(
    `SELECT id, beneficiary_id, status, resume_status, reason FROM grants WHERE program_id = $1 AND book_id = $2 AND subject_id = $3 AND side = 'own'`,
    [books.programId, member, IDS.milestones.stickers]))[0]!;
  const stock = async (units: number) => {
    await books.rows('UPDATE pools SET units_left = $2 WHERE program_id = $1 AND id = $3', [books.programId, units, pool]);
    return books.transactions.inProgram(books.programId, async (tx) => {
      await lockRewards(tx, books.programId, [IDS.rewards.welcomeBox]);
      return serveQueues(tx, books.programId, [IDS.rewards.welcomeBox], later(60));
    });
  };
  const left = async () => (await books.rows<{ units_left: number }>('SELECT units_left::int FROM pools WHERE program_id = $1 AND id = $2', [books.programId, pool]))[0]!.units_left;
  const adjust = (memberId: string, delta: number): FactInput =>
    ({ kind: 'fact', key: `adjust:${newId()}`, memberId, body: { kind: 'adjusted', measure: 'qualified', delta, reason: 'adjust.correction', by: newId() } });
  const set = async (memberId: string, status: string) => {
    await books.rows('UPDATE grants SET status = $3 WHERE program_id = $1 AND book_id = $2', [books.programId, memberId, status]);
  };

  it('gives the last box to the first of 25 that reach it together, and queues 24 in order', async () => {
    const fans = await books.members(25);
    await books.rows('UPDATE pools SET units_left = 1 WHERE program_id = $1', [books.programId]);
    await books.apply(fans.map((fan) => books.friendOf(fan)), NOON);
    const rows = await grants(fans);
    expect(rows.map((row) => row.status)).toEqual(['claimable', ...Array<string>(24).fill('queued')]);
    expect(new Set(rows.map((row) => row.beneficiary_id)).size).toBe(25);
    expect(await left()).toBe(0);

    expect((await stock(3)).map((grant) => grant.grantId)).toEqual(rows.slice(1, 4).map((row) => row.id));
    expect((await grants(fans)).map((row) => row.status)).toEqual([...Array<string>(4).fill('claimable'), ...Array<string>(21).fill('queued')]);
    expect(await stock(50)).toHaveLength(21);
    expect(await left()).toBe(29);
  });

  it('never hands out more than there is when 16 batches race', async () => {
    const fans = await books.members(16);
    await books.rows('UPDATE pools SET units_left = 5 WHERE program_id = $1', [books.programId]);
    await Promise.all(fans.map((fan) => books.apply([books.friendOf(fan)], later(90))));
    const statuses = (await grants(fans)).map((row) => row.status);
    expect([statuses.filter((s) => s === 'claimable').length, statuses.filter((s) => s === 'queued').length, await left()]).toEqual([5, 11, 0]);
    const [{ units }] = (await books.rows<{ units: number }>(
      `SELECT count(*)::int AS units FROM allocations WHERE program_id = $1 AND grant_id IN (SELECT id FROM grants WHERE program_id = $1 AND book_id = ANY($2))`,
      [books.programId, fans])) as [{ units: number }];
    expect(units).toBe(5);
    await stock(11);
  });

  describe('with a budget', () => {
    const budget = newId();
    const money = async (minor: number) => {
      await books.rows('UPDATE pools SET units_left = $3 WHERE program_id = $1 AND id = $2', [books.programId, budget, minor]);
      return books.transactions.inProgram(books.programId, async (tx) => {
        await lockRewards(tx, books.programId, [IDS.rewards.welcomeBox]);
        return serveQueues(tx, books.programId, [IDS.rewards.welcomeBox], later(60));
      });
    };
    beforeAll(async () => {
      await books.rows(`UPDATE rewards SET cost_minor = 1200, cost_currency = 'EUR' WHERE program_id = $1 AND id = $2`, [books.programId, IDS.rewards.welcomeBox]);
      await books.rows(`INSERT INTO pools (program_id, id, name, kind, units_left) VALUES ($1, $2, 'EUR', 'program_budget', 0)`, [books.programId, budget]);
      await books.rows(
        `INSERT INTO budgets (program_id, id, currency, pool_id, period, amount_minor, low_at_minor, began_at, created_at) VALUES ($1, $2, 'EUR', $3, 'total', 0, 0, $4, $4)`, [books.programId, newId(), budget, NOON]);
      await books.rows('UPDATE pools SET units_left = 2000 WHERE program_id = $1 AND id = $2', [books.programId, pool]);
    });
    afterAll(async () => {
      await money(1_000_000);
      await books.rows('UPDATE budgets SET closed_at = $2 WHERE program_id = $1', [books.programId, NOON]);
      await books.rows('UPDATE pools SET units_left = 0 WHERE program_id = $1', [books.programId]);
    });

    it('serves one of 25 that reach it together with room for one, and 24 wait in order until money comes', async () => {
      const fans = await books.members(25);
      await money(2_399);
      await books.apply(fans.map((fan) => books.friendOf(fan)), NOON);
      const rows = await grants(fans);
      expect(rows.map((row) => row.status)).toEqual(['claimable', ...Array<string>(24).fill('queued')]);
      expect((await money(2_400)).map((grant) => grant.grantId)).toEqual(rows.slice(1, 3).map((row) => row.id));
      expect(await money(1_000_000)).toHaveLength(22);
    });

    it(`spends nothing twice when ${CONTENDERS} contend for the last of it`, async () => {
      const fans = await books.members(CONTENDERS);
      await money(1_200 * 7 + 1_199);
      await Promise.all(fans.map((fan) => books.apply([books.friendOf(fan)], later(90))));
      const served = (await grants(fans)).filter((row) => row.status === 'claimable').length;
      const [{ left: rest }] = (await books.rows<{ left: number }>('SELECT units_left::int AS left FROM pools WHERE program_id = $1 AND id = $2', [books.programId, budget])) as [{ left: number }];
      expect([served, rest]).toEqual([7, 1_199]);
    }, 120_000);
  });

  it('announces each new grant once, to whoever receives it', async () => {
    const [fan] = (await books.members(1)) as [string];
    const [friend] = (await books.members(1)) as [string];
    await books.rows('UPDATE pools SET units_left = 100 WHERE program_id = $1', [books.programId]);
    await books.apply([books.friendOf(fan), books.friendOf(fan)], later(100));
    await books.apply([books.friendOf(fan, { refereeId: friend })], later(101));
    const rows = await grants([fan]);
    expect(rows.map((row) => row.beneficiary_id).sort()).toEqual([fan, fan, friend].sort());
    const events = await books.rows<{ payload: { grantId: string; memberId: string } }>(
      `SELECT payload FROM outbox WHERE program_id = $1 AND topic = 'grant.created' AND payload->>'grantId' = ANY($2)`, [books.programId, rows.map((row) => row.id)]);
    expect(events.map((e) => e.payload).sort(byGrant)).toEqual(rows.map((row) => ({ grantId: row.id, memberId: row.beneficiary_id })).sort(byGrant));
  });

  it('suspends a grant when its award falls, and takes the same one up again where it was', async () => {
    const [fan, ...friends] = (await books.members(4)) as [string, ...string[]];
    await books.apply(friends.map((refereeId) => books.friendOf(fan, { refereeId })), later(110));
    const before = await stickersOf(fan);
    await set(fan, 'claimed');
    await books.apply([adjust(fan, -1)], later(111));
    expect(await stickersOf(fan)).toMatchObject({ id: before.id, status: 'suspended', resume_status: 'claimed', reason: 'award_suspended' });
    await books.apply([adjust(fan, 1)], later(112));
    expect(await stickersOf(fan)).toMatchObject({ id: before.id, status: 'claimed', resume_status: null, reason: null });
    expect(await grants([fan])).toHaveLength(3);
  });

  it.each(['sending', 'packed', 'shipped', 'delivered', 'fulfilled'])('lets a %s grant stand, and says why', async (status) => {
    const [fan, ...friends] = (await books.members(4)) as [string, ...string[]];
    await books.apply(friends.map((refereeId) => books.friendOf(fan, { refereeId })), later(120));
    await set(fan, status);
    await books.apply([adjust(fan, -1)], later(121));
    expect(await stickersOf(fan)).toMatchObject({ status, reason: 'stands' });
    await books.apply([adjust(fan, 1)], later(122));
    expect(await stickersOf(fan)).toMatchObject({ status, reason: null });
  });

  it('closes access that is given when its award falls, and opens it again', async () => {
    const [fan, ...friends] = (await books.members(4)) as [string, ...string[]];
    await books.apply(friends.map((refereeId) => books.friendOf(fan, { refereeId })), later(125));
    await set(fan, 'fulfilled');
    const kind = (is: string) => books.rows('UPDATE rewards SET kind = $3 WHERE program_id = $1 AND id = $2', [books.programId, IDS.rewards.stickers, is]);
    await kind('unlock');
    await books.apply([adjust(fan, -1)], later(126));
    expect(await stickersOf(fan)).toMatchObject({ status: 'suspended', resume_status: 'fulfilled', reason: 'award_suspended' });
    await books.apply([adjust(fan, 1)], later(127));
    expect(await stickersOf(fan)).toMatchObject({ status: 'fulfilled', resume_status: null, reason: null });
    await kind('swag');
  });

  it('puts a queued grant back in its place, and serves it when stock came meanwhile', async () => {
    const [early, late] = (await books.members(2)) as [string, string];
    await stock(0);
    await books.apply([books.friendOf(early)], later(130));
    await books.apply([books.friendOf(late)], later(131));
    await books.apply([adjust(early, -1)], later(132));
    expect((await stock(1)).map((grant) => grant.memberId)).toEqual([late]);
    await books.apply([adjust(early, 1)], later(133));
    expect((await grants([early]))[0]).toMatchObject({ status: 'queued' });
    await books.apply([adjust(early, -1)], later(134));
    await stock(1);
    await books.apply([adjust(early, 1)], later(135));
    expect((await grants([early]))[0]).toMatchObject({ status: 'claimable', reason: null });
    expect(await left()).toBe(0);
  });

  it('differs in no book where an opening balance was rewarded elsewhere, or a member is suspended, and in each whose award has none', async () => {
    const [opened, suspended, bare] = (await books.members(3)) as [string, string, string];
    const opening: FactInput = { kind: 'fact', key: `opening:${opened}`, memberId: opened, body: { kind: 'adjusted', measure: 'qualified', delta: 2, reason: 'adjust.opening', by: newId(), settled: true } };
    await books.apply([opening, books.friendOf(suspended)], later(140));
    await books.apply([adjust(opened, 1), books.friendOf(bare)], later(141)); // of their own they earn as anybody
    await books.transactions.inProgram(books.programId, (tx) => effects.onStanding(tx, books.programId, suspended, 'suspended', later(142)));
    expect([(await grants([opened])).length, (await grants([suspended]))[0]]).toMatchObject([1, { status: 'suspended', reason: 'member_suspended' }]);
    const differing = async () => {
      const { found } = await books.transactions.readProgram(books.programId, (tx) => compareBooks(tx, books.programId));
      return found.filter(({ detail }) => [opened, suspended, bare].includes(String(detail['bookId']))).map(({ code, detail }) => [code, detail['bookId']]);
    };
    expect(await differing()).toEqual([]);
    await books.rows(
      `INSERT INTO awards (program_id, member_id, subject_id, ordinal, side, earned_as, measure, beneficiary_id, threshold, status, since)
       SELECT program_id, member_id, subject_id, 99, side, earned_as, measure, beneficiary_id, threshold, status, since FROM awards WHERE program_id = $1 AND member_id = ANY($2) AND since = $3`,
      [books.programId, [opened, bare], later(141)]);
    expect((await differing()).toSorted()).toEqual([['award_without_grant', opened], ['award_without_grant', bare]].toSorted());
    await books.rows('DELETE FROM awards WHERE program_id = $1 AND ordinal = 99', [books.programId]);
  });

  it('leaves nothing in the books that a replay would not find', async () =>
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]));
});

const byGrant = (a: { grantId: string }, b: { grantId: string }) => (a.grantId < b.grantId ? -1 : 1);
