import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../platform/ids.js';
import { RewardsEffects } from '../../rewards/rewards-effects.js';
import { TEN_FRIENDS_IDS as IDS, TestBooks } from '../../testing/books.js';
import type { FactInput } from '../index.js';

const T0 = new Date('2026-03-02T10:00:00Z').getTime();
const hours = (n: number) => new Date(T0 + n * 3_600_000);

let books: TestBooks;
beforeAll(async () => {
  books = await withRewards(TestBooks.start());
});
afterAll(() => books.close());

async function withRewards(starting: Promise<TestBooks>): Promise<TestBooks> {
  const books = await starting;
  new RewardsEffects(books.effects).onModuleInit();
  await books.rows(
    `INSERT INTO rewards (program_id, id, kind, title, description, needs_address, created_at)
     SELECT $1, id, 'custom', '{"en":"A reward"}', '{}', false, now() FROM unnest($2::uuid[]) AS r (id)`, [books.programId, Object.values(IDS.rewards)]);
  return books;
}

const standing = async (member: string) => (await books.rows<{ qualified: number; tier_id: string | null; merged_into: string | null }>(
  'SELECT qualified, tier_id, merged_into FROM standings WHERE program_id = $1 AND member_id = $2', [books.programId, member]))[0]!;
const grants = (...members: string[]) => books.rows<{ subject: string; status: string; beneficiary: string }>(
  'SELECT subject_id AS subject, status, beneficiary_id AS beneficiary FROM grants WHERE program_id = $1 AND book_id = ANY($2)', [books.programId, members]);
const mismatches = async () => (await books.verifier.verify(books.programId)).mismatches;
const bring = (fan: string, n: number, over = {}) => books.apply(Array.from({ length: n }, () => books.friendOf(fan, over)));
const status = async (referralId: string) => (await books.rows<{ status: string; reason: string; member_id: string }>(
  'SELECT status, reason, member_id FROM referrals WHERE program_id = $1 AND id = $2', [books.programId, referralId]))[0]!;

