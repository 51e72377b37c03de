import { describe, expect, it } from '@jest/globals';
import { advance, decide, emptyState, standingVerdicts, type Touch } from './index.js';
import { adjusted, day, FAN, facts, friend, friends, only, review, rules, statusOf, T0, takenBack, tell, topics } from './testing.js';

describe('deciding one fact', () => {
  it.each([
    ['a friend', friend(1), 'qualified', 'qualified'],
    ['the member themself', friend(1, { refereeId: FAN }), 'rejected', 'own_link'],
    ['somebody who was here before', friend(1, { claim: 'lost' }), 'rejected', 'already_member'],
    ['the member themself, here before', friend(1, { refereeId: FAN, claim: 'lost' }), 'rejected', 'own_link'],
    ['a claim of who invited', friend(1, { touches: [{ memberId: FAN, linkId: 'l', via: 'claim', at: T0 }] }), 'held', 'claim'],
  ])('judges %s', (_who, fact, status, reason) => expect(statusOf(tell(rules(), [fact]).state, 1)).toEqual([status, reason]));

  it('leaves its input alone', () => {
    const state = emptyState(FAN, 1, T0);
    const before = structuredClone(state);
    decide(state, facts([friend(1)])[0]!, rules({ milestones: [{ id: 'm', at: 1, measure: 'qualified', rewardId: 'x' }] }));
    expect(state).toEqual(before);
  });

  it('books +1 with the friend, the statuses and the reason', () =>
    expect(only(tell(rules(), [friend(1)]).decisions, 'entry')).toEqual([
      { kind: 'entry', effectiveAt: T0 + 3_600_000, measure: 'qualified', delta: 1, referralId: 'r1', to: 'qualified', reason: 'qualified', evidence: {} },
    ]));

  it('counts a friend once, however often they are confirmed', () => {
    const { state, decisions } = tell(rules(), [friend(1), friend(1)]);
    expect(state.sums.qualified).toBe(1);
    expect(only(decisions, 'entry').map((e) => e.reason)).toEqual(['qualified', 'noted']);
  });

  it('refuses a fact about a referral it has not loaded', () =>
    expect(() => tell(rules(), [review(1, 'approve')])).toThrow('book.referral_not_loaded'));

  it('gives every fact an entry, even one that decides nothing', () => {
    const { decisions } = tell(rules(), [friend(1), { kind: 'unsubscribed', referralId: 'r1' }, { kind: 'cohort', to: 'c', by: 's' }, { kind: 'standing', to: 'active' }]);
    expect(only(decisions, 'entry').map((e) => [e.reason, e.delta])).toEqual([['qualified', 1], ['noted', 0], ['noted', 0], ['noted', 0]]);
  });

  it('uses what was measured against the touch of this member', () => {
    const touches: Touch[] = [
      { memberId: 'other', linkId: 'b', via: 'click', at: T0 + 2, seen: { sameBrowser: true } },
      { memberId: FAN, linkId: 'a', via: 'click', at: T0 + 1, seen: { burst60: 3 } },
    ];
    expect(tell(rules(), [friend(1, { touches, signals: { localDay: '2026-01-05' } })]).state.referrals.get('r1')!.signals).toEqual({ localDay: '2026-01-05', burst60: 3 });
  });
});

