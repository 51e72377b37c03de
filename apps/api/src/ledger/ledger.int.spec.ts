import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../platform/ids.js';
import { revisionSql } from '../referrals/review/referral-sql.js';
import { TEN_FRIENDS_IDS as IDS, TestBooks } from '../testing/books.js';
import type { FactInput } from './index.js';

const MARCH_2 = new Date('2026-03-02T10:00:00Z');
const DAY = 86_400_000;

describe('ledger.apply', () => {
  let books: TestBooks;
  beforeAll(async () => {
    books = await TestBooks.start();
  });
  afterAll(() => books.close());

  const count = async (member: string) => (await books.rows<{ qualified: number; tier_id: string | null }>('SELECT qualified, tier_id FROM standings WHERE program_id = $1 AND member_id = $2', [books.programId, member]))[0]!;
  const awards = async (member: string) => books.rows<{ subject_id: string; status: string }>('SELECT subject_id, status FROM awards WHERE program_id = $1 AND member_id = $2', [books.programId, member]);

  it('counts ten friends in one batch exactly once and promotes', async () => {
    const [fan] = (await books.members(1)) as [string];
    const outcomes = await books.apply(Array.from({ length: 10 }, () => books.friendOf(fan)));
    expect(outcomes.map((o) => o.referral?.status)).toEqual(Array(10).fill('qualified'));
    expect(await count(fan)).toEqual({ qualified: 10, tier_id: IDS.tiers.ambassador });
    expect((await awards(fan)).map((a) => a.subject_id).sort()).toEqual([IDS.tiers.ambassador, IDS.milestones.stickers, IDS.milestones.discountCode, IDS.milestones.welcomeBox].sort());
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
  });

  it('answers a repeated key from what is stored and changes nothing', async () => {
    const [fan] = (await books.members(1)) as [string];
    const friend = books.friendOf(fan);
    await books.apply([friend]);
    const [again, twin] = await books.apply([friend, friend]);
    expect(again).toEqual({ status: 'replayed', memberId: fan, referral: { id: friend.referralId, status: 'qualified', reason: 'qualified' } });
    expect(twin).toEqual(again);
    expect((await count(fan)).qualified).toBe(1);
  });

  it('counts an identity once in a program, whichever batch comes first', async () => {
    const [anna, bela] = (await books.members(2)) as [string, string];
    const identityHash = Buffer.alloc(32, 7);
    const inputs = [anna, bela].map((referrer) => books.friendOf(referrer, { identityHash }));
    const outcomes = (await Promise.all(inputs.map((input) => books.apply([input])))).flat();
    expect(outcomes.map((o) => o.referral?.status).sort()).toEqual(['qualified', 'rejected']);
    expect(outcomes.find((o) => o.referral?.status === 'rejected')?.referral?.reason).toBe('already_member');
  });

  it('writes no fact for somebody who came alone, but remembers the identity', async () => {
    const [fan] = (await books.members(1)) as [string];
    const identityHash = Buffer.alloc(32, 9);
    expect(await books.apply([books.friendOf(null, { identityHash })])).toEqual([{ status: 'unattributed', memberId: null, referral: null }]);
    const [outcome] = await books.apply([books.friendOf(fan, { identityHash })]);
    expect(outcome?.referral).toMatchObject({ status: 'rejected', reason: 'already_member' });
  });

  it('refuses the own link and the own browser, holds a burst, and says why', async () => {
    const [fan] = (await books.members(1)) as [string];
    const outcomes = await books.apply([
      books.friendOf(fan, { refereeId: fan }),
      books.friendOf(fan, { signals: { sameBrowser: true } }),
      books.friendOf(fan, { signals: { burst60: 20 } }),
      books.friendOf(fan, { signals: { disposable: true } }),
    ]);
    expect(outcomes.map((o) => [o.referral?.status, o.referral?.reason])).toEqual([
      ['rejected', 'own_link'], ['rejected', 'check.self_referral'], ['held', 'check.burst'], ['rejected', 'disposable'],
    ]);
  });

  it('takes an award back below its threshold and reinstates the same one', async () => {
    const [fan, staff] = (await books.members(2)) as [string, string];
    const friends = Array.from({ length: 10 }, () => books.friendOf(fan));
    await books.apply(friends);
    const review = (key: string, verdict: 'reject' | 'approve') => ({
      kind: 'fact' as const, key, memberId: fan,
      body: { kind: 'reviewed' as const, referralId: friends[0]!.referralId, verdict, reason: verdict === 'reject' ? ('review.abuse' as const) : ('review.genuine' as const), by: staff },
    });
    await books.apply([review(`review:${fan}:1`, 'reject')]);
    expect(await count(fan)).toMatchObject({ qualified: 9 });
    expect((await awards(fan)).find((a) => a.subject_id === IDS.milestones.welcomeBox)?.status).toBe('suspended');
    await books.apply([review(`review:${fan}:2`, 'approve')]);
    expect(await count(fan)).toMatchObject({ qualified: 10 });
    expect((await awards(fan)).filter((a) => a.subject_id === IDS.milestones.welcomeBox)).toEqual([{ subject_id: IDS.milestones.welcomeBox, status: 'active' }]);
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
  });

  it('writes the announcements into the outbox of the same transaction', async () => {
    const [fan] = (await books.members(1)) as [string];
    await books.apply(Array.from({ length: 9 }, () => books.friendOf(fan)));
    const topics = await books.rows<{ topic: string }>(`SELECT topic FROM outbox WHERE program_id = $1 AND payload->>'memberId' = $2 ORDER BY id`, [books.programId, fan]);
    expect(topics.filter((t) => t.topic === 'friend.counted')).toHaveLength(9);
    expect(topics.filter((t) => t.topic === 'one_to_go')).toHaveLength(1);
    await expect(books.transactions.inProgram(books.programId, async (tx) => {
      await books.ledger.apply(tx, books.programId, [books.friendOf(fan)], MARCH_2);
      throw new Error('the caller fails');
    })).rejects.toThrow('the caller fails');
    expect((await count(fan)).qualified).toBe(9);
  });

  it('keeps its order of locks: 40 batches over the same 12 books in any order end without a deadlock left over', async () => {
    const fans = await books.members(12);
    const batches = Array.from({ length: 40 }, (_, n) => fans.map((_, i) => books.friendOf(fans[(i * 5 + n) % 12]!)));
    await Promise.all(batches.map((batch) => books.apply(batch)));
    for (const fan of fans) expect((await count(fan)).qualified).toBe(40);
  });
});

