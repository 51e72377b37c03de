import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, decide, dueOrdinals, emptyState, isOfReferral, replay, touchedWindows, type Condition, type Decision, type Fact, type Rulebook, type State } from './index.js';
import { firstNote } from './note.js';
import { day, FAN, facts, friend, only, plain, review, rules, T0, type Happening } from './testing.js';

// Small numbers on purpose: few friends, low thresholds, few days, so that the interesting collisions happen often.
const seasons = [{ id: 's1', from: T0, to: day(20) }, { id: 's2', from: day(20), to: day(45) }];
const signals = fc.record({
  burst60: fc.nat(3), burstHour: fc.nat(3), disposable: fc.boolean(), localDay: fc.constantFrom('d1', 'd2'), domain: fc.constantFrom('x', 'y', null),
});
const confirmed = fc.record({ n: fc.nat(5), claim: fc.constantFrom('won' as const, 'won' as const, 'lost' as const), signals })
  .map(({ n, ...rest }): Happening => friend(n, rest));
const converted = fc.record({ n: fc.nat(5), order: fc.constantFrom('o1', 'o2'), on: fc.constantFrom(1, 25), amountMinor: fc.constantFrom(100, 200) })
  .map(({ n, order, on, amountMinor }): Happening => ({ kind: 'converted', referralId: `r${n}`, type: 'purchase', order, occurredAt: day(on), amountMinor }));
const refunded = fc.record({ n: fc.nat(5), order: fc.constantFrom('o1', 'o2'), part: fc.constantFrom({}, { amountMinor: 40 }, { amountMinor: 60 }) })
  .map(({ n, order, part }): Happening => ({ kind: 'refunded', referralId: `r${n}`, order, ...part }));
const left = fc.record({ n: fc.nat(5), then: fc.constantFrom({}, { occurredAt: day(1) }, { occurredAt: day(25) }) })
  .map(({ n, then }): Happening => ({ kind: 'unsubscribed', referralId: `r${n}`, ...then }));
/** Not only when it is told, which is another time for each. */
const leftThen = left.filter((h) => 'occurredAt' in h);
const returned = fc.record({ n: fc.nat(5), leftAt: fc.constantFrom(day(1), day(25)), days: fc.constantFrom(0, 1, 9) })
  .map(({ n, leftAt, days }): Happening => ({ kind: 'returned', referralId: `r${n}`, from: 'unsubscribed', leftAt, occurredAt: leftAt + days * 86_400_000 }));
const reviewed = fc.record({ n: fc.nat(5), verdict: fc.constantFrom('approve' as const, 'reject' as const, 'withdraw' as const) }).map(({ n, verdict }) => review(n, verdict));
const adjustment = fc.record({ measure: fc.constantFrom('qualified' as const, 'points' as const, 'attended' as const), delta: fc.integer({ min: -2, max: 3 }) })
  .map((a): Happening => ({ kind: 'adjusted', reason: 'adjust.correction', by: 's', ...a }));
const shopped = fc.record({ order: fc.nat(3), points: fc.constantFrom(2, 3, -2, -3) })
  .map(({ order, points }): Happening => ({ kind: 'spent', grantId: `g${order}`, buyer: FAN, points, reason: points > 0 ? 'shop.bought' : 'shop.cancelled' }));
const standing = fc.constantFrom('active' as const, 'active' as const, 'suspended' as const).map((to): Happening => ({ kind: 'standing', to }));
const cohort = fc.constantFrom('press', null).map((to): Happening => ({ kind: 'cohort', to, by: 's' }));
const misplaced = fc.record({ n: fc.nat(5), order: fc.constantFrom('o1', 'o2') }).map(({ n, order }): Happening => ({ kind: 'misplaced', referralId: `r${n}`, order }));
const aboutFriends = fc.oneof({ weight: 4, arbitrary: confirmed }, converted, refunded, misplaced, left, returned, { weight: 2, arbitrary: reviewed });
const anything = fc.oneof({ weight: 5, arbitrary: aboutFriends }, adjustment, shopped, standing, cohort);

