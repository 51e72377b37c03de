import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, thresholdFor } from './index.js';
import { adjusted, day, friend, friends, only, review, rules, T0, tell, topics } from './testing.js';

const tier = (id: string, at: number, extra = {}) => ({ id, at, measure: 'qualified' as const, per: 'life' as const, graceDays: 0, ...extra });
const moves = (ds: Parameters<typeof only>[0]) => only(ds, 'tier').map((d) => `${d.from}→${d.to}`);

describe('a tier for life', () => {
  const rb = rules({ tiers: [tier('amb', 3), tier('gold', 5)] });
  it('is reached at its threshold, step by step', () => expect(moves(tell(rb, friends(1, 6)).decisions)).toEqual(['null→amb', 'amb→gold']));
  it('is one promotion when a step passes two', () => {
    const { decisions } = tell(rb, [adjusted(5)]);
    expect([moves(decisions), topics(decisions)]).toEqual([['null→gold'], ['count.corrected', 'tier.reached']]);
  });
  it('falls to the one below, and is found again', () => {
    const { decisions } = tell(rb, [...friends(1, 5), review(1, 'reject'), friend(6)]);
    expect(moves(decisions).slice(2)).toEqual(['gold→amb', 'amb→gold']);
    expect(topics(decisions).filter((t) => t.startsWith('tier'))).toEqual(['tier.reached', 'tier.reached', 'tier.lost', 'tier.reached']);
  });
  it('is never an award decision: whoever grants rewards does not meet it', () => expect(only(tell(rb, friends(1, 6)).decisions, 'award')).toEqual([]));
});

describe('grace', () => {
  const rb = rules({ tiers: [tier('amb', 2, { graceDays: 10 })] });
  const falling = tell(rb, [...friends(1, 2), { ...review(1, 'reject'), at: day(1) }]);
  it('keeps the tier until it is over', () => {
    expect([falling.state.tier, falling.state.timers]).toEqual(['amb', [{ kind: 'grace', subjectId: 'amb', dueAt: day(11) }]]);
    expect(advance(falling.state, day(11) - 1, rb).state.tier).toBe('amb');
    const over = advance(falling.state, day(11), rb);
    expect([over.state.tier, moves(over.decisions), only(over.decisions, 'entry').map((e) => e.reason)]).toEqual([null, ['amb→null'], ['grace_ended']]);
  });
  it('is called off by the next friend', () => expect(tell(rb, [friend(3)], falling).state).toMatchObject({ tier: 'amb', timers: [] }));
  it('does not start over with another reversal', () =>
    expect(tell(rb, [{ ...review(2, 'reject'), at: day(5) }], falling).state.timers.map((t) => t.dueAt)).toEqual([day(11)]));
});

describe('a tier per season', () => {
  const seasons = [0, 1, 2].map((i) => ({ id: `s${i}`, from: day(i * 30), to: day((i + 1) * 30) }));
  const rb = rules({ seasons, tiers: [tier('amb', 2, { per: 'season' })] });
  const reached = tell(rb, friends(1, 2));
  it('lasts through the season after, and is lost at its end without new friends', () => {
    const at = (n: number) => advance(reached.state, day(n), rb).state;
    expect([at(59).tier, at(60).tier]).toEqual(['amb', null]);
    expect(at(59).timers).toEqual([{ kind: 'season', subjectId: 's1', dueAt: day(60) }]);
  });
  it('is kept by friends of the new season', () => {
    const kept = tell(rb, [friend(3, { at: day(40) }), friend(4, { at: day(41) })], reached);
    expect([advance(kept.state, day(60), rb).state.tier, advance(kept.state, day(90), rb).state.tier]).toEqual(['amb', null]);
  });
  it('asks again at the end only: a reversal of last season\'s friend does not take it now', () =>
    expect(tell(rb, [{ ...review(1, 'reject'), at: day(35) }], reached).state.tier).toBe('amb'));
  it('is lost at once by a reversal in the season it was reached in', () => expect(tell(rb, [review(1, 'reject')], reached).state.tier).toBeNull());
  it('starts each season from nothing', () => expect(tell(rb, [friend(1, { at: T0 + 1 }), friend(2, { at: day(31) })]).state.tier).toBeNull());
  it('is held after a season\'s end by those, and only those, who reached it in that season', () =>
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 89 }), { maxLength: 8 }), (days) => {
      const { state } = tell(rb, days.toSorted((a, b) => a - b).map((n, i) => friend(i, { at: day(n) + 1 })));
      const now = state.at;
      for (const [i, season] of seasons.entries()) {
        const brought = days.filter((n) => Math.floor(n / 30) === i).length;
        if (season.to > now) expect([i, advance(state, season.to, rb).state.tier]).toEqual([i, brought >= 2 ? 'amb' : null]);
      }
    })));
});

describe('thresholds per cohort', () => {
  const at = { else: 4, cohorts: { press: 2, vip: 6 } };
  const rb = rules({ tiers: [tier('amb', 0, { at })], milestones: [{ id: 'm', at, measure: 'qualified', rewardId: 'x' }] });
  const move = fc.constantFrom('friend' as const, 'friend' as const, 'press' as const, 'vip' as const, 'none' as const);
  it('promote whoever met theirs once, and take nothing when they change', () => fc.assert(fc.property(fc.array(move, { maxLength: 14 }), (moves) => {
    const { state } = tell(rb, moves.map((m, i) => (m === 'friend' ? friend(i) : { kind: 'cohort', to: m === 'none' ? null : m, by: 's' })));
    let [sum, met, cohort] = [0, false, null as string | null];
    for (const m of moves) {
      if (m === 'friend') sum += 1;
      else cohort = m === 'none' ? null : m;
      met ||= sum >= thresholdFor(at, cohort);
    }
    expect([state.tier, state.awards.get('m#1#own')?.status]).toEqual(met ? ['amb', 'active'] : [null, undefined]);
  })));

  it('of a prize that comes again: what was won stays won, and the next one follows the bar of the day', () => fc.assert(fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
    const again = rules({ tiers: [], milestones: [{ id: 'm', at, every: 3, measure: 'qualified', rewardId: 'x' }] });
    const { state } = tell(again, moves.map((m, i) => (m === 'friend' ? friend(i) : { kind: 'cohort', to: m === 'none' ? null : m, by: 's' })));
    let [sum, won, cohort] = [0, 0, null as string | null];
    const bars: number[] = [];
    for (const m of moves) {
      if (m === 'friend') sum += 1;
      else cohort = m === 'none' ? null : m;
      for (const bar = thresholdFor(at, cohort); bar + won * 3 <= sum; won++) bars.push(bar + won * 3);
    }
    expect([...state.awards.values()].map(({ status, threshold }) => [status, threshold])).toEqual(bars.map((bar) => ['active', bar]));
  })));
});