describe('two members who are one person', () => {
  it('count together in the elder’s book, keep one of each award, and part again as if nothing had been', async () => {
    const [elder, younger] = (await books.members(2)) as [string, string];
    await bring(elder, 6);
    await bring(younger, 5);
    const outcome = await books.pair('merged', younger, elder);
    expect([outcome?.host, outcome?.after.host.sums.qualified]).toEqual([elder, 11]);
    expect(await standing(elder)).toMatchObject({ qualified: 11, tier_id: IDS.tiers.ambassador });
    expect(await standing(younger)).toEqual({ qualified: 0, tier_id: null, merged_into: elder });
    const codes = (await grants(elder, younger)).filter((g) => g.subject === IDS.milestones.stickers);
    expect(codes.map((g) => g.status).sort()).toEqual(['claimable', 'suspended']);
    expect(await mismatches()).toEqual([]);

    await bring(younger, 1); // a later input for either goes to the book that has both
    expect(await standing(elder)).toMatchObject({ qualified: 12 });
    expect(await mismatches()).toEqual([]);

    await books.pair('unmerged', elder, younger, hours(5));
    expect([(await standing(elder)).qualified, (await standing(younger)).qualified]).toEqual([6, 6]);
    expect((await grants(elder, younger)).filter((g) => g.subject === IDS.milestones.stickers).map((g) => g.status)).toEqual(['claimable', 'claimable']);
    expect(await mismatches()).toEqual([]);
  });

  it('parted late, neither keeps what only the two together reached meanwhile', async () => {
    const books = await withRewards(TestBooks.start({ holdDays: 1 }));
    const [elder, younger] = (await books.members(2)) as [string, string];
    await books.apply(Array.from({ length: 3 }, () => books.friendOf(younger)));
    await books.visitor.visitDue(books.programId, hours(24));
    const [turnedDown] = await books.rows<{ id: string }>('SELECT id FROM referrals WHERE program_id = $1 AND member_id = $2', [books.programId, younger]);
    await books.apply([{ kind: 'fact', key: newId(), memberId: younger, body: { kind: 'reviewed', referralId: turnedDown!.id, verdict: 'reject', reason: 'review.abuse', by: newId() } }], hours(25));
    const stickers = async () => (await books.rows<{ status: string }>('SELECT status FROM grants WHERE program_id = $1', [books.programId])).map((g) => g.status);
    expect(await stickers()).toEqual(['suspended']);
    await books.pair('merged', younger, elder, hours(26));
    await books.apply([books.friendOf(elder)], hours(26)); // the third of the two, a day later; nobody looks until they are parted
    await books.pair('unmerged', elder, younger, hours(60));
    expect([await stickers(), (await books.verifier.verify(books.programId)).mismatches]).toEqual([['suspended'], []]);
    await books.close();
  });

  it('are in the elder’s cohort, and part into their own', async () => {
    await books.cohorts('campus', 'press');
    const [elder, younger] = (await books.members(2)) as [string, string];
    const into = (memberId: string, to: string) => books.apply([{ kind: 'fact', key: newId(), memberId, body: { kind: 'cohort', to, by: newId() } }]);
    await into(elder, 'campus');
    await into(younger, 'press');
    const cohorts = async () => (await books.rows<{ cohort: string }>('SELECT cohort FROM standings WHERE program_id = $1 AND member_id = ANY($2) ORDER BY member_id', [books.programId, [elder, younger]])).map((row) => row.cohort);
    await books.pair('merged', elder, younger);
    expect((await cohorts())[0]).toBe('campus');
    await into(younger, 'press'); // said of either, it is the one person's: from now on the elder's book
    expect(await cohorts()).toEqual(['press', 'press']);
    await books.pair('unmerged', elder, younger, hours(5));
    expect(await cohorts()).toEqual(['press', 'press']);
    expect(await mismatches()).toEqual([]);
  });

  it('are not each other’s friend', async () => {
    const [elder, younger] = (await books.members(2)) as [string, string];
    const own = books.friendOf(elder, { refereeId: younger });
    await books.apply([own]);
    await books.pair('merged', elder, younger);
    expect(await status(own.referralId)).toMatchObject({ status: 'reversed', reason: 'own_link' });
    await books.pair('unmerged', elder, younger, hours(5));
    expect(await status(own.referralId)).toMatchObject({ status: 'qualified' });
    expect(await mismatches()).toEqual([]);
  });

  it('count as one friend of whoever brought them first, and of both again when parted', async () => {
    const [fan, other, elder, younger] = (await books.members(4)) as [string, string, string, string];
    const first = books.friendOf(fan, { refereeId: elder });
    const second = books.friendOf(other, { refereeId: younger });
    await books.apply([first]);
    await books.apply([second], hours(1));
    const outcome = await books.pair('merged', elder, younger);
    expect(outcome?.rivals).toEqual([{ referralId: second.referralId, bookId: other }]);
    expect([await status(first.referralId), await status(second.referralId)]).toMatchObject([{ status: 'qualified' }, { status: 'reversed', reason: 'identity.merged' }]);
    expect((await standing(other)).qualified).toBe(0);
    await books.pair('unmerged', elder, younger, hours(5));
    expect(await status(second.referralId)).toMatchObject({ status: 'qualified' });
    expect(await mismatches()).toEqual([]);
  });

  describe('brought by two, whatever has become of either', () => {
    let books: TestBooks;
    beforeAll(async () => {
      books = await TestBooks.start({ qualification: { kind: 'converted', type: 'purchase' } });
    });
    afterAll(() => books.close());

    const bought = (fan: string, referralId: string, order: string): FactInput => ({ kind: 'fact', key: `${referralId}:${order}`, memberId: fan, body: { kind: 'converted', referralId, type: 'purchase', order, occurredAt: T0 } });
    const refunded = (fan: string, referralId: string, order: string): FactInput => ({ kind: 'fact', key: `${referralId}:${order}:back`, memberId: fan, body: { kind: 'refunded', referralId, order } });
    const came = async () => {
      const [fan, other, elder, younger] = (await books.members(4)) as [string, string, string, string];
      const [first, second] = [books.friendOf(fan, { refereeId: elder }), books.friendOf(other, { refereeId: younger })];
      await books.apply([first]);
      await books.apply([second], hours(1));
      const counts = async () => (await books.rows<{ id: string; status: string; reason: string }>('SELECT id, status, reason FROM referrals WHERE program_id = $1 AND id = ANY($2)', [books.programId, [first.referralId, second.referralId]]))
        .toSorted((a) => (a.id === first.referralId ? -1 : 1)).map((row) => [row.status, row.reason]);
      return { fan, other, elder, younger, first: first.referralId, second: second.referralId, counts };
    };

    it('the one that counts stands, though the other came first', async () => {
      const { other, elder, younger, second, counts } = await came();
      await books.apply([bought(other, second, 'a')], hours(2));
      await books.pair('merged', elder, younger, hours(3));
      expect(await counts()).toEqual([['rejected', 'identity.merged'], ['qualified', 'qualified']]);
      await books.pair('unmerged', elder, younger, hours(5));
      expect(await counts()).toEqual([['pending', 'conversion'], ['qualified', 'qualified']]);
      expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    });

    it('who gave their order back and buys again does not count beside the other', async () => {
      const { fan, other, elder, younger, first, second, counts } = await came();
      await books.apply([bought(fan, first, 'a'), bought(other, second, 'b'), refunded(fan, first, 'a')], hours(2));
      await books.pair('merged', elder, younger, hours(3));
      await books.apply([bought(fan, first, 'c')], hours(4));
      expect(await counts()).toEqual([['reversed', 'identity.merged'], ['qualified', 'qualified']]);
      await books.pair('unmerged', elder, younger, hours(5));
      expect(await counts()).toEqual([['qualified', 'qualified'], ['qualified', 'qualified']]);
      expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    });
  });

  describe('parted, a friend whom somebody else had brought too stands where they stood before', () => {
    let books: TestBooks;
    beforeAll(async () => {
      books = await TestBooks.start({ checks: [{ code: 'burst_hour', outcome: 'allow', weight: 30, args: { max: 3 } }], scoring: { holdAt: 20, autoApprove: { below: 40, afterHours: 48 } } });
    });
    afterAll(() => books.close());

    /** Held by a check, looked at by staff or not, and turned down because the two are one. */
    const turnedDown = async (verdict?: 'approve') => {
      const [fan, other, elder, younger, staff] = (await books.members(5)) as [string, string, string, string, string];
      const second = books.friendOf(other, { refereeId: younger, signals: { burstHour: 9 }, at: hours(0) });
      const approve = (at: Date) => books.apply([{ kind: 'fact', key: `review:${newId()}`, memberId: other, body: { kind: 'reviewed', referralId: second.referralId, verdict: 'approve', reason: 'review.genuine', by: staff } }], at);
      const now = async () => (await books.rows<{ status: string; reason: string }>('SELECT status, reason FROM referrals WHERE program_id = $1 AND id = $2', [books.programId, second.referralId]))[0]!;
      await books.apply([books.friendOf(fan, { refereeId: elder, at: hours(-1) })], hours(-1));
      await books.apply([second], hours(0));
      if (verdict) await approve(hours(1));
      await books.pair('merged', elder, younger, hours(2));
      expect(await now()).toMatchObject({ reason: 'identity.merged' });
      const part = async (at: Date) => {
        await books.pair('unmerged', elder, younger, at);
        const parted = await now();
        await books.visitor.visitDue(books.programId, new Date(at.getTime() + 96 * 3_600_000));
        expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
        expect(await now()).toEqual(parted); // and so they stay
        return parted;
      };
      return { part, approve };
    };

    it('accepted, where staff had accepted them', async () => {
      const { part } = await turnedDown('approve');
      expect(await part(hours(5))).toEqual({ status: 'qualified', reason: 'qualified' });
    });

    it('held, where nobody had looked: time alone does not let them pass any more', async () => {
      const { part } = await turnedDown();
      expect(await part(hours(60))).toEqual({ status: 'held', reason: 'check.score' });
    });

    it('accepted by whoever of the team has looked while the two were one', async () => {
      const { part, approve } = await turnedDown();
      await approve(hours(3));
      expect(await part(hours(5))).toEqual({ status: 'qualified', reason: 'qualified' });
    });
  });

  it('a verdict given while they were one goes with the book it is about', async () => {
    const [elder, younger, staff] = (await books.members(3)) as [string, string, string];
    const friend = books.friendOf(younger);
    await books.apply([friend]);
    await books.pair('merged', elder, younger);
    expect((await status(friend.referralId)).member_id).toBe(elder);
    await books.apply([{ kind: 'fact', key: `review:${newId()}`, memberId: younger, body: { kind: 'reviewed', referralId: friend.referralId, verdict: 'reject', reason: 'review.abuse', by: staff } }], hours(3));
    await books.pair('unmerged', elder, younger, hours(5));
    expect(await status(friend.referralId)).toEqual({ status: 'reversed', reason: 'review.abuse', member_id: younger });
    expect(await mismatches()).toEqual([]);
  });

  it('adopt new rules as one', async () => {
    const books = await TestBooks.start();
    const [elder, younger] = (await books.members(2)) as [string, string];
    await books.apply([books.friendOf(elder), books.friendOf(younger, { signals: { burst60: 30 } })]);
    await books.pair('merged', elder, younger);
    await books.publish({ checks: [] }, hours(3), 'recount');
    await books.visitor.visitDue(books.programId, hours(3));
    expect(await books.rows('SELECT qualified, version FROM standings ORDER BY member_id')).toEqual([{ qualified: 2, version: 2 }, { qualified: 0, version: 1 }]);
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.pair('unmerged', elder, younger, hours(5));
    expect(await books.rows('SELECT qualified, version FROM standings ORDER BY member_id')).toEqual([{ qualified: 1, version: 2 }, { qualified: 1, version: 2 }]);
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.close();
  });

  it('the same act twice is done once; the last merge is undone first; what cannot be is refused', async () => {
    const [a, b, c] = (await books.members(3)) as [string, string, string];
    const id = newId();
    await books.pair('merged', a, b, hours(1), id);
    expect(await books.pair('merged', a, b, hours(1), id)).toBeNull();
    await books.pair('merged', a, c, hours(2));
    await expect(books.pair('unmerged', a, b, hours(3))).rejects.toMatchObject({ code: 'member.merge_refused', facts: { because: 'not_merged' } });
    await expect(books.pair('merged', b, c, hours(3))).rejects.toMatchObject({ code: 'member.merge_refused', facts: { because: 'closed' } });
    await expect(books.pair('merged', a, a, hours(3))).rejects.toMatchObject({ code: 'member.merge_refused', facts: { because: 'self' } });
    await expect(books.pair('merged', a, newId(), hours(3))).rejects.toMatchObject({ code: 'member.not_found' });
    await books.pair('unmerged', a, c, hours(3));
    await books.pair('unmerged', a, b, hours(4));
    expect(await mismatches()).toEqual([]);
  });

  it('a preview writes nothing and says what comes', async () => {
    const [elder, younger] = (await books.members(2)) as [string, string];
    await bring(elder, 6);
    await bring(younger, 4);
    const act = { id: newId(), kind: 'merged' as const, memberId: elder, otherId: younger, by: newId() };
    const told = await books.transactions.readProgram(books.programId, (tx) => books.merging.preview(tx, books.programId, act, hours(2)));
    expect(await standing(younger)).toMatchObject({ qualified: 4, merged_into: null });
    const done = await books.pair('merged', elder, younger, hours(2), act.id);
    expect(told.decisions).toEqual(done!.decisions);
    expect(told.after.host.sums).toEqual(done!.after.host.sums);
  });

  it('merges and confirmations at the same time leave sound books', async () => {
    const [a, b] = (await books.members(2)) as [string, string];
    const friends = Array.from({ length: 12 }, (_, i) => books.friendOf(i % 2 ? a : b));
    await Promise.all([...friends.map((f) => books.apply([f])), books.pair('merged', b, a)]);
    expect((await standing(a)).qualified).toBe(12);
    expect(await mismatches()).toEqual([]);
  });
});

