import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Rulebook } from '@fanfare/domain';
import { newId } from '../../platform/ids.js';
import { RewardsEffects } from '../../rewards/rewards-effects.js';
import { TEN_FRIENDS_IDS as IDS, TestBooks } from '../../testing/books.js';
import { BookRunners } from '../runs/book-runners.js';
import type { Change } from './change.js';
import { type WhatIfInput, type WhatIfResult, WhatIfRunner } from './what-if-runner.js';

const T0 = Date.parse('2026-03-02T10:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BUDGET = newId();

/** Opens a program with a catalogue; the stickers are scarce, and the only ones whose cost is known. @param money cents of the program's budget; null: it has none */
async function start(rules: Partial<Rulebook> = {}, money: number | null = null): Promise<TestBooks> {
  const books = await TestBooks.start(rules);
  new RewardsEffects(books.effects).onModuleInit();
  await books.rows(`INSERT INTO pools (program_id, id, name, units_left) VALUES ($1, $2, 'Stickers', 3)`, [books.programId, IDS.rewards.stickers]);
  await books.rows(
    `INSERT INTO rewards (program_id, id, kind, title, description, needs_address, created_at, pool_id, cost_minor, cost_currency)
     SELECT $1, id, 'custom', '{"en":"A reward"}', '{}', false, now(), CASE WHEN id = $3 THEN $3::uuid END, CASE WHEN id = $3 THEN 140 END, CASE WHEN id = $3 THEN 'EUR' END FROM unnest($2::uuid[]) AS r (id)`,
    [books.programId, Object.values(IDS.rewards), IDS.rewards.stickers]);
  if (money !== null) {
    await books.rows(`INSERT INTO pools (program_id, id, name, kind, units_left) VALUES ($1, $2, 'EUR', 'program_budget', $3)`, [books.programId, BUDGET, money]);
    await books.rows(`INSERT INTO budgets (program_id, id, currency, pool_id, period, amount_minor, low_at_minor, began_at, created_at) VALUES ($1, $2, 'EUR', $2, 'total', $3, 0, now(), now())`, [books.programId, BUDGET, money]);
  }
  return books;
}

interface Draft { rules: Partial<Rulebook>; mode?: 'from_now' | 'recount'; keepTiers?: boolean }

async function ask(books: TestBooks, draft: Draft, at: number, killAfter = Infinity, id = newId()): Promise<{ id: string; result: WhatIfResult }> {
  const { version, body } = await newest(books);
  const input: WhatIfInput = { mode: 'recount', keepTiers: true, effectiveAt: null, ...draft, rules: { ...body, ...draft.rules }, basedOn: version };
  await books.rows(`INSERT INTO book_runs (program_id, id, kind, status, input, done, created_at) VALUES ($1, $2, 'what_if', 'cancelled', '{}', 0, now()) ON CONFLICT DO NOTHING`, [books.programId, id]);
  const runner = new WhatIfRunner(new BookRunners(), books.transactions, books.rulebooks, books.effects);
  let steps = 0;
  const result = await runner.run({
    programId: books.programId, id, input, startedAt: new Date(at),
    report: () => (++steps > killAfter ? Promise.reject(new Error('killed')) : Promise.resolve()),
  });
  return { id, result };
}

async function newest(books: TestBooks): Promise<{ version: number; body: Omit<Rulebook, 'version'> }> {
  return (await books.rows<{ version: number; body: Omit<Rulebook, 'version'> }>('SELECT version, body FROM rulebooks ORDER BY version DESC LIMIT 1'))[0]!;
}

interface Standing { member: string; qualified: number; points: number; tier: string | null; active: string[] }
async function standings(books: TestBooks): Promise<Map<string, Standing>> {
  const rows = await books.rows<Standing>(
    `SELECT s.member_id AS member, s.qualified, s.points, s.tier_id AS tier,
       ARRAY(SELECT a.subject_id || '#' || a.ordinal || '#' || a.side FROM awards a WHERE a.program_id = $1 AND a.member_id = ANY(ARRAY(SELECT members_of_person($1, s.member_id)))
         AND a.earned_as = 'milestone' AND a.status = 'active' ORDER BY 1) AS active
     FROM standings s WHERE s.program_id = $1 AND s.merged_into IS NULL`, [books.programId]);
  return new Map(rows.map((row) => [row.member, row]));
}

/** What the ledger did, in the words of the what-if. */
function differences(before: Map<string, Standing>, after: Map<string, Standing>): Map<string, object> {
  const found = new Map<string, object>();
  for (const [member, b] of before) {
    const a = after.get(member)!;
    const change = {
      qualified: [b.qualified, a.qualified], points: [b.points, a.points], tier: [b.tier, a.tier],
      gained: a.active.filter((key) => !b.active.includes(key)), lost: b.active.filter((key) => !a.active.includes(key)),
    };
    if (JSON.stringify({ ...b, member: '' }) !== JSON.stringify({ ...a, member: '' })) found.set(member, change);
  }
  return found;
}

async function told(books: TestBooks, runId: string): Promise<Map<string, object>> {
  const rows = await books.rows<{ member_id: string; change: Change }>(`SELECT member_id, change FROM what_if_people WHERE run_id = $1 AND view = 'publish'`, [runId]);
  return new Map(rows
    .map(({ member_id, change: { qualified, points, tier, gained, lost } }) => [member_id, { qualified, points, tier, gained: gained.toSorted(), lost: lost.toSorted() }] as const)
    .filter(([, c]) => c.qualified[0] !== c.qualified[1] || c.points[0] !== c.points[1] || c.tier[0] !== c.tier[1] || c.gained.length + c.lost.length > 0));
}

/** Publishes, is killed after the first book, and goes on. */
async function publish(books: TestBooks, draft: Draft, at: number): Promise<void> {
  const { body } = await newest(books);
  await books.publish({ ...body, ...draft.rules }, new Date(at), draft.mode ?? 'recount', draft.keepTiers ?? true);
  const [first] = await books.rows<{ id: string }>('SELECT member_id AS id FROM standings WHERE merged_into IS NULL ORDER BY member_id LIMIT 1');
  if (first) await books.apply([{ kind: 'visit', memberId: first.id }], new Date(at));
  await books.visitor.visitDue(books.programId, new Date(at));
}

const drafts = fc.record({
  tier: fc.integer({ min: 1, max: 6 }), sticker: fc.integer({ min: 1, max: 3 }), every: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  burst: fc.constantFrom('none', 'hold', 'reject'), holdDays: fc.constantFrom(0, 2), dayLimit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  points: fc.nat(5), mode: fc.constantFrom('from_now' as const, 'recount' as const), keepTiers: fc.boolean(),
}).map(({ mode, keepTiers, ...d }): Draft => ({ mode, keepTiers, rules: rulesOf(d) }));
function rulesOf(d: { tier: number; sticker: number; every: number | undefined; burst: string; holdDays: number; dayLimit: number | undefined; points: number }): Partial<Rulebook> {
  return {
    checks: d.burst === 'none' ? [] : [{ code: 'burst', outcome: d.burst as 'hold', args: { max: 20 } }], holdDays: d.holdDays,
    limits: d.dayLimit ? [{ per: 'day', max: d.dayLimit }] : [], points: d.points ? [{ on: 'qualified', points: d.points }] : [],
    tiers: [{ id: IDS.tiers.ambassador, name: 'Ambassador', at: d.tier, measure: 'qualified', per: 'life', graceDays: d.holdDays }, { id: IDS.tiers.gold, name: 'Gold', at: d.tier + 3, measure: 'qualified', per: 'life', graceDays: 0 }],
    milestones: [{ id: IDS.milestones.stickers, name: 'Stickers', at: d.sticker, measure: 'qualified', rewardId: IDS.rewards.stickers, friendRewardId: IDS.rewards.discountCode, ...(d.every && { every: d.every }) }],
  };
}
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('friend' as const), who: fc.nat(3), burst: fc.boolean(), at: fc.nat(96) }) },
  fc.record({ kind: fc.constant('review' as const), n: fc.nat(8), verdict: fc.constantFrom('approve' as const, 'reject' as const), at: fc.nat(96) }),
  fc.record({ kind: fc.constant('adjust' as const), who: fc.nat(3), delta: fc.integer({ min: -2, max: 3 }), at: fc.nat(96) }),
  fc.record({ kind: fc.constant('merge' as const), who: fc.nat(3), of: fc.nat(3), at: fc.nat(96) }),
);
type Told = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function live(books: TestBooks, people: readonly string[], story: readonly Told[]): Promise<void> {
  const friends: { referralId: string; memberId: string }[] = [];
  for (const s of story.toSorted((a, b) => a.at - b.at)) {
    const at = new Date(T0 + s.at * HOUR);
    if (s.kind === 'friend') {
      const [refereeId] = (await books.members(1, at)) as [string];
      const input = books.friendOf(people[s.who]!, { at, refereeId, signals: { burst60: s.burst ? 25 : 1, localDay: at.toISOString().slice(0, 10) } });
      friends.push({ referralId: input.referralId, memberId: people[s.who]! });
      await books.apply([input], at);
    } else if (s.kind === 'review') {
      const friend = friends[s.n];
      if (friend) await books.apply([{ kind: 'fact', key: newId(), memberId: friend.memberId, body: { kind: 'reviewed', referralId: friend.referralId, verdict: s.verdict, reason: 'review.genuine', by: newId() } }], at);
    } else if (s.kind === 'adjust') await books.apply([{ kind: 'fact', key: newId(), memberId: people[s.who]!, body: { kind: 'adjusted', measure: 'qualified', delta: s.delta, reason: 'adjust.correction', by: newId() } }], at);
    else await books.pair('merged', people[s.who]!, people[s.of]!, at).catch(() => undefined);
  }
}