describe('a person\'s word', () => {
  const burst = rules({ checks: [{ code: 'burst', outcome: 'hold', args: { max: 5 } }] });
  const suspect = friend(1, { signals: { burst60: 5 } });

  it('holds, with evidence, until somebody looks', () => {
    const { state, decisions } = tell(burst, [suspect]);
    expect(statusOf(state, 1)).toEqual(['held', 'check.burst']);
    expect(only(decisions, 'entry')[0]!.evidence).toEqual({ burst60: 5 });
    expect(topics(decisions)).toEqual(['referral.held']);
  });
  it.each([
    ['approve', ['qualified', 'qualified'], 1],
    ['reject', ['rejected', 'review.not_genuine'], 0],
  ] as const)('%s outranks the check', (verdict, status, sum) => {
    const { state } = tell(burst, [suspect, review(1, verdict)]);
    expect([statusOf(state, 1), state.sums.qualified]).toEqual([status, sum]);
  });
  it('does not outrank the identity claim', () =>
    expect(statusOf(tell(rules(), [friend(1, { claim: 'lost' }), review(1, 'approve')]).state, 1)).toEqual(['rejected', 'already_member']));
  it('withdraws: the checks speak again', () =>
    expect(statusOf(tell(burst, [suspect, review(1, 'approve'), review(1, 'withdraw')]).state, 1)).toEqual(['held', 'check.burst']));
  it('taken back leaves the verdict of before', () => {
    const { state } = tell(burst, [suspect, review(1, 'reject'), review(1, 'approve'), takenBack(1, { given: { verdict: 'reject', reason: 'review.abuse' } })]);
    expect([statusOf(state, 1), state.sums.qualified]).toEqual([['reversed', 'review.abuse'], 0]);
  });
  it('taken back leaves those out who were over a limit', () => {
    const limited = rules({ limits: [{ per: 'day', max: 1 }] });
    const room = [friend(1), friend(2), review(1, 'reject'), review(2, 'approve')];
    expect(statusOf(tell(limited, room).state, 2)).toEqual(['qualified', 'qualified']);
    const { state } = tell(limited, [...room, takenBack(2, { limit: 'limit.day' })]);
    expect([statusOf(state, 2), state.sums.qualified]).toEqual([['reversed', 'limit.day'], 0]);
  });
  it('knows which verdicts stand', () => {
    const said = (...verdicts: string[]) => verdicts.map((v) => (v === 'undo' ? { verdict: 'withdraw', putBack: {} } : { verdict: v }) as Parameters<typeof standingVerdicts>[0][number]);
    const standing = (...verdicts: string[]) => standingVerdicts(said(...verdicts)).map(({ verdict }) => verdict);
    expect(standing('reject', 'approve', 'undo')).toEqual(['reject']);
    expect(standing('reject', 'approve', 'undo', 'undo')).toEqual([]);
    expect(standing('reject', 'approve', 'withdraw', 'approve')).toEqual(['approve']);
  });
  it('reverses a friend who counted, and keeps that name', () => {
    const { state, decisions } = tell(rules(), [friend(1), review(1, 'reject'), review(1, 'reject')]);
    expect([statusOf(state, 1), state.sums.qualified]).toEqual([['reversed', 'review.not_genuine'], 0]);
    expect(only(decisions, 'entry').map((e) => e.delta)).toEqual([1, -1, 0]);
    expect(topics(decisions)).toEqual(['friend.counted', 'friend.reversed']);
  });
  it('writes the outcome of an appeal under its own reason, upheld or not', () => {
    const { decisions } = tell(rules(), [friend(1), review(1, 'reject'), review(1, 'reject', 'appeal1'), review(1, 'approve', 'appeal2')]);
    expect(only(decisions, 'entry').slice(2).map((e) => [e.reason, e.delta, e.referralId])).toEqual([['review.not_genuine', 0, 'r1'], ['qualified', 1, 'r1']]);
  });
});

describe('the hold period', () => {
  const hold = rules({ holdDays: 7 });
  const held = tell(hold, [friend(1, { at: day(0) })]);
  it('waits with a timer, which counts at its own due time however late the worker', () => {
    expect(held.state.timers).toEqual([{ kind: 'hold', subjectId: 'r1', dueAt: day(7) }]);
    expect(advance(held.state, day(7) - 1, hold).state.sums.qualified).toBe(0);
    const late = advance(held.state, day(30), hold);
    expect([late.state.sums.qualified, late.state.at, late.state.timers]).toEqual([1, day(30), []]);
    expect(only(late.decisions, 'entry')[0]).toMatchObject({ effectiveAt: day(7), delta: 1, from: 'pending', to: 'qualified' });
  });
  it.each(['unsubscribed', 'bounced'] as const)('rejects who %s within it, and cancels the timer', (kind) => {
    const { state } = tell(hold, [{ kind, referralId: 'r1', at: day(7) - 1 }], held);
    expect([statusOf(state, 1), state.timers]).toEqual([['rejected', kind], []]);
  });
  it('does not take the count from who leaves later', () =>
    expect(statusOf(tell(hold, [{ kind: 'unsubscribed', referralId: 'r1', at: day(7) }], held).state, 1)).toEqual(['qualified', 'qualified']));
  it('takes it from who left within it, told when it was over', () => {
    const late = tell(hold, [{ kind: 'unsubscribed', referralId: 'r1', occurredAt: day(6), at: day(9) }], held);
    expect([statusOf(late.state, 1), late.state.sums.qualified]).toEqual([['reversed', 'unsubscribed'], 0]);
    expect(statusOf(tell(hold, [{ kind: 'unsubscribed', referralId: 'r1', occurredAt: day(8), at: day(9) }], held).state, 1)).toEqual(['qualified', 'qualified']);
  });
  it('takes who had left before they confirmed for gone, and nobody for gone before they are', () => {
    expect(statusOf(tell(hold, [{ kind: 'unsubscribed', referralId: 'r1', occurredAt: day(-5), at: day(1) }], held).state, 1)).toEqual(['rejected', 'unsubscribed']);
    expect(statusOf(tell(hold, [{ kind: 'unsubscribed', referralId: 'r1', occurredAt: day(50), at: day(1) }], held).state, 1)).toEqual(['rejected', 'unsubscribed']);
  });
  it('fires timers in order of due time', () => {
    const { state } = tell(hold, [friend(2, { at: day(1) }), friend(3, { at: day(2) })], held);
    expect(only(advance(state, day(20), hold).decisions, 'entry').map((e) => e.referralId)).toEqual(['r1', 'r2', 'r3']);
  });
});

