import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canSpend, type FactBody, type Limit } from '@fanfare/domain';
import fc from 'fast-check';
import { TEN_FRIENDS_IDS as IDS, TestBooks } from '../testing/books.js';
import { type Bars, CountOracle, type OracleRules, type Season, seasonsUntil } from '../testing/count-oracle.js';
import { newId } from '../platform/ids.js';
import type { ConfirmedInput, LedgerInput } from './inputs.js';

const HOUR = 3_600_000;
const FANS = 3;
const RUNS = Number(process.env['ORACLE_RUNS'] ?? 25);

type Command =
  | { do: 'confirm'; friends: readonly { fan: number | null; by: 'click' | 'code' | 'claim'; ago: number; also: number | null; who: number; disposable: boolean; burst: boolean; domain: 'd0' | 'd1' | null }[] }
  | { do: 'buy'; n: number; order: number; amount: number; ago: number } | { do: 'refund'; n: number; order: number; known: boolean; amount: number | null }
  | { do: 'leave'; n: number; ago: number } | { do: 'back'; n: number; ago: number | null } | { do: 'review'; n: number; verdict: 'approve' | 'reject' | 'withdraw' }
  | { do: 'adjust'; fan: number; delta: number } | { do: 'earn'; fan: number; points: number } | { do: 'shop'; fan: number; price: number } | { do: 'return'; n: number } | { do: 'stand'; fan: number; to: 'active' | 'suspended' | 'erased' }
  | { do: 'cohort'; fan: number; to: 'campus' | 'press' | null } | { do: 'bars'; by: number } | { do: 'pair'; a: number; b: number } | { do: 'part' } | { do: 'again' } | { do: 'wait'; hours: number } | { do: 'look' };

const fan = fc.nat(FANS - 1);
const n = fc.oneof({ weight: 2, arbitrary: fc.nat(2) }, fc.nat(30)); // of friends, the latest first: mostly one of whom something was told just now
const friend = fc.record({
  fan: fc.oneof({ weight: 9, arbitrary: fan }, fc.constant(null)), by: fc.constantFrom('click' as const, 'code' as const, 'click' as const, 'code' as const, 'claim' as const), also: fc.option(fan, { freq: 3 }),
  ago: fc.constantFrom(1, 1, 1, 1, 29 * 24, 31 * 24), // hours, either side of the window
  who: fc.oneof({ weight: 5, arbitrary: fc.nat(1_000) }, fc.integer({ min: -1, max: 3 })), // below zero: the fan themselves
  disposable: fc.integer({ min: 0, max: 9 }).map((x) => x === 0), burst: fc.integer({ min: 0, max: 7 }).map((x) => x === 0),
  domain: fc.constantFrom('d0' as const, 'd1' as const, null),
});
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('confirm' as const), friends: fc.array(friend, { minLength: 1, maxLength: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('buy' as const), n, order: fc.nat(1), amount: fc.constantFrom(100, 200), ago: fc.constantFrom(0, 0, 60) }) },
  // In whole, or to above, on and just below what has to be kept. A later report may tell of less.
  { weight: 4, arbitrary: fc.record({
    do: fc.constant('refund' as const), n: fc.nat(3), order: fc.nat(1), known: fc.constantFrom(true, true, false), amount: fc.constantFrom(null, 20, 50, 51, 120),
  }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), n, ago: fc.constantFrom(0, 0, 40, 200) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('back' as const), n: fc.nat(3), ago: fc.constantFrom(0, 0, 30, null) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('review' as const), n, verdict: fc.constantFrom('approve' as const, 'reject' as const, 'withdraw' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('adjust' as const), fan, delta: fc.integer({ min: -3, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('earn' as const), fan, points: fc.constantFrom(-20, 30, 50) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('shop' as const), fan, price: fc.constantFrom(10, 30, 40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('return' as const), n: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('stand' as const), fan, to: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const, 'suspended' as const, 'erased' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cohort' as const), fan, to: fc.constantFrom('campus' as const, 'press' as const, null) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('bars' as const), by: fc.integer({ min: -1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pair' as const), a: fan, b: fan }) },
  { weight: 1, arbitrary: fc.constant({ do: 'part' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'again' as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 100 }) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'look' as const }) },
);

