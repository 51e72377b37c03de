import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, nextStep, oneFriendTo, type Rulebook, type State, stepsOf, toKeep } from './index.js';
import { adjusted, day, friend, friends, only, review, rules, T0, tell, topics } from './testing.js';

const tier = (id: string, at: number, extra = {}) => ({ id, at, measure: 'qualified' as const, per: 'life' as const, graceDays: 0, ...extra });
const seasons = [0, 1, 2].map((i) => ({ id: `s${i}`, from: day(i * 30), to: day((i + 1) * 30) }));
const graceOf = (state: State) => state.timers.find((t) => t.kind === 'grace' && t.subjectId === state.tier)?.dueAt ?? null;
const said = (state: State, rb: Rulebook, at = state.at) => {
  const [next, keep] = [nextStep(state, rb, at), toKeep(state, rb, at, graceOf(state))];
  return { next: next && `${next.remaining} to ${next.tier.id}`, keep: keep && `${keep.remaining} of ${keep.threshold} by ${(keep.until - T0) / (day(1) - T0)}` };
};

describe('the way to a tier', () => {
  it('is measured per season where the tier is: last year’s friends are not this year’s', () => {
    const rb = rules({ seasons, tiers: [tier('amb', 12, { per: 'season' })] });
    const { state } = tell(rb, [...friends(1, 11).map((f) => ({ ...f, at: day(1) })), friend(12, { at: day(31) })]);
    expect(state.sums.qualified).toBe(12);
    expect(stepsOf(state, rb, day(32))).toEqual([expect.objectContaining({ threshold: 12, sum: 1, remaining: 11, held: false })]);
    expect(said(state, rb, day(61)).next).toBe('12 to amb');
  });

  it('is measured in points where the tier is', () => {
    const rb = rules({ points: [{ on: 'qualified', points: 20 }], tiers: [tier('amb', 5), tier('gold', 100, { measure: 'points' })] });
    const two = tell(rb, friends(1, 2));
    expect(stepsOf(two.state, rb, two.state.at).map((s) => [s.sum, s.remaining])).toEqual([[2, 3], [40, 60]]);
    const { state } = tell(rb, [friend(3), friend(4)], two);
    expect([nextStep(state, rb, state.at)?.tier.id, oneFriendTo(state, rb, state.at)?.id]).toEqual(['amb', 'amb']);
    expect(oneFriendTo(tell(rb, [friend(5)], { state, decisions: [] }).state, rb, state.at)).toBeNull(); // 0 friends to a tier of points
  });

  it('skips what was reached on the way to more', () => {
    const rb = rules({ tiers: [tier('fan', 0.5), tier('amb', 3), tier('gold', 5)] });
    expect(said(tell(rb, friends(1, 3)).state, rb)).toEqual({ next: '2 to gold', keep: null });
    expect(said(tell(rb, friends(1, 5)).state, rb)).toEqual({ next: null, keep: null });
  });

  it('says one to go exactly where it is announced', () => fc.assert(fc.property(
    fc.record({ per: fc.constantFrom('life' as const, 'season' as const), moves: fc.array(fc.record({ n: fc.integer({ min: 0, max: 20 }), kind: fc.constantFrom('friend', 'friend', 'adjust', 'reject'), wait: fc.integer({ min: 0, max: 15 }) }), { maxLength: 20 }) }),
    ({ per, moves }) => {
      const rb = rules({ seasons, tiers: [tier('amb', 3, { per }), tier('gold', 5), tier('rich', 7, { measure: 'points' })], points: [{ on: 'qualified', points: 1 }] });
      let told = tell(rb, [friend('first')]);
      let now = T0;
      for (const [i, { kind, n, wait }] of moves.entries()) {
        now += wait * (day(1) - T0) + 1;
        const known = [...told.state.referrals.keys()];
        const state = advance(told.state, now, rb).state;
        told = tell(rb, [kind === 'friend' ? friend(i, { at: now }) : kind === 'adjust' ? { ...adjusted(1), at: now } : { ...review(known[n % known.length]!.slice(1), 'reject'), at: now }], { state, decisions: [] });
        const counted = topics(told.decisions).includes('friend.counted');
        expect(only(told.decisions, 'announce').filter((a) => a.topic === 'one_to_go').map((a) => a.tierId)).toEqual(counted ? [oneFriendTo(told.state, rb, now)?.id].filter(Boolean) : []);
      }
    })));
});

describe('what keeps a tier', () => {
  it('is nothing while it is carried, and in its grace what is missing, by when', () => {
    const rb = rules({ tiers: [tier('amb', 3, { graceDays: 10 }), tier('gold', 20)] });
    const reached = tell(rb, friends(1, 4));
    expect(said(reached.state, rb)).toEqual({ next: '16 to gold', keep: null });
    const fallen = tell(rb, [{ ...review(1, 'reject'), at: day(1) }, { ...review(2, 'reject'), at: day(2) }], reached);
    expect(said(fallen.state, rb)).toEqual({ next: '18 to gold', keep: '1 of 3 by 12' });
    expect(said(tell(rb, [friend(9)], fallen).state, rb).keep).toBeNull();
  });

  it('of a tier per season is what its season asks for at its end, and after it what calls the grace off', () => {
    const rb = rules({ seasons, tiers: [tier('amb', 2, { per: 'season', graceDays: 5 })] });
    const { state } = tell(rb, friends(1, 2));
    expect(said(state, rb).keep).toBeNull();
    const second = advance(state, day(31), rb).state;
    expect(said(second, rb).keep).toBe(`2 of 2 by ${60 - 1 / 86_400_000}`);
    const third = tell(rb, [friend(3, { at: day(61) })], { state: advance(second, day(61), rb).state, decisions: [] }).state;
    expect([third.tier, said(third, rb).keep]).toEqual(['amb', '1 of 2 by 65']);
  });

  it('is, once brought, enough: whoever does what is asked keeps the tier', () => fc.assert(fc.property(
    fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.constantFrom('life' as const, 'season' as const), (brought, taken, per) => {
      const rb = rules({ seasons, tiers: [tier('amb', 3, { per, graceDays: 3 })] });
      const told = tell(rb, [...friends(1, brought), ...Array.from({ length: Math.min(taken, brought) }, (_, i) => review(i + 1, 'reject'))]);
      const now = per === 'season' ? day(31) : told.state.at;
      const state = advance(told.state, now, rb).state;
      const keep = toKeep(state, rb, now, graceOf(state));
      if (!keep) return;
      const end = (n: number) => advance(tell(rb, Array.from({ length: n }, (_, i) => friend(`k${i}`, { at: now + 1 })), { state, decisions: [] }).state, keep.until + 1, rb).state;
      expect([end(keep.remaining).tier, end(keep.remaining).timers.some((t) => t.kind === 'grace')]).toEqual(['amb', false]);
      expect([end(keep.remaining - 1).tier === null, end(keep.remaining - 1).timers.some((t) => t.kind === 'grace')]).toContain(true);
    })));
});