const SEASONS = [[0, 30, 60, 120, 400], [-300, 45, 100, 250, 400], [0, 400], [50, 80, 400]].map((hours) =>
  hours.slice(1).map((to, n) => ({ id: `${hours[n]}`, from: T0 + hours[n]! * HOUR, to: T0 + to * HOUR })));
const seasonal = fc.tuple(drafts, fc.constantFrom(...SEASONS), fc.option(fc.integer({ min: 1, max: 4 })))
  .map(([draft, seasons, most]): Draft => ({ ...draft, rules: {
    ...draft.rules, seasons, limits: [...draft.rules.limits!, ...(most === null ? [] : [{ per: 'season' as const, max: most }])],
    points: draft.rules.points!.map((rule) => ({ ...rule, capPerSeason: 6 })), tiers: draft.rules.tiers!.map((tier) => ({ ...tier, per: 'season' as const })),
  } }));

const comesTrue = (rules: fc.Arbitrary<Draft>) => fc.asyncProperty(rules, rules, fc.array(step, { minLength: 8, maxLength: 30 }), fc.nat(3), fc.option(fc.nat(700)), async (first, draft, story, killAfter, money) => {
  const books = await start(first.rules, money);
  try {
    const people = await books.members(4);
    await live(books, people, story);
    const at = T0 + 10 * DAY;
    await books.visitor.visitDue(books.programId, new Date(at)); // what time alone brings is not the draft's doing
    const before = await standings(books);
    const had = await pools(books);

    const id = newId();
    await ask(books, draft, at, killAfter, id).catch(() => undefined);
    const { result } = await ask(books, draft, at, Infinity, id);
    await publish(books, draft, at);

    const after = await standings(books);
    expect(await told(books, id)).toEqual(differences(before, after));
    expect((await books.verifier.verify(books.programId)).mismatches).toEqual([]);
    expect(result.publish.qualified).toEqual({ before: sum(before), after: sum(after) });
    const left = await pools(books);
    const stickers = result.publish.rewards.find((r) => r.rewardId === IDS.rewards.stickers);
    if (stickers) {
      expect(stickers.stock).toEqual({ before: had.stock, after: left.stock });
      expect(stickers.budgets).toEqual(money === null ? [] : [{ of: 'program', currency: 'EUR', before: had.program_budget, after: left.program_budget }]);
      expect([stickers.queued, stickers.lacks.stock + stickers.lacks.money]).toEqual([left.queued - had.queued, left.queued - had.queued]);
    }
    for (const { rewardId, cost, wanted } of result.publish.rewards) expect(cost).toEqual(rewardId === IDS.rewards.stickers ? { amountMinor: 140 * wanted, currency: 'EUR' } : null);
    const held = await books.rows<{ n: number }>(`SELECT count(*)::int AS n FROM referrals WHERE status = 'held' AND state->'verdict' IS NULL`);
    expect(result.publish.referrals.after.held).toBeGreaterThanOrEqual(held[0]!.n);
  } finally {
    await books.close();
  }
});