/** Drops what the ledger would refuse: facts about a friend not confirmed, a second confirmation; spreads the rest over days. */
function plausible(happenings: readonly Happening[], gaps: readonly number[]): Happening[] {
  const known = new Set<string>();
  const kept = happenings.filter((h) => {
    if (!('referralId' in h)) return true;
    const first = !known.has(h.referralId);
    if (h.kind === 'confirmed') known.add(h.referralId);
    return h.kind === 'confirmed' ? first : !first;
  });
  let at = T0;
  return kept.map((h, i) => ({ ...h, at: (at += (gaps[i % gaps.length] ?? 1) * 43_200_000) }));
}
const storyOf = (happening: fc.Arbitrary<Happening>) =>
  fc.tuple(fc.array(happening, { maxLength: 25 }), fc.array(fc.nat(6), { minLength: 5, maxLength: 5 })).map(([hs, gaps]) => plausible(hs, gaps));

const QUALIFICATIONS: Record<'purchase' | 'first' | 'stay' | 'nothing', Condition> = {
  purchase: { kind: 'converted', type: 'purchase', minAmountMinor: 150 },
  first: { kind: 'all', of: [{ kind: 'confirmed' }, { kind: 'converted', type: 'purchase', pick: 'first', minAmountMinor: 150 }] },
  stay: { kind: 'subscribed', days: 4 }, nothing: { kind: 'confirmed' },
};
const SCORED: Required<Pick<Rulebook, 'checks' | 'scoring'>> = {
  checks: [{ code: 'burst_hour', outcome: 'allow', weight: 30, args: { max: 2 } }],
  scoring: { holdAt: 25, rejectAt: 50, autoApprove: { below: 40, afterHours: 36 } },
};
const rulebook: fc.Arbitrary<Rulebook> = fc.record({
  holdDays: fc.constantFrom(0, 3), hold: fc.boolean(), at: fc.integer({ min: 1, max: 3 }), every: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  buys: fc.boolean(), graceDays: fc.constantFrom(0, 2), limited: fc.boolean(), per: fc.constantFrom('life' as const, 'season' as const), friendSide: fc.boolean(),
  asks: fc.constantFrom('purchase' as const, 'first' as const, 'stay' as const, 'nothing' as const), scored: fc.boolean(),
}).map((r) => rules({
  seasons, holdDays: r.holdDays, qualification: QUALIFICATIONS[r.buys ? 'purchase' : r.asks],
  checks: [{ code: 'disposable', outcome: 'reject', args: {} }, { code: 'burst', outcome: r.hold ? 'hold' : 'reject', args: { max: 3 }, ...(r.scored && { weight: 20 }) }, ...(r.scored ? SCORED.checks : [])],
  ...(r.scored && { scoring: SCORED.scoring }),
  limits: r.limited ? [{ per: 'day', max: 2 }, { per: 'domain', max: 1 }, { per: 'season', max: 3 }] : [],
  points: [{ on: 'qualified', points: 2, ...(r.limited && { capPerSeason: 5 }) }, { on: 'purchase', points: 1 }, { on: 'attended', points: 1 }],
  milestones: [
    { id: 'm', at: { else: r.at, cohorts: { press: 1 } }, measure: 'qualified', ...(r.every && { every: r.every }), rewardId: 'x', ...(r.friendSide && { friendRewardId: 'y' }) },
    { id: 'p', at: 4, measure: 'points', rewardId: 'x' },
  ],
  tiers: [{ id: 't1', at: 2, measure: 'qualified', per: r.per, graceDays: r.graceDays }, { id: 't2', at: 4, measure: 'qualified', per: r.per, graceDays: 0 }],
}));

const END = day(200);
const under = (rb: Rulebook, fs: readonly Fact[]) => replay(fs, () => rb, END);
const RUNS = { numRuns: 300 };

/** What the ledger loads: the referrals that the fact and the timers due by it touch, and their windows; all awards and timers. */
function partial(s: State, touched: readonly string[], to: number, rb: Rulebook, f?: Fact): State {
  const due = s.timers.filter((t) => isOfReferral(t) && t.dueAt <= to).map((t) => t.subjectId);
  const referrals = new Map([...touched, ...due].flatMap((id) => (s.referrals.has(id) ? [[id, s.referrals.get(id)!] as const] : [])));
  const keys = touchedWindows(rb, [...referrals.values(), ...(f?.kind === 'confirmed' ? [firstNote(f)] : [])]);
  return { ...s, referrals, windows: Object.fromEntries(Object.entries(s.windows).filter(([key]) => keys.has(key))) };
}
/** What the ledger writes back. */
const merged = (whole: State, part: State): State =>
  ({ ...part, referrals: new Map([...whole.referrals, ...part.referrals]), windows: { ...whole.windows, ...part.windows } });

