import { describe, expect, it } from '@jest/globals';
import type { Rulebook } from './index.js';
import { adjusted, adopt, day, friend, friends, only, review, rules, statusOf, tell, topics, type Happening } from './testing.js';

const ruled = (version: number, at: number, extra: Partial<Rulebook> = {}) => rules({
  version, milestones: [{ id: 'box', at, measure: 'qualified', rewardId: 'b' }], tiers: [{ id: 'amb', at, measure: 'qualified', per: 'life', graceDays: 0 }], ...extra,
});
const ten = ruled(1, 10);
const eight = ruled(2, 8);
const tenAgain = ruled(3, 10);

describe('a rule change', () => {
  it('10 → 8 → 10 promotes once and demotes nobody', () => {
    const nine = tell(ten, friends(1, 9));
    const lowered = adopt(nine, ten, eight);
    const raised = adopt(lowered, eight, tenAgain);
    expect([only(lowered.decisions, 'award'), only(lowered.decisions, 'tier')].map((d) => d.length)).toEqual([1, 1]);
    expect([raised.state.tier, only(raised.decisions, 'tier'), only(raised.decisions, 'suspend')]).toEqual(['amb', [], []]);
    expect([raised.state.version, only(raised.decisions, 'entry').map((e) => e.reason)]).toEqual([3, ['adopted']]);
  });
  it('lets a member keep what they earned at 8 while 8 remain, and not longer', () => {
    const kept = adopt(adopt(tell(ten, friends(1, 9)), ten, eight), eight, tenAgain);
    const at8 = tell(tenAgain, [review(1, 'reject')], kept);
    const at7 = tell(tenAgain, [review(2, 'reject')], at8);
    expect([at8.state.tier, at7.state.tier]).toEqual(['amb', null]);
    expect([only(at8.decisions, 'suspend'), only(at7.decisions, 'suspend')].map((d) => d.length)).toEqual([0, 1]);
  });
  it('holds members to today\'s thresholds if the rulebook ends grandfathering; milestones stay', () => {
    const raised = adopt(tell(eight, friends(1, 9)), eight, tenAgain, 'from_now', false);
    expect([raised.state.tier, topics(raised.decisions), raised.state.awards.get('box#1#own')!.status]).toEqual([null, ['tier.lost'], 'active']);
  });
  it('keeps a tier that the rulebook dropped, unless grandfathering ends', () => {
    const dropped = rules({ version: 3 });
    const member = tell(eight, friends(1, 8));
    expect([adopt(member, eight, dropped).state.tier, adopt(member, eight, dropped, 'from_now', false).state.tier]).toEqual(['amb', null]);
  });
  it('at a version already adopted leaves only its entry', () => {
    const member = tell(ten, friends(1, 3));
    const { decisions } = adopt(member, ten, ten, 'recount');
    expect(decisions.map((d) => d.kind)).toEqual(['entry']);
  });
});