describe('rules and time', () => {
  it('moves books to a lowered threshold by visits, and goes on after a stop', async () => {
    const books = await TestBooks.start();
    const fans = await books.members(3);
    await books.apply(fans.flatMap((fan) => Array.from({ length: 8 }, () => books.friendOf(fan))));
    const { tiers, ...rest } = await books.publish({}, MARCH_2); // version 2 changes nothing
    await books.publish({ ...rest, tiers: tiers.map((t) => (t.id === IDS.tiers.ambassador ? { ...t, at: 8 } : t)) }, MARCH_2);
    await books.apply([{ kind: 'visit', memberId: fans[0]! }], MARCH_2); // as far as a job got before it was killed
    expect(await books.visitor.visitDue(books.programId, MARCH_2)).toBe(2);
    const rows = await books.rows('SELECT version, tier_id FROM standings WHERE program_id = $1 AND member_id = ANY($2)', [books.programId, fans]);
    expect(rows).toEqual(Array(3).fill({ version: 3, tier_id: IDS.tiers.ambassador }));
    expect(await books.visitor.visitDue(books.programId, MARCH_2)).toBe(0);
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.close();
  });

  it('leaves the rules alone before they take effect', async () => {
    const books = await TestBooks.start();
    const [fan] = (await books.members(1)) as [string];
    await books.publish({ qualification: { kind: 'converted', type: 'purchase' } }, new Date(MARCH_2.getTime() + DAY));
    const [today] = await books.apply([books.friendOf(fan)], MARCH_2);
    const [tomorrow] = await books.apply([books.friendOf(fan)], new Date(MARCH_2.getTime() + DAY));
    expect([today?.referral?.status, tomorrow?.referral?.status]).toEqual(['qualified', 'pending']);
    await books.close();
  });

  it('lets a hold period run out, late or not, at its own due time', async () => {
    const books = await TestBooks.start({ holdDays: 3 });
    const [fan] = (await books.members(1)) as [string];
    const [outcome] = await books.apply([books.friendOf(fan)], MARCH_2);
    expect(outcome?.referral).toMatchObject({ status: 'pending', reason: 'hold' });
    expect(await books.visitor.visitDue(books.programId, new Date(MARCH_2.getTime() + 3 * DAY - 1))).toBe(0);
    await books.visitor.visitDue(books.programId, new Date(MARCH_2.getTime() + 9 * DAY));
    const [entry] = await books.rows<{ effective_at: Date; fact_seq: number | null }>('SELECT effective_at, fact_seq FROM ledger_entries WHERE program_id = $1 AND member_id = $2 AND delta = 1', [books.programId, fan]);
    expect(entry).toEqual({ effective_at: new Date(MARCH_2.getTime() + 3 * DAY), fact_seq: null });
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.close();
  });

  it('lets what is held under a chosen score go on by itself, unless a person was first', async () => {
    const books = await TestBooks.start({ checks: [{ code: 'burst', outcome: 'hold', weight: 20, args: { max: 20 } }], scoring: { holdAt: 20, autoApprove: { below: 30, afterHours: 48 } } });
    const [fan] = (await books.members(1)) as [string];
    const suspects = [0, 1].map(() => books.friendOf(fan, { signals: { burst60: 25 } }));
    const [first, second] = await books.apply(suspects, MARCH_2);
    expect([first?.referral?.status, second?.referral?.status]).toEqual(['held', 'held']);
    await books.apply([{ kind: 'fact', key: 'review:x', memberId: fan, body: { kind: 'reviewed', referralId: second!.referral!.id, verdict: 'reject', reason: 'review.abuse', by: fan } }], MARCH_2);
    expect(await books.rows('SELECT kind, subject_id FROM timers WHERE program_id = $1', [books.programId])).toEqual([{ kind: 'approve', subject_id: first!.referral!.id }]);
    expect(await books.visitor.visitDue(books.programId, new Date(MARCH_2.getTime() + 2 * DAY - 1))).toBe(0);
    await books.visitor.visitDue(books.programId, new Date(MARCH_2.getTime() + 9 * DAY));
    const [entry] = await books.rows('SELECT effective_at, fact_seq, evidence FROM ledger_entries WHERE program_id = $1 AND delta = 1', [books.programId]);
    expect(entry).toEqual({ effective_at: new Date(MARCH_2.getTime() + 2 * DAY), fact_seq: null, evidence: { burst60: 25, score: 20, found: 'burst', approvedAfterHours: 48 } });
    expect(await books.rows('SELECT qualified FROM standings WHERE program_id = $1', [books.programId])).toEqual([{ qualified: 1 }]);
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.close();
  });

  it('never adopts a plan that another version came before, also where a book is looked at only after both', async () => {
    const books = await TestBooks.start();
    const [fan] = (await books.members(1)) as [string];
    await books.apply([books.friendOf(fan), books.friendOf(fan, { signals: { burst60: 25 } })], MARCH_2);
    await books.publish({ checks: [] }, new Date(MARCH_2.getTime() + 9 * DAY), 'recount'); // planned
    const { checks } = await books.publish({}, new Date(MARCH_2.getTime() + DAY));
    expect(checks).not.toEqual([]);
    await books.visitor.visitDue(books.programId, new Date(MARCH_2.getTime() + 12 * DAY));
    expect(await books.rows('SELECT qualified, version FROM standings WHERE program_id = $1', [books.programId])).toEqual([{ qualified: 1, version: 3 }]);
    expect(await books.rows(`SELECT version FROM facts WHERE program_id = $1 AND kind = 'adopted'`, [books.programId])).toEqual([{ version: 3 }]);
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.close();
  });

  it('goes on judging who counts by the rules they came to count by, until a recount', async () => {
    const books = await TestBooks.start({ holdDays: 0 });
    const [fan] = (await books.members(1)) as [string];
    const friend = books.friendOf(fan);
    const bought = (order: string): FactInput => ({ kind: 'fact', key: order, memberId: fan, body: { kind: 'converted', referralId: friend.referralId, type: 'purchase', order, occurredAt: MARCH_2.getTime() } });
    await books.apply([friend], MARCH_2);
    await books.publish({ holdDays: 30 }, MARCH_2);
    await books.apply([bought('a')], new Date(MARCH_2.getTime() + DAY));
    expect(await books.rows('SELECT qualified, version FROM standings WHERE program_id = $1', [books.programId])).toEqual([{ qualified: 1, version: 2 }]);
    await books.publish({ holdDays: 20 }, new Date(MARCH_2.getTime() + DAY), 'recount');
    await books.apply([bought('b')], new Date(MARCH_2.getTime() + 2 * DAY));
    expect(await books.rows('SELECT qualified, version FROM standings WHERE program_id = $1', [books.programId])).toEqual([{ qualified: 0, version: 3 }]);
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.close();
  });

  it('recounts whole books under rules published as a recount', async () => {
    const books = await TestBooks.start();
    const [fan] = (await books.members(1)) as [string];
    await books.apply([...Array.from({ length: 4 }, () => books.friendOf(fan)), books.friendOf(fan, { signals: { burst60: 25 } })]);
    await books.publish({ checks: [] }, MARCH_2, 'recount');
    await books.visitor.visitDue(books.programId, MARCH_2);
    const [standing] = await books.rows('SELECT qualified, version FROM standings WHERE program_id = $1 AND member_id = $2', [books.programId, fan]);
    expect(standing).toEqual({ qualified: 5, version: 2 });
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.close();
  });
});