// To the campus everything is farther, to the press some of it nearer.
const barsAt = (by: number): Bars => ({
  milestones: [{ id: IDS.milestones.stickers, at: { usual: 2 + by, of: { campus: 4 + by, press: 1 } }, both: true }, { id: IDS.milestones.discountCode, at: { usual: 3 + by, of: { campus: 5 + by } }, every: 2, both: true }],
  tiers: [{ id: IDS.tiers.ambassador, at: { usual: 2 + by, of: { campus: 4 + by, press: 1 } } }, { id: IDS.tiers.gold, at: { usual: 5 + by, of: { campus: 6 + by } } }],
});
const threshold = ({ usual, of }: Bars['tiers'][number]['at']) => ({ else: usual, cohorts: { ...of } });
const rulesOf = ({ holdDays, spend, stays, first, burst, most, grace = 0 }: OracleRules, { milestones, tiers }: Bars, seasons: readonly Season[]): Parameters<TestBooks['publish']>[0] => ({
  attribution: { model: first ? 'first' : 'last', windowDays: 30, codeBeatsClick: true }, holdDays,
  qualification: stays !== undefined ? { kind: 'subscribed', days: stays } : spend === null ? { kind: 'confirmed' } : { kind: 'converted', type: 'purchase', minAmountMinor: spend },
  checks: [{ code: 'disposable', outcome: 'reject', args: {} }, { code: 'burst', outcome: 'hold', args: { max: burst } }],
  limits: Object.entries(most ?? {}).map(([per, max]) => ({ per: per as Limit['per'], max })),
  milestones: milestones.map(({ both, ...m }) => ({ ...m, at: threshold(m.at), name: 'Prize', measure: 'qualified', rewardId: IDS.rewards.stickers, ...(both && { friendRewardId: IDS.rewards.discountCode }) })),
  seasons: [...seasons],
  tiers: tiers.map((tier) => ({ ...tier, at: threshold(tier.at), name: 'Tier', measure: 'qualified', per: seasons.length > 0 ? 'season' : 'life', graceDays: grace })),
});

const BEGINNING = Date.UTC(2026, 2, 1, 9);
/** Longer than any story. */
const LONGEST = 200 * 24 * HOUR;

/** One story: told to the ledger on its database and to the oracle, and what the two make of it. */
class Story {
  private readonly oracle: CountOracle;
  /** Whose friend each of `referrals` is. */
  private readonly credited = new Map<string, string>();
  /** The latest first. */
  private readonly referrals: string[] = [];
  /** What friends have bought, the latest first. */
  private readonly bought: { readonly referral: string; readonly order: string }[] = [];
  /** When friends left, the latest told first. */
  private readonly leavings: { readonly referral: string; readonly on: number }[] = [];
  /** What fans have bought for points and not given back. */
  private readonly orders: { readonly grantId: string; readonly buyer: string; readonly price: number }[] = [];
  private readonly ids = new Map<number, string>();
  private readonly erased = new Set<number>();
  private readonly everPaired = new Set<string>();
  private pair: { a: number; b: number; host: string } | null = null;
  private last: readonly LedgerInput[] = [];
  private told = 0;

  private constructor(
    private readonly books: TestBooks, private readonly rules: OracleRules, private readonly seasons: readonly Season[], private readonly fans: readonly string[], private at: number,
  ) {
    this.oracle = new CountOracle(rules, barsAt(0), at);
  }