describe('from now or recount', () => {
  const strict = rules({ version: 2, checks: [{ code: 'disposable', outcome: 'reject', args: {} }], milestones: ten.milestones, tiers: ten.tiers });
  const tenth = tell(ten, [...friends(1, 9), friend(10, { signals: { disposable: true } })]);
  it('from_now lets what counted count', () => expect(adopt(tenth, ten, strict).state.sums.qualified).toBe(10));
  it('from_now asks nothing more of who counts, whatever is heard of them later, and takes away what the old rules would', () => {
    const bought: Rulebook['qualification'] = { kind: 'converted', type: 'purchase', minAmountMinor: 20 };
    const old = rules({ qualification: bought });
    const next = { ...strict, qualification: { ...bought, minAmountMinor: 50 }, holdDays: 30 };
    const past = (version: number) => (version === 2 ? next : old);
    const order = (n: number, name: string, amountMinor: number): Happening => ({ kind: 'converted', referralId: `r${n}`, type: 'purchase', order: name, occurredAt: day(0), amountMinor });
    const member = adopt(tell(old, [friend(1, { signals: { disposable: true } }), order(1, 'a', 30), friend(2), order(2, 'b', 30)]), old, next);
    const later = tell(next, [order(1, 'c', 90), { kind: 'unsubscribed', referralId: 'r1' }, { kind: 'refunded', referralId: 'r2', order: 'b' }], member, past);
    expect([statusOf(later.state, 1), statusOf(later.state, 2)]).toEqual([['qualified', 'qualified'], ['reversed', 'refunded']]);
    expect(statusOf(tell(next, [order(2, 'd', 40)], later, past).state, 2)).toEqual(['pending', 'conversion']); // who begins again does by the new ones
  });
  it('recount corrects with an entry, and suspends and demotes nobody', () => {
    const { state, decisions } = adopt(tenth, ten, strict, 'recount');
    expect([state.sums.qualified, statusOf(state, 10), state.tier]).toEqual([9, ['reversed', 'disposable'], 'amb']);
    expect(only(decisions, 'entry').map((e) => [e.reason, e.delta])).toEqual([['adopted', 0], ['disposable', -1]]);
    expect(only(decisions, 'suspend')).toEqual([]);
  });
  it('recount takes in whom the old rules turned away, and promotes', () => {
    const turnedAway = tell({ ...strict, version: 1 }, [...friends(1, 9), friend(10, { signals: { disposable: true } })]);
    const { state, decisions } = adopt(turnedAway, strict, ruled(2, 10), 'recount');
    expect([state.sums.qualified, statusOf(state, 10), only(decisions, 'award').length]).toEqual([10, ['qualified', 'qualified'], 1]);
  });
  it('recount moves friends, corrections and points into the seasons of the new rules, and lets be what lies before the first', () => {
    const quarters = rules({
      seasons: [{ id: 'q1', from: day(0), to: day(10) }, { id: 'q2', from: day(10), to: day(20) }, { id: 'q3', from: day(20), to: day(30) }],
      points: [{ on: 'qualified', points: 2, capPerSeason: 4 }], tiers: [{ id: 'amb', at: 4, measure: 'qualified', per: 'season', graceDays: 0 }],
    });
    const halves = { ...quarters, version: 2, seasons: [{ id: 'h1', from: day(10), to: day(30) }] };
    const member = tell(quarters, [friend(1, { at: day(1) }), friend(2, { at: day(11) }), adjusted(1, { at: day(12) }), friend(3, { at: day(21) }), friend(4, { at: day(22) })]);
    const { state } = adopt(member, quarters, halves, 'recount');
    expect([member.state.season, member.state.tier]).toEqual([{ q1: 1, q2: 2, q3: 2 }, null]);
    expect([state.season, state.tier]).toEqual([{ q1: 1, q2: 0, q3: 0, h1: 4 }, 'amb']);
    expect([state.windows['season:h1'], state.windows['points:qualified:q1'], state.windows['points:qualified:h1']]).toEqual([3, 2, 6]);
    const after = tell(halves, [review(3, 'reject'), friend(5)], { state, decisions: [] }).state;
    expect([after.season['h1'], after.sums.points, after.windows['points:qualified:h1']]).toEqual([4, 6, 4]); // one taken back, one that the cap gives nothing
  });
  it('recount asks limits from empty windows, in order of confirmation', () => {
    const limited = (version: number, max: number) => rules({ version, limits: [{ per: 'day', max }] });
    const three = tell(limited(1, 9), friends(1, 3).map((f) => ({ ...f, signals: { localDay: 'd' } }) as typeof f));
    const one = adopt(three, limited(1, 9), limited(2, 1), 'recount');
    expect([1, 2, 3].map((n) => statusOf(one.state, n).join(' '))).toEqual(['qualified qualified', 'reversed limit.day', 'reversed limit.day']);
    expect(one.state.windows).toEqual({ 'day:d': 1 });
    const two = adopt(one, limited(2, 1), limited(3, 2), 'recount');
    expect([two.state.sums.qualified, two.state.windows]).toEqual([2, { 'day:d': 2 }]);
  });
  it('a recount that leaves fewer friends is said once, however many, and never where nothing fell', () => {
    const asks = (version: number, extra: Partial<Rulebook> = {}) => rules({ version, ...extra });
    const three = tell(asks(1), friends(1, 3).map((f) => ({ ...f, signals: { localDay: 'd' } })));
    const limited = adopt(three, asks(1), asks(2, { limits: [{ per: 'day', max: 1 }] }), 'recount');
    expect([limited.state.sums.qualified, topics(limited.decisions)]).toEqual([1, ['count.lowered']]);
    expect(only(limited.decisions, 'announce')[0]).toMatchObject({ factSeq: limited.state.seq });
    expect([adopt(three, asks(1), asks(2, { limits: [{ per: 'day', max: 1 }] })), adopt(three, asks(1), asks(2), 'recount')].map((told) => topics(told.decisions))).toEqual([[], []]);
  });
  it('recount moves hold timers with the period', () => {
    const pending = tell(rules({ holdDays: 5 }), [friend(1, { at: day(0) })]);
    const longer = adopt(pending, rules({ holdDays: 5 }), rules({ version: 2, holdDays: 9 }), 'recount');
    expect(longer.state.timers).toEqual([{ kind: 'hold', subjectId: 'r1', dueAt: day(9) }]);
    expect(adopt(longer, rules({ version: 2, holdDays: 9 }), rules({ version: 3 }), 'recount').state).toMatchObject({ timers: [], sums: { qualified: 1 } });
  });
});

describe('cohorts', () => {
  const rb = ruled(1, 0, { milestones: [], tiers: [{ id: 'amb', at: { else: 10, cohorts: { press: 2, vip: 20 } }, measure: 'qualified', per: 'life', graceDays: 0 }] });
  it('promotes into an easier one and never demotes out of it', () => {
    const two = tell(rb, [adjusted(2)]);
    const press = tell(rb, [{ kind: 'cohort', to: 'press', by: 's' }], two);
    const vip = tell(rb, [{ kind: 'cohort', to: 'vip', by: 's' }, { kind: 'cohort', to: null, by: 's' }], press);
    expect([two.state.tier, press.state.tier, vip.state.tier]).toEqual([null, 'amb', 'amb']);
  });
});