describe('since when a friend stands where they stand', () => {
  let books: TestBooks;
  let fan: string;
  beforeAll(async () => {
    books = await TestBooks.start();
  });
  beforeEach(async () => {
    [fan] = (await books.members(1)) as [string]; // no book goes back in time
  });
  afterAll(() => books.close());

  const on = (day: number) => new Date(MARCH_2.getTime() + day * DAY);
  const bring = async (signals = {}): Promise<string> => {
    const friend = books.friendOf(fan, { signals });
    await books.apply([friend], on(0));
    return friend.referralId;
  };
  const tell = (day: number, body: FactInput['body']) => books.apply([{ kind: 'fact', key: newId(), memberId: fan, body }], on(day));
  const buys = (day: number, referralId: string) => tell(day, { kind: 'converted', referralId, type: 'purchase', order: newId(), occurredAt: on(day).getTime() });
  const reviewed = (day: number, referralId: string, verdict: 'approve' | 'reject' | 'withdraw') =>
    tell(day, { kind: 'reviewed', referralId, verdict, reason: verdict === 'approve' ? 'review.genuine' : verdict === 'reject' ? 'review.abuse' : 'review.withdrawn', by: newId() });
  const stands = async (id: string) => (await books.rows<{ status: string; since: Date; revision: string }>(
    `SELECT status, decided_at AS since, ${revisionSql('r')} AS revision FROM referrals r WHERE program_id = $1 AND id = $2`, [books.programId, id]))[0]!;

  it('is not moved by a purchase, though what staff have seen of the friend is outdated by it', async () => {
    const friends = [[await bring({ burst60: 25 }), 'held'], [await bring(), 'qualified']] as const;
    for (const [id, status] of friends) {
      const { revision } = await stands(id);
      await buys(5, id);
      expect(await stands(id)).toMatchObject({ status, since: on(0) });
      expect((await stands(id)).revision).not.toBe(revision);
    }
  });

  it('is moved by a verdict, and by another reason to turn them down', async () => {
    const id = await bring({ burst60: 25 });
    await reviewed(6, id, 'approve');
    expect(await stands(id)).toMatchObject({ status: 'qualified', since: on(6) });
    await reviewed(7, id, 'reject');
    expect(await stands(id)).toMatchObject({ status: 'reversed', since: on(7) });
    const own = books.friendOf(fan, { signals: { sameBrowser: true }, at: on(7) });
    await books.apply([own], on(7));
    await reviewed(8, own.referralId, 'reject');
    expect(await stands(own.referralId)).toMatchObject({ status: 'rejected', since: on(8) });
  });

  it('is not moved by a verdict that changes nothing, though no two sights of the friend have one name', async () => {
    const id = await bring();
    const names = [(await stands(id)).revision];
    for (const verdict of ['approve', 'withdraw', 'approve', 'withdraw'] as const) {
      await reviewed(9, id, verdict);
      names.push((await stands(id)).revision);
    }
    expect(await stands(id)).toMatchObject({ status: 'qualified', since: on(0) });
    expect(new Set(names).size).toBe(names.length);
  });

  it('is not moved by a recount that leaves them there, nor by two who become one and are parted', async () => {
    const [held, counted] = [await bring({ burst60: 25 }), await bring()];
    await books.publish({ holdDays: 0 }, on(10), 'recount');
    await books.visitor.visitDue(books.programId, on(10));
    const [other] = (await books.members(1)) as [string];
    for (const kind of ['merged', 'unmerged'] as const) await books.pair(kind, other, fan, on(11));
    expect(await stands(held)).toMatchObject({ status: 'held', since: on(0) });
    expect(await stands(counted)).toMatchObject({ status: 'qualified', since: on(0) });
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
  });
});