it('publishing does to every member what the what-if said, whatever the story and the draft, killed or not', () => fc.assert(comesTrue(drafts), { numRuns: 8, endOnFailure: true }), 240_000); // making one shorter takes minutes
it('also with seasons, and other ones', () => fc.assert(comesTrue(seasonal), { numRuns: 8, endOnFailure: true }), 240_000);
it('also where a reward that waited when its award fell waits again', () => fc.assert(comesTrue(drafts), { seed: 1544179258, path: '67', numRuns: 1, endOnFailure: true }), 60_000);

/** What is left in each pool, and how many stand in the queue of stickers. */
async function pools(books: TestBooks): Promise<Record<string, number> & { queued: number }> {
  const rows = await books.rows<{ kind: string; n: number }>(
    `SELECT kind, units_left::int AS n FROM pools UNION ALL SELECT 'queued', count(*)::int FROM grants WHERE status = 'queued' AND reward_id = '${IDS.rewards.stickers}'`);
  return { queued: 0, ...Object.fromEntries(rows.map(({ kind, n }) => [kind, n])) };
}

const sum = (all: Map<string, Standing>) => [...all.values()].reduce((n, s) => n + s.qualified, 0);

let books: TestBooks;
beforeAll(async () => {
  books = await start({ attribution: { model: 'last', windowDays: 30, codeBeatsClick: true } });
});
afterAll(() => books.close());