it('for any story of three members, merged and parted in any order, everything stored is what a replay says', async () => {
  const milestone = { id: IDS.milestones.stickers, at: 2, measure: 'qualified' as const, rewardId: IDS.rewards.stickers };
  const books = await withRewards(TestBooks.start({ holdDays: 1, limits: [{ per: 'day', max: 4 }], milestones: [milestone] }));
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('friend' as const), who: fc.nat(2), of: fc.nat(3), held: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('merged' as const, 'unmerged' as const), who: fc.nat(2), of: fc.nat(2) }) },
    fc.record({ kind: fc.constant('wait' as const), days: fc.nat(2), seen: fc.boolean() }),
    fc.record({ kind: fc.constant('adjust' as const), who: fc.nat(2), delta: fc.integer({ min: -2, max: 4 }) }),
  );
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (story) => {
    const people = await books.members(3);
    let at = T0;
    for (const s of story) {
      at += 3_600_000;
      if (s.kind === 'friend') await books.apply([books.friendOf(people[s.who]!, { ...(s.of < 3 && { refereeId: people[s.of]! }), at: new Date(at), ...(s.held && { signals: { burst60: 30 } }) })], new Date(at));
      else if (s.kind === 'adjust') await books.apply([{ kind: 'fact', key: newId(), memberId: people[s.who]!, body: { kind: 'adjusted', measure: 'qualified', delta: s.delta, reason: 'adjust.correction', by: newId() } }], new Date(at));
      else if (s.kind === 'wait') {
        at += s.days * 86_400_000;
        if (s.seen) await books.visitor.visitDue(books.programId, new Date(at));
      }
      else await books.pair(s.kind, people[s.who]!, people[s.of]!, new Date(at)).catch((error: Error) => expect(error.message).toMatch(/merge_refused/));
    }
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
  }), { numRuns: 25 });
  await books.close();
}, 120_000);