describe('limits', () => {
  const on = (localDay: string, domain: string | null) => ({ signals: { localDay, domain } });
  const limited = rules({ limits: [{ per: 'day', max: 2 }, { per: 'domain', max: 1 }] });
  it('counts up to the limit of each window; freemail has no domain window', () => {
    const { state } = tell(limited, [friend(1, on('d1', null)), friend(2, on('d1', null)), friend(3, on('d1', null)), friend(4, on('d2', 'x')), friend(5, on('d3', 'x'))]);
    expect([1, 2, 3, 4, 5].map((n) => statusOf(state, n)[1])).toEqual(['qualified', 'qualified', 'limit.day', 'qualified', 'limit.domain']);
    expect(state.windows).toEqual({ 'day:d1': 2, 'day:d2': 1, 'domain:x': 1 });
  });
  it('takes nobody up again when a place is freed, unless a person says so', () => {
    const full = tell(limited, [friend(1, on('d1', 'x')), friend(2, on('d2', 'x')), review(1, 'reject')]);
    expect(full.state.windows).toEqual({ 'day:d1': 0, 'domain:x': 0 });
    const later = tell(limited, [{ kind: 'converted', referralId: 'r2', type: 'purchase', order: 'o', occurredAt: T0 }], full);
    expect(statusOf(later.state, 2)).toEqual(['rejected', 'limit.domain']);
    expect(statusOf(tell(limited, [review(2, 'approve')], later).state, 2)).toEqual(['qualified', 'qualified']);
  });
  it('limits a season by the friends counted in it', () => {
    const seasonal = rules({ limits: [{ per: 'season', max: 1 }], seasons: [{ id: 's1', from: T0, to: day(10) }, { id: 's2', from: day(10), to: day(20) }] });
    const { state } = tell(seasonal, [adjusted(5), friend(1), friend(2), friend(3, { at: day(10) })]);
    expect([1, 2, 3].map((n) => statusOf(state, n)[1])).toEqual(['qualified', 'limit.season', 'qualified']);
    expect(state.season).toEqual({ s1: 6, s2: 1 });
  });
});

describe('points', () => {
  const rb = rules({ points: [{ on: 'qualified', points: 10, capPerSeason: 25 }, { on: 'purchase', points: 5 }, { on: 'attended', points: 3 }], seasons: [{ id: 's', from: T0, to: day(90) }] });
  const buy = { kind: 'converted', referralId: 'r1', type: 'purchase', order: 'o', occurredAt: T0 } as const;
  it('gives up to the season\'s cap and takes back what was given', () => {
    const capped = tell(rb, friends(1, 3));
    expect(capped.state.sums.points).toBe(25);
    expect(tell(rb, [review(3, 'reject')], capped).state.sums.points).toBe(20);
  });
  it('follows the orders of a friend who counts', () => {
    const bought = tell(rb, [friend(1), buy, buy]);
    expect(bought.state.sums.points).toBe(15);
    expect(tell(rb, [{ kind: 'refunded', referralId: 'r1', order: 'o' }], bought).state.sums.points).toBe(10);
    const reversed = tell(rb, [review(1, 'reject')], bought);
    expect([reversed.state.sums.points, reversed.state.windows['points:purchase:s']]).toEqual([0, 0]);
    expect(tell(rb, [review(1, 'approve')], reversed).state.sums.points).toBe(15);
  });
  it('comes with attendance, and spending does not touch it', () => {
    const { state } = tell(rb, [adjusted(2, { measure: 'attended' }), adjusted(4, { measure: 'spent' })]);
    expect(state.sums).toEqual({ qualified: 0, points: 6, spent: 4, attended: 2 });
  });
});

it('announces exactly one below the next tier, after a friend counted', () => {
  const rb = rules({ tiers: [{ id: 't', at: 3, measure: 'qualified', per: 'life', graceDays: 0 }] });
  expect(topics(tell(rb, friends(1, 3)).decisions)).toEqual(['friend.counted', 'friend.counted', 'one_to_go', 'friend.counted', 'tier.reached']);
  expect(topics(tell(rb, [adjusted(2)]).decisions)).toEqual(['count.corrected']);
});