  /** In a program of its own: among the books of earlier stories, each would take longer than the one before. */
  static async begin(database: TestBooks, rules: OracleRules, at: number): Promise<Story> {
    const seasons = seasonsUntil(at + LONGEST, rules, at);
    const books = await database.another(rulesOf(rules, barsAt(0), seasons), new Date(at));
    await books.cohorts('campus', 'press');
    return new Story(books, rules, seasons, await books.members(FANS, new Date(at)), at);
  }

  async play(c: Command): Promise<void> {
    this.at += HOUR + 1; // so that no two things happen, and no two periods end, at one instant
    switch (c.do) {
      case 'confirm': return this.confirm(c.friends);
      case 'buy': return this.about(c.n, (referral) => {
        const on = this.at - c.ago * HOUR;
        this.bought.unshift({ referral, order: `o${c.order}-${c.amount}` });
        this.oracle.tell({ at: this.at, what: 'bought', referral, order: `o${c.order}-${c.amount}`, on, amount: c.amount });
        return { kind: 'converted', referralId: referral, type: 'purchase', order: `o${c.order}-${c.amount}`, occurredAt: on, amountMinor: c.amount };
      });
      case 'refund': return this.refund(c);
      case 'leave': return this.about(c.n, (referral) => {
        const on = this.at - c.ago * HOUR;
        this.leavings.unshift({ referral, on });
        this.oracle.tell({ at: this.at, what: 'left', referral, on });
        return { kind: 'unsubscribed', referralId: referral, ...(c.ago > 0 && { occurredAt: on }) };
      });
      case 'back': return this.back(c);
      case 'review': return this.about(c.n, (referral) => {
        this.oracle.tell({ at: this.at, what: 'verdict', referral, verdict: c.verdict });
        return { kind: 'reviewed', referralId: referral, verdict: c.verdict, reason: c.verdict === 'reject' ? 'review.abuse' : 'review.genuine', by: this.fans[0]! };
      });
      case 'adjust': return this.of(c.fan, () => {
        // What is adjusted while two are one is the elder's, and stays there when they part.
        this.oracle.tell({ at: this.at, what: 'adjusted', fan: this.isPaired(c.fan) ? this.pair!.host : this.fans[c.fan]!, delta: c.delta });
        return { kind: 'adjusted', measure: 'qualified', delta: c.delta, reason: 'adjust.correction', by: this.fans[0]! };
      });
      case 'earn': return this.of(c.fan, () => {
        this.oracle.tell({ at: this.at, what: 'earned', fan: this.isPaired(c.fan) ? this.pair!.host : this.fans[c.fan]!, points: c.points });
        return { kind: 'adjusted', measure: 'points', delta: c.points, reason: 'adjust.correction', by: this.fans[0]! };
      });
      case 'shop': return this.shop(c.fan, c.price);
      case 'return': return this.giveBack(c.n);
      case 'stand': return this.stand(c.fan, c.to);
      case 'cohort': return this.of(c.fan, () => {
        this.oracle.tell({ at: this.at, what: 'cohort', fan: this.isPaired(c.fan) ? this.pair!.host : this.fans[c.fan]!, to: c.to });
        return { kind: 'cohort', to: c.to, by: this.fans[0]! };
      });
      case 'bars': return this.change(c.by);
      case 'pair': return this.unite(c.a, c.b);
      case 'part': return this.part();
      case 'again': await this.apply(this.last); return;
      case 'wait': this.at += c.hours * HOUR; return;
      case 'look': return this.compare();
    }
  }