function live(rb: Rulebook, fs: readonly Fact[]): { state: State; decisions: Decision[] } {
  let state = emptyState(FAN, rb.version, fs[0]?.at ?? T0);
  const decisions: Decision[] = [];
  for (const f of fs) {
    const step = decide(partial(state, 'referralId' in f ? [f.referralId] : [], f.at, rb, f), f, rb);
    state = merged(state, step.state);
    decisions.push(...step.decisions);
  }
  const last = advance(partial(state, [], END, rb), END, rb);
  return { state: merged(state, last.state), decisions: [...decisions, ...last.decisions] };
}

describe('for any story and rulebook', () => {
  const story = storyOf(anything).filter((s) => s.length > 0).map((s) => facts(s));

  it('the live path on partial states and the replay agree', () => fc.assert(fc.property(rulebook, story, (rb, fs) => {
    const [a, b] = [live(rb, fs), under(rb, fs)];
    expect(plain(a.state)).toEqual(plain(b.state));
    expect(a.decisions).toEqual(b.decisions);
  }), RUNS));

  it('sums are what the entries add up to, and counted friends plus adjustments', () => fc.assert(fc.property(rulebook, story, (rb, fs) => {
    const { state, decisions } = under(rb, fs);
    const entries = only(decisions, 'entry');
    for (const m of ['qualified', 'points', 'attended', 'spent'] as const) {
      expect(state.sums[m]).toBe(entries.filter((e) => e.measure === m).reduce((n, e) => n + e.delta, 0));
    }
    const counted = [...state.referrals.values()].filter((r) => r.status === 'qualified');
    const adjustments = fs.filter((f) => f.kind === 'adjusted' && f.measure === 'qualified').reduce((n, f) => n + (f as { delta: number }).delta, 0);
    expect(state.sums.qualified).toBe(counted.length + adjustments);
    expect(counted.every((r) => r.counted !== null)).toBe(true);
    for (const w of [...counted.map((r) => `day:${r.counted!.day}`)]) expect(state.windows[w]).toBe(counted.filter((r) => `day:${r.counted!.day}` === w).length);
  }), RUNS));

  it('each key is awarded at most once, and once if due', () => fc.assert(fc.property(rulebook, story, (rb, fs) => {
    const { state, decisions } = under(rb, fs);
    const keys = only(decisions, 'award').map((d) => d.key);
    expect(new Set(keys).size).toBe(keys.length);
    if (state.standing !== 'active') return;
    for (const m of rb.milestones) {
      for (let k = 1; k <= dueOrdinals(m, state.sums[m.measure], state.cohort); k++) expect(state.awards.get(`${m.id}#${k}#own`)?.status).toBe('active');
    }
  }), RUNS));

  it('a suspended award was suspended, and each suspension follows an award or a reinstatement', () => fc.assert(fc.property(rulebook, story, (rb, fs) => {
    const held = new Map<string, string>();
    for (const d of under(rb, fs).decisions) {
      if (d.kind === 'award') expect(held.get(d.key)).toBeUndefined();
      if (d.kind === 'suspend') expect(held.get(d.key)).toBe('held');
      if (d.kind === 'reinstate') expect(held.get(d.key)).toBe('off');
      if ('key' in d && d.kind !== 'announce') held.set(d.key!, d.kind === 'suspend' ? 'off' : 'held');
    }
  }), RUNS));

  it('time may pass in one step or in two', () => fc.assert(fc.property(rulebook, story, fc.nat(200), (rb, fs, n) => {
    const last = fs.at(-1)!.at;
    const { state } = replay(fs, () => rb, last);
    const b = Math.max(last, day(n));
    const once = advance(state, END, rb);
    const first = advance(state, b, rb);
    const second = advance(first.state, END, rb);
    expect(plain(second.state)).toEqual(plain(once.state));
    expect([...first.decisions, ...second.decisions]).toEqual(once.decisions);
  }), RUNS));

  it('a replay under the version in force changes nothing, and a recount of it only what limits freed', () => fc.assert(fc.property(rulebook, story, (rb, fs) => {
    expect(under(rb, fs)).toEqual(under(rb, fs));
    const free = { ...rb, limits: [] };
    const before = replay(fs, () => free, fs.at(-1)!.at);
    const again = { ...free, version: 2 };
    const [f] = facts([{ kind: 'adopted', mode: 'recount', keepTiers: true, version: 2 }], { ...before.state, at: before.state.at - 3_600_000 });
    const { decisions } = decide(before.state, f!, again);
    expect(only(decisions, 'entry').map((e) => e.reason)).toEqual(['adopted']);
  }), RUNS));

  const others = [{ id: 'h1', from: T0, to: day(12) }, { id: 'h2', from: day(12), to: day(13) }, { id: 'h3', from: day(15), to: day(60) }];
  const moved = ({ state }: { state: State }, rb: Rulebook): { state: State } =>
    decide(state, facts([{ kind: 'adopted', mode: 'recount', keepTiers: true, version: rb.version }], { ...state, at: state.at - 3_600_000 })[0]!, rb);
  const bySeason = ({ season, windows }: State) => Object.entries({ ...season, ...windows }).filter(([key, n]) => n !== 0 && !/^(day|domain):/.test(key)).toSorted();

  it('a recount with other seasons is as if those had always been, and takes itself back', () => fc.assert(fc.property(rulebook, story, (rb, fs) => {
    const free = { ...rb, limits: [], points: rb.points.map(({ on, points }) => ({ on, points })) };
    const before = replay(fs, () => free, fs.at(-1)!.at);
    const after = moved(before, { ...free, version: 2, seasons: others });
    expect(bySeason(moved(after, { ...free, version: 3 }).state)).toEqual(bySeason(before.state));
    const ofFriends = fs.filter((f) => f.kind !== 'adjusted' || f.measure !== 'attended'); // points for events are not taken back off another season
    const always = replay(ofFriends, () => ({ ...free, seasons: others }), fs.at(-1)!.at);
    expect(bySeason(moved(replay(ofFriends, () => free, fs.at(-1)!.at), { ...free, version: 2, seasons: others }).state)).toEqual(bySeason(always.state));
    for (const [key, n] of Object.entries(after.state.windows)) expect([key, n >= 0]).toEqual([key, true]);
  }), RUNS));

  it('from now on: who counts goes on being judged by the rules they came to count by', () => fc.assert(fc.property(rulebook, rulebook, story, fc.nat(25), (old, next, fs, n) => {
    const rb = { ...next, version: 2 };
    const split = n % fs.length;
    const past = (version: number) => (version === 2 ? rb : old);
    let kept = replay(fs.slice(0, split + 1), () => old, fs[split]!.at).state;
    let changed = decide(kept, { kind: 'adopted', mode: 'from_now', keepTiers: true, memberId: FAN, seq: kept.seq + 1, key: 'adopt', at: kept.at, version: 2 }, rb, past).state;
    let both = [...kept.referrals].filter(([, r]) => r.counted).map(([id]) => id);
    for (const f of fs.slice(split + 1)) {
      kept = decide(kept, f, old).state;
      changed = decide(changed, { ...f, seq: f.seq + 1, version: 2 }, rb, past).state;
      for (const id of both) expect([f.kind, id, changed.referrals.get(id)!.counted !== null]).toEqual([f.kind, id, kept.referrals.get(id)!.counted !== null]);
      both = both.filter((id) => kept.referrals.get(id)!.counted);
    }
  }), RUNS));

  const comings = storyOf(fc.oneof({ weight: 5, arbitrary: aboutFriends }, standing)).filter((s) => s.length > 0)
    .map((s) => facts([...s, { kind: 'standing', to: 'active', at: s.at(-1)!.at! + 3_600_000 }]));
  it('where each friend gets their side, all who count have one, and nobody two', () => fc.assert(fc.property(rulebook, comings, (rb, fs) => {
    const each = { ...rb, milestones: [{ id: 'e', at: 1, every: 1, measure: 'qualified' as const, rewardId: 'x', friendRewardId: 'y' }] };
    const { state } = under(each, fs);
    const sides = [...state.awards.values()].filter(({ key }) => key.endsWith('#friend'));
    const counted = [...state.referrals.values()].filter((r) => r.counted).map((r) => r.refereeId);
    expect(new Set(sides.map(({ beneficiary }) => beneficiary)).size).toBe(sides.length);
    expect(sides.filter(({ status }) => status === 'active').map(({ beneficiary }) => beneficiary).toSorted()).toEqual(counted.toSorted());
  }), RUNS));

  it('points of a season stay within its cap, and above none', () => fc.assert(fc.property(rulebook, story, (rb, fs) => {
    const capped = { ...rb, points: rb.points.map((p) => ({ ...p, capPerSeason: 3 })) };
    const { windows } = under(capped, fs).state;
    for (const [key, points] of Object.entries(windows).filter(([k]) => k.startsWith('points:'))) expect([key, points >= 0, points <= 3]).toEqual([key, true, true]);
  }), RUNS));

  it('a suspended or erased book gains nothing', () => fc.assert(fc.property(rulebook, story, fc.constantFrom('suspended' as const, 'erased' as const), (rb, fs, to) => {
    const silent = facts([{ kind: 'standing', to, at: T0 }, ...fs.filter((f) => f.kind !== 'standing')]);
    const { decisions, state } = under(rb, silent);
    expect(decisions.filter((d) => ['award', 'reinstate', 'announce'].includes(d.kind))).toEqual([]);
    expect(state.tier).toBeNull();
  }), RUNS));

  it('every fact has an entry', () => fc.assert(fc.property(rulebook, story, (rb, fs) => {
    let state = emptyState(FAN, rb.version, T0);
    for (const f of fs) {
      state = advance(state, f.at, rb).state;
      const step = decide(state, f, rb);
      expect(only(step.decisions, 'entry').length).toBeGreaterThan(0);
      state = step.state;
    }
  }), RUNS));
});