describe('a recount with other seasons', () => {
  const days = (...marks: number[]) => marks.slice(1).map((to, n) => ({ id: `day ${marks[n]!}`, from: MARCH_2.getTime() + marks[n]! * DAY, to: MARCH_2.getTime() + to * DAY }));
  const on = (day: number) => new Date(MARCH_2.getTime() + day * DAY + 3_600_000);

  it('moves friends, corrections and points to the seasons in which they came, one after another', async () => {
    const tiers = [{ id: IDS.tiers.ambassador, name: 'Ambassador', at: 3, measure: 'qualified' as const, per: 'season' as const, graceDays: 0 }];
    const points = [{ on: 'qualified', points: 5, capPerSeason: 100 }, { on: 'purchase', points: 2 }, { on: 'attended', points: 1 }];
    const books = await TestBooks.start({ seasons: days(0, 10, 20, 30), tiers, points });
    const [fan, staff] = (await books.members(2)) as [string, string];
    const [first, second, third] = [1, 11, 21].map((day) => books.friendOf(fan, { at: on(day) })) as [ReturnType<TestBooks['friendOf']>, ReturnType<TestBooks['friendOf']>, ReturnType<TestBooks['friendOf']>];
    const fact = (key: string, body: FactInput['body']): FactInput => ({ kind: 'fact', key, memberId: fan, body });
    const adjusted = (measure: 'qualified' | 'attended', delta: number) => fact(`adjust ${measure} ${delta}`, { kind: 'adjusted', measure, delta, reason: 'adjust.correction', by: staff });
    await books.apply([first], on(1));
    await books.apply([second, fact('order', { kind: 'converted', referralId: first.referralId, type: 'purchase', order: 'o1', occurredAt: on(11).getTime() })], on(11));
    await books.apply([adjusted('qualified', 1), adjusted('attended', 3)], on(12));
    await books.apply([third, adjusted('attended', -1)], on(21));
    const seasonOf = async () => (await books.rows<{ season: Record<string, number>; tier_id: string | null }>('SELECT season, tier_id FROM standings WHERE program_id = $1 AND member_id = $2', [books.programId, fan]))[0]!;
    const windows = async () => Object.fromEntries((await books.rows<{ key: string; counted: number }>(
      `SELECT key, counted FROM windows WHERE program_id = $1 AND member_id = $2 AND key ~ '^(season|points):' AND counted <> 0`, [books.programId, fan])).map(({ key, counted }) => [key, counted]));
    expect(await seasonOf()).toEqual({ season: { 'day 0': 1, 'day 10': 2, 'day 20': 1 }, tier_id: null });

    await books.publish({ seasons: days(5, 30), tiers, points }, on(22), 'recount');
    await books.visitor.visitDue(books.programId, on(22));
    expect(await seasonOf()).toEqual({ season: { 'day 0': 1, 'day 10': 0, 'day 20': 0, 'day 5': 3 }, tier_id: IDS.tiers.ambassador });
    expect(await windows()).toEqual({ 'season:day 0': 1, 'season:day 5': 2, 'points:qualified:day 0': 5, 'points:qualified:day 5': 10, 'points:purchase:day 5': 2, 'points:attended:day 5': 3 });

    await books.publish({ seasons: days(0, 12, 40), tiers, points }, on(23), 'recount');
    await books.apply([fact('back', { kind: 'refunded', referralId: first.referralId, order: 'o1' })], on(23)); // it had brought its points before the twelfth day
    expect((await seasonOf()).season).toMatchObject({ 'day 0': 2, 'day 12': 2, 'day 5': 0 });
    expect(await windows()).toEqual({ 'season:day 0': 2, 'season:day 12': 1, 'points:qualified:day 0': 10, 'points:qualified:day 12': 5, 'points:attended:day 12': 3 });
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    await books.close();
  });
});