it('knows nothing of a plan that another version came before', async () => {
  const program = await books.another({ checks: [{ code: 'burst', outcome: 'hold', args: { max: 20 } }] }, new Date(T0 - DAY));
  const [fan] = (await program.members(1, new Date(T0))) as [string];
  await program.apply([program.friendOf(fan), program.friendOf(fan, { signals: { burst60: 25 } })], new Date(T0));
  const { body } = await newest(program);
  await program.publish({ ...body, checks: [] }, new Date(T0 + 5 * DAY), 'recount'); // planned
  await program.publish(body, new Date(T0 + DAY));
  const { result } = await ask(program, { rules: {}, mode: 'from_now' }, T0 + 6 * DAY);
  expect(result.publish.qualified).toEqual({ before: 1, after: 1 });
});

it('says whom another attribution would have credited, and that publishing moves nobody', async () => {
  const [early, late, nobody] = (await books.members(3)) as [string, string, string];
  const touch = (memberId: string, hoursAgo: number) => ({ memberId, linkId: newId(), via: 'click' as const, at: T0 - hoursAgo * HOUR });
  const friend = () => ({ ...books.friendOf(late), touches: [touch(early, 5), touch(late, 1)] });
  await books.apply([friend(), friend(), books.friendOf(late, { at: new Date(T0 - 20 * DAY) })], new Date(T0));
  const { id, result } = await ask(books, { rules: { attribution: { model: 'first', windowDays: 7, codeBeatsClick: true } } }, T0 + DAY);
  expect(result.moved).toEqual({ referrals: 3, toNobody: 1 });
  expect([result.publish.people.changed, result.publish.qualified]).toEqual([0, { before: 3, after: 3 }]);
  expect(result.history.qualified).toEqual({ before: 3, after: 2 });
  const rows = await books.rows<{ member_id: string; change: Change }>(`SELECT member_id, change FROM what_if_people WHERE run_id = $1 AND view = 'history' ORDER BY member_id`, [id]);
  expect(rows.map((r) => [r.member_id, r.change.qualified])).toEqual([[early, [0, 2]], [late, [3, 0]]]);
  expect(rows.some((r) => r.member_id === nobody)).toBe(false);
  const longer = await ask(books, { rules: { attribution: { model: 'first', windowDays: 30, codeBeatsClick: true } } }, T0 + DAY);
  expect(longer.result.moved).toEqual({ referrals: 2, toNobody: 0 });
});

it('says what was never measured and cannot be known', async () => {
  const { result } = await ask(books, { rules: { attribution: { model: 'last', windowDays: 90, codeBeatsClick: true }, checks: [{ code: 'ring', outcome: 'hold', args: { steps: 3 } }] } }, T0 + DAY);
  expect(result.unknown).toEqual([{ code: 'attribution_window', check: null, referrals: null }, { code: 'check', check: 'ring', referrals: 3 }]);
});

it('counts what waits for a person: held by the draft, and nobody has said a word', async () => {
  const [fan] = (await books.members(1)) as [string];
  const [a, b] = [books.friendOf(fan, { signals: { burst60: 9 } }), books.friendOf(fan, { signals: { burst60: 9 } })];
  await books.apply([a, b], new Date(T0));
  await books.apply([{ kind: 'fact', key: newId(), memberId: fan, body: { kind: 'reviewed', referralId: a.referralId, verdict: 'approve', reason: 'review.genuine', by: newId() } }], new Date(T0));
  const { id, result } = await ask(books, { rules: { checks: [{ code: 'burst', outcome: 'hold', args: { max: 5 } }] } }, T0 + DAY);
  expect([result.publish.reviews, result.publish.people.review]).toEqual([1, 1]);
  const [row] = await books.rows<{ change: Change }>(`SELECT change FROM what_if_people WHERE run_id = $1 AND view = 'publish' AND member_id = $2`, [id, fan]);
  expect(row!.change).toMatchObject({ qualified: [2, 1], reviews: [b.referralId] });
});