describe('the order of arrival', () => {
  const instant = (hs: readonly Happening[]) => facts(hs.map((h) => ({ ...h, at: day(30) })));
  const unlimited = rulebook.map((rb): Rulebook => ({ ...rb, limits: [], points: rb.points.map(({ on, points }) => ({ on, points })) }));
  const statuses = (rb: Rulebook, fs: readonly Fact[]) => [...under(rb, fs).state.referrals].map(([id, r]) => [id, r.status, r.reason]).toSorted();

  it('facts of different friends commute where no limit applies', () =>
    fc.assert(fc.property(unlimited, storyOf(aboutFriends), fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (rb, hs, dice) => {
      // Interleave the friends' own stories differently; each keeps its own order.
      const queues = new Map<string, Happening[]>();
      for (const h of hs) if ('referralId' in h) queues.set(h.referralId, [...(queues.get(h.referralId) ?? []), h]);
      const shuffled = hs.map((_, i) => {
        const waiting = [...queues.values()].filter((q) => q.length > 0);
        return waiting[dice[i]! % waiting.length]!.shift()!;
      });
      const [a, b] = [under(rb, instant(hs)).state, under(rb, instant(shuffled)).state];
      expect([b.sums, b.season, b.windows]).toEqual([a.sums, a.season, a.windows]);
      expect(statuses(rb, instant(shuffled))).toEqual(statuses(rb, instant(hs)));
    }), RUNS));

  it('purchases, refunds, leaving and being back in any order, three times over, give one status', () =>
    fc.assert(fc.property(unlimited, fc.array(fc.oneof(converted, refunded, misplaced, leftThen, returned), { maxLength: 6 }), fc.nat(99), (rb, orders, seed) => {
      const own = orders.map((o) => ({ ...o, referralId: 'r1' }) as Happening);
      const shuffled = own.map((o, i) => ({ o, key: (i * 37 + seed * 17) % 101 })).toSorted((x, y) => x.key - y.key).map(({ o }) => o);
      const [once, thrice] = [instant([friend(1), ...own]), instant([friend(1), ...shuffled, ...own, ...shuffled])];
      expect(statuses(rb, thrice)).toEqual(statuses(rb, once));
      expect(under(rb, thrice).state.sums).toEqual(under(rb, once).state.sums);
    }), RUNS));
});

describe('replay', () => {
  it('of no facts is nobody\'s book', () => expect(replay([], () => rules(), day(3)).state).toEqual(emptyState('', 0, day(3))));
  it('uses the old rules up to an adoption and the new ones after it', () => {
    const versions: Record<number, Rulebook> = { 1: rules({ holdDays: 5 }), 2: rules({ version: 2, holdDays: 1 }) };
    const fs = facts([
      friend(1, { at: day(0) }), friend(2, { at: day(3) }), { kind: 'adopted', mode: 'from_now', keepTiers: true, version: 2, at: day(6) }, { ...friend(3), version: 2, at: day(6) },
    ]);
    const entries = only(replay(fs, (v) => versions[v]!, day(30)).decisions, 'entry').filter((e) => e.delta === 1);
    expect(entries.map((e) => [e.referralId, e.effectiveAt])).toEqual([['r1', day(5)], ['r3', day(7)], ['r2', day(8)]]);
  });
});