describe('the database keeps the books', () => {
  let books: TestBooks;
  let fan: string;
  beforeAll(async () => {
    books = await TestBooks.start();
    [fan] = (await books.members(1)) as [string];
    await books.apply(Array.from({ length: 3 }, () => books.friendOf(fan)));
  });
  afterAll(() => books.close());

  it.each(['facts', 'ledger_entries'])('refuses to change or delete %s, even to the owner', async (table) => {
    await expect(books.rows(`UPDATE ${table} SET version = 1 WHERE program_id = $1`, [books.programId])).rejects.toMatchObject({ driverError: { code: '42501' } });
    const owner = new pg.Client({ connectionString: books.database.adminUrl });
    await owner.connect();
    await owner.query('BEGIN');
    await owner.query(`SELECT enter_program('${books.programId}')`);
    await expect(owner.query(`DELETE FROM ${table} WHERE program_id = '${books.programId}'`)).rejects.toMatchObject({ code: 'FF001' });
    await owner.end();
  });

  it('shows no row outside a program, and none of another', async () => {
    expect(await books.source.query('SELECT * FROM facts')).toEqual([]);
    await books.transactions.inProgram('00000000-0000-7000-8000-000000000000', async (tx) => {
      expect(await tx.query('SELECT * FROM standings')).toEqual([]);
      await expect(tx.query('INSERT INTO windows (program_id, member_id, key, counted) VALUES ($1, $2, $3, 1)', [books.programId, fan, 'day:x'])).rejects.toMatchObject({ driverError: { code: '42501' } });
    });
  });

  it.each([
    ['a sum', `UPDATE standings SET qualified = 4`, 'sums.qualified'],
    ['an entry', `UPDATE ledger_entries SET delta = 0 WHERE seq = 2`, 'entry 2'],
    ['a hash', `UPDATE ledger_entries SET hash = decode(repeat('00', 32), 'hex') WHERE seq = 3`, 'hash of entry 3'],
    ['a fact', `UPDATE facts SET body = jsonb_set(body, '{signals,localDay}', '"2026-01-01"') WHERE seq = 1`, 'hash of entry 1'],
    ['a status', `UPDATE referrals SET status = 'held' WHERE id = (SELECT min(id::text)::uuid FROM referrals)`, 'referral'],
    ['an award', `DELETE FROM awards`, 'award'],
    ['a claim', `DELETE FROM identity_claims`, 'identity claim'],
    ['a missing entry', `DELETE FROM ledger_entries WHERE seq = 3`, 'entry 3'],
  ])('is seen by the verifier: %s altered by hand', async (_, sql, what) => {
    const superuser = new pg.Client({ connectionString: books.database.superUrl });
    await superuser.connect();
    const tables = ['standings', 'facts', 'ledger_entries', 'referrals', 'awards', 'identity_claims'];
    for (const table of tables) await superuser.query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
    await superuser.query(`SET session_replication_role = replica`);
    await superuser.query(sql);
    const { mismatches } = await books.verifier.verify(books.programId);
    for (const table of tables) {
      await superuser.query(`DELETE FROM ${table}`);
      await superuser.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
      await superuser.query(`DROP TABLE kept_${table}`);
    }
    await superuser.end();
    expect(mismatches.map((m) => m.memberId)).toContain(fan);
    expect(mismatches.some((m) => m.what.startsWith(what))).toBe(true);
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
  });
});