  /** Timers fire here, however late: the oracle fires none. */
  async compare(): Promise<void> {
    await this.books.visitor.visitDue(this.books.programId, new Date(this.at));
    const stored = await this.books.rows<{ id: string; status: string }>('SELECT id, status FROM referrals WHERE program_id = $1 AND id = ANY($2)', [this.books.programId, this.referrals]);
    const seen = new Map(stored.map(({ id, status }) => [id, status === 'qualified' ? 'counts' : status === 'pending' || status === 'held' ? 'waits' : 'out']));
    expect(seen).toEqual(this.oracle.friends(this.fans, this.at));
    const books = await this.books.rows<{ member_id: string; qualified: number; balance: number; tier_id: string | null }>('SELECT member_id, qualified, points - spent AS balance, tier_id FROM standings WHERE program_id = $1 AND member_id = ANY($2)', [this.books.programId, this.fans]);
    const awards = await this.books.rows<{ member_id: string; key: string; status: string }>(
      `SELECT member_id, subject_id || CASE side WHEN 'friend' THEN ' of ' || beneficiary_id ELSE '#' || ordinal END AS key, status FROM awards WHERE program_id = $1 AND member_id = ANY($2) AND earned_as = 'milestone'`, [this.books.programId, this.fans]);
    for (const one of this.fans) {
      if (this.everPaired.has(one)) continue;
      const mine = awards.filter(({ member_id }) => member_id === one);
      const { tier_id: tier, qualified: sum } = books.find(({ member_id }) => member_id === one)!;
      const keys = (status: string) => mine.filter((award) => award.status === status).map(({ key }) => key).toSorted();
      expect({ sum, tier, live: keys('active'), suspended: keys('suspended'), lost: keys('lost') }).toEqual(this.oracle.due(one, this.at));
    }
    this.comparePaired(books, awards);
    this.compareBalances(new Map(books.map(({ member_id, balance }) => [member_id, balance])));
  }

  /** Of two who are one, in the elder's book; parted, each has their own. */
  private compareBalances(stored: ReadonlyMap<string, number>): void {
    this.fans.forEach((one, i) => {
      const kin = this.isPaired(i) ? [this.fans[this.pair!.a]!, this.fans[this.pair!.b]!] : [one];
      const due = this.isPaired(i) && one !== this.pair!.host ? 0 : kin.reduce((n, who) => n + this.oracle.balance(who), 0);
      expect([one, stored.get(one)]).toEqual([one, due]);
    });
  }

  async end(): Promise<void> {
    await this.compare();
    await this.part();
    await this.compare();
    expect((await this.books.verifier.verify(this.books.programId)).mismatches).toEqual([]);
  }

  // Of two books that are or were one: what they count is exact; of a prize, no more than one is live. Friends who are fans in
  // another's book are left to the merge's own properties.
  private comparePaired(books: readonly { member_id: string; qualified: number }[], awards: readonly { member_id: string; key: string; status: string }[]): void {
    const sumOf = (one: string) => books.find(({ member_id }) => member_id === one)!.qualified;
    const due = (one: string) => this.oracle.due(one, this.at).sum;
    if (this.pair) {
      const kin = [this.fans[this.pair.a]!, this.fans[this.pair.b]!];
      expect(sumOf(this.pair.host)).toBe(due(kin[0]!) + due(kin[1]!));
      const live = awards.filter(({ member_id, status }) => kin.includes(member_id) && status === 'active').map(({ key }) => key);
      expect(new Set(live).size).toBe(live.length);
    }
    for (const one of this.everPaired) if (!this.pair || ![this.pair.a, this.pair.b].some((i) => this.fans[i] === one)) expect(sumOf(one)).toBe(due(one));
  }

