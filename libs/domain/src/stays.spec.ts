import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, type Condition } from './index.js';
import { day, friend, only, rules, statusOf, T0, tell, type Happening } from './testing.js';

const stay: Condition = { kind: 'subscribed', days: 30 };
const purchase: Condition = { kind: 'converted', type: 'purchase' };
const leaves = (at: number, kind: 'unsubscribed' | 'bounced' = 'unsubscribed'): Happening => ({ kind, referralId: 'r1', at });
const buys = (at: number, extra = {}): Happening => ({ kind: 'converted', referralId: 'r1', type: 'purchase', order: 'o1', occurredAt: at, at, amountMinor: 1000, currency: 'EUR', ...extra });
const after = (qualification: Condition, happenings: Happening[], n: number) => {
  const rb = rules({ qualification });
  return statusOf(advance(tell(rb, [friend(1, { at: T0 }), ...happenings]).state, day(n), rb).state, 1).join(' ');
};

describe('still subscribed after 30 days', () => {
  it('counts on the thirtieth day, and waits until then', () =>
    expect([29.99, 30].map((n) => after(stay, [], n))).toEqual(['pending hold', 'qualified qualified']));
  it.each(['unsubscribed', 'bounced'] as const)('never counts who %s before', (kind) => expect(after(stay, [leaves(day(29), kind)], 99)).toBe(`rejected ${kind}`));
  it('counts no longer who left before and was told of after', () =>
    expect(after(stay, [{ kind: 'unsubscribed', referralId: 'r1', occurredAt: day(29), at: day(40) }], 99)).toBe('reversed unsubscribed'));
  it('goes on counting who leaves after', () => expect(after(stay, [leaves(day(30))], 99)).toBe('qualified qualified'));
  it('with a purchase asks for both', () => {
    const both: Condition = { kind: 'all', of: [stay, purchase] };
    expect(after(both, [buys(day(2))], 29)).toBe('pending hold');
    expect(after(both, [buys(day(2))], 30)).toBe('qualified qualified');
    expect(after(both, [], 60)).toBe('pending conversion');
    expect(after(both, [buys(day(2)), leaves(day(3))], 60)).toBe('rejected unsubscribed');
  });
  it('or a purchase: who left may still buy', () => {
    const either: Condition = { kind: 'any', of: [stay, purchase] };
    expect(after(either, [leaves(day(3))], 60)).toBe('pending conversion');
    expect(after(either, [leaves(day(3)), buys(day(40))], 60)).toBe('qualified qualified');
    expect(after(either, [buys(day(2))], 2)).toBe('qualified qualified');
    expect(after(either, [leaves(day(3)), buys(day(40)), { kind: 'refunded', referralId: 'r1', order: 'o1', at: day(41) }], 60)).toBe('reversed refunded');
  });
  it('is a count or none: whoever left in time never brings one, whatever comes after', () => fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 90 }), (days, left) => {
    const rb = rules({ qualification: { kind: 'subscribed', days } });
    const told = tell(rb, [friend(1, { at: T0 }), leaves(day(left))]);
    const end = advance(told.state, day(200), rb);
    const counted = [...told.decisions, ...end.decisions];
    expect(only(counted, 'entry').reduce((sum, e) => sum + e.delta, 0)).toBe(left < days ? 0 : 1);
    expect(end.state.timers).toEqual([]);
  })));
});

describe('the first purchase', () => {
  const first: Condition = { kind: 'converted', type: 'purchase', pick: 'first', minAmountMinor: 1000 };
  it.each<[string, Happening[], string]>([
    ['that is large enough', [buys(day(1))], 'qualified qualified'],
    ['that is too small is not made up for', [buys(day(1), { amountMinor: 5 }), buys(day(2), { order: 'o2' })], 'reversed first_order'],
    ['is the earliest, in whatever order they are reported', [buys(day(5)), buys(day(6), { order: 'o2', occurredAt: day(1), amountMinor: 5 })], 'reversed first_order'],
    ['given back is not made up for either', [buys(day(1)), { kind: 'refunded', referralId: 'r1', order: 'o1', at: day(2) }, buys(day(3), { order: 'o2' })], 'reversed first_order'],
  ])('%s', (_what, orders, expected) => expect(after(first, orders, 9)).toBe(expected));
  it('in another currency is no purchase', () => {
    const euros: Condition = { ...purchase, minAmountMinor: 1000, currency: 'EUR' };
    expect([after(euros, [buys(day(1))], 9), after(euros, [buys(day(1), { currency: 'JPY' })], 9)]).toEqual(['qualified qualified', 'pending conversion']);
  });
});