  private async confirm(friends: Extract<Command, { do: 'confirm' }>['friends']): Promise<void> {
    for (const { fan: by, by: via, ago, also, who, disposable, burst, domain } of friends) {
      if (who < 0 && by === null) continue;
      const refereeId = who < 0 ? this.fans[by!]! : this.idOf(who);
      // Of two who are one, a click on one's link bears out a word for the other, until they part: that is left to the merge's own properties.
      const touches = [...(by === null ? [] : [{ fan: this.fans[by]!, by: via, at: this.at - ago * HOUR }]), ...(also === null || who < 0 || (via === 'claim' && this.isPaired(also)) ? [] : [{ fan: this.fans[also]!, by: 'click' as const, at: this.at - 2 * HOUR }])];
      const input = this.books.friendOf(null, {
        refereeId, at: new Date(this.at), identityHash: createHash('sha256').update(refereeId).digest(), signals: { disposable, burst60: burst ? this.rules.burst : 0, domain, localDay: new Date(this.at).toISOString().slice(0, 10) },
      });
      const confirmed: ConfirmedInput = { ...input, touches: touches.map((t) => ({ memberId: t.fan, linkId: t.fan, via: t.by, at: t.at })) };
      this.oracle.tell({ at: this.at, what: 'confirmed', referral: input.referralId, friend: refereeId, touches, disposable, burst: burst ? this.rules.burst : 0, domain });
      const credited = this.oracle.creditedTo({ touches, at: this.at });
      if (credited !== null) {
        this.referrals.unshift(input.referralId);
        this.credited.set(input.referralId, credited);
      }
      this.at += 1;
      await this.apply([confirmed], this.at - 1);
    }
  }

  private async about(which: number, body: (referral: string) => FactBody): Promise<void> {
    const referral = this.referrals[which % Math.max(1, this.referrals.length)];
    if (referral === undefined) return;
    const memberId = this.credited.get(referral)!;
    await this.apply([{ kind: 'fact', key: this.key(), memberId, body: body(referral) }]);
  }

  // Back since so many hours; null: it was somebody else who had left.
  private async back({ n, ago }: Extract<Command, { do: 'back' }>): Promise<void> {
    const left = this.leavings[n];
    if (!left) return;
    await this.about(this.referrals.indexOf(left.referral), (referral) => {
      const on = ago === null ? left.on : Math.max(left.on, this.at - ago * HOUR);
      this.oracle.tell({ at: this.at, what: 'back', referral, from: left.on, on });
      return { kind: 'returned', referralId: referral, from: 'unsubscribed', leftAt: left.on, occurredAt: on };
    });
  }

  // Mostly of what was bought lately; else maybe of something that nobody has bought yet.
  private async refund({ n, order, known, amount }: Extract<Command, { do: 'refund' }>): Promise<void> {
    const bought = known ? this.bought[n % Math.max(1, this.bought.length)] : undefined;
    await this.about(bought ? this.referrals.indexOf(bought.referral) : n, (referral) => {
      const name = bought?.order ?? `o${order}-200`;
      this.oracle.tell({ at: this.at, what: 'refunded', referral, order: name, amount });
      return { kind: 'refunded', referralId: referral, order: name, ...(amount !== null && { amountMinor: amount }) };
    });
  }

  private async of(who: number, body: () => FactBody): Promise<void> {
    await this.apply([{ kind: 'fact', key: this.key(), memberId: this.fans[who]!, body: body() }]);
  }

  /** Bought if the book lets them, and only then. Of two who are one, each has their own orders and both pay. */
  private async shop(who: number, price: number): Promise<void> {
    const buyer = this.fans[who]!;
    const grantId = newId();
    const may = this.oracle.maySpend(this.isPaired(who) ? [this.fans[this.pair!.a]!, this.fans[this.pair!.b]!] : [buyer], price);
    const input: LedgerInput = { kind: 'fact', key: this.key(), memberId: buyer, body: { kind: 'spent', grantId, buyer, points: price, reason: 'shop.bought' }, onlyIf: (book) => canSpend(book, price) };
    const [outcome] = await this.books.apply([input], new Date(this.at));
    this.last = [input];
    expect(outcome!.status).toBe(may ? 'recorded' : 'refused');
    if (!may) { this.last = []; return; }
    this.oracle.tell({ at: this.at, what: 'spent', fan: buyer, points: price });
    this.orders.push({ grantId, buyer, price });
  }

  private async giveBack(which: number): Promise<void> {
    const [order] = this.orders.splice(which % Math.max(1, this.orders.length), 1);
    if (!order) return;
    this.oracle.tell({ at: this.at, what: 'spent', fan: order.buyer, points: -order.price });
    await this.apply([{ kind: 'fact', key: this.key(), memberId: order.buyer, body: { kind: 'spent', grantId: order.grantId, buyer: order.buyer, points: -order.price, reason: 'shop.cancelled' } }]);
  }

  private async stand(who: number, to: 'active' | 'suspended' | 'erased'): Promise<void> {
    if (this.erased.has(who) || this.isPaired(who)) return;
    if (to === 'erased') this.erased.add(who);
    await this.of(who, () => {
      this.oracle.tell({ at: this.at, what: 'standing', fan: this.fans[who]!, to });
      return { kind: 'standing', to };
    });
  }

  private async change(by: number): Promise<void> {
    await this.books.visitor.visitDue(this.books.programId, new Date(this.at - 1));
    await this.books.publish(rulesOf(this.rules, barsAt(by), this.seasons), new Date(this.at));
    this.oracle.tell({ at: this.at, what: 'bars', bars: barsAt(by) });
    await this.books.visitor.visitDue(this.books.programId, new Date(this.at));
  }

  // With limits it matters who came first, so of two who are one not even the sum is the two sums.
  private async unite(a: number, b: number): Promise<void> {
    if (a === b || this.rules.most || this.pair || this.erased.has(a) || this.erased.has(b)) return;
    const outcome = await this.books.pair('merged', this.fans[a]!, this.fans[b]!, new Date(this.at));
    this.pair = { a, b, host: outcome!.host };
    for (const i of [a, b]) this.everPaired.add(this.fans[i]!);
  }

  private async part(): Promise<void> {
    if (!this.pair) return;
    const { a, b } = this.pair;
    this.at += 1;
    await this.books.pair('unmerged', this.fans[a]!, this.fans[b]!, new Date(this.at));
    this.pair = null;
  }

  private isPaired(who: number): boolean {
    return this.pair !== null && (this.pair.a === who || this.pair.b === who);
  }

  private async apply(inputs: readonly LedgerInput[], at = this.at): Promise<void> {
    if (inputs.length > 0) await this.books.apply([...inputs], new Date(at));
    this.last = inputs;
  }

  private idOf(who: number): string {
    const id = this.ids.get(who) ?? this.books.friendOf(null).refereeId;
    this.ids.set(who, id);
    return id;
  }

  private key(): string {
    return `told:${this.fans[0]}:${this.told++}`;
  }
}

describe.each<OracleRules>([
  { holdDays: 0, spend: null, burst: 20 }, { holdDays: 3, spend: null, burst: 20 }, { holdDays: 0, spend: 150, burst: 20 }, { holdDays: 3, spend: 150, burst: 20 },
  { holdDays: 0, spend: null, burst: 20, stays: 2 }, { holdDays: 2, spend: null, burst: 20, stays: 1, first: true },
  { holdDays: 0, spend: null, burst: 20, most: { day: 2, domain: 1 } }, { holdDays: 1, spend: null, burst: 20, most: { domain: 1, season: 1 }, seasons: { hours: 31, pause: 5 }, grace: 1 },
  { holdDays: 0, spend: null, burst: 20, seasons: { hours: 17, pause: 0 } }, { holdDays: 1, spend: null, burst: 20, seasons: { hours: 49, pause: 3 }, grace: 2 },
  { holdDays: 0, spend: null, burst: 20, grace: 1 },
])('the ledger and the oracle agree on any story, with %j', (rules) => {
  let database: TestBooks;
  beforeAll(async () => { database = await TestBooks.start(); });
  afterAll(() => database.close());

  it('friends, sums, tiers and prizes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 40 }), async (commands) => {
      const story = await Story.begin(database, rules, BEGINNING);
      for (const c of commands) await story.play(c);
      await story.end();
    // A story that fails is made shorter no longer than that; and who has told fewer than were asked for has not passed.
    }), { numRuns: RUNS, interruptAfterTimeLimit: RUNS * 4_000, markInterruptAsFailure: true });
  }, 60_000 + RUNS * 5_000);
});
