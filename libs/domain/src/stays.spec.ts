import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, type Condition } from './index.js';
import { day, friend, only, rules, statusOf, T0, tell, type Happening } from './testing.js';

const stay: Condition = { kind: 'subscribed', days: 30 };
const purchase: Condition = { kind: 'converted', type: 'purchase' };
const leaves = (at: number, kind: 'unsubscribed' | 'bounced' = 'unsubscribed'): Happening => ({ kind, referralId: 'r1', at });
const isBack = (leftAt: number, at: number, extra: Partial<Extract<Happening, { kind: 'returned' }>> = {}): Happening => ({ kind: 'returned', referralId: 'r1', from: 'unsubscribed', leftAt, occurredAt: at, at, ...extra });
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

describe('who is back before the time is over', () => {
  it.each<[string, Happening[], number, string]>([
    ['waits for it again', [leaves(day(3)), isBack(day(3), day(5))], 29, 'pending hold'],
    ['counts when it is', [leaves(day(3)), isBack(day(3), day(5))], 30, 'qualified qualified'],
    ['in its last moment counts', [leaves(day(3)), isBack(day(3), day(30))], 30, 'qualified qualified'],
    ['a moment later does not', [leaves(day(3)), isBack(day(3), day(30) + 1)], 99, 'rejected unsubscribed'],
    ['and goes again does not', [leaves(day(3)), isBack(day(3), day(5)), leaves(day(6))], 99, 'rejected unsubscribed'],
    ['as often as they went counts', [leaves(day(3)), isBack(day(3), day(5)), leaves(day(6)), isBack(day(6), day(7))], 99, 'qualified qualified'],
    ['is told of before the leaving', [isBack(day(3), day(5)), leaves(day(3), 'unsubscribed')], 99, 'qualified qualified'],
    ['and had left before anybody told of it has not left', [isBack(day(3), day(50))], 99, 'qualified qualified'],
    ['is told of late', [leaves(day(3)), isBack(day(3), day(5), { at: day(60) })], 99, 'qualified qualified'],
    ['is told of twice: since the first time', [leaves(day(3)), isBack(day(3), day(50)), isBack(day(3), day(5), { at: day(60) })], 99, 'qualified qualified'],
    ['of what they wished is not back with a mailbox that is gone', [leaves(day(3)), leaves(day(3), 'bounced'), isBack(day(3), day(5))], 99, 'rejected bounced'],
    ['never left, where it was somebody else', [leaves(day(3)), isBack(day(3), day(3), { at: day(60) })], 99, 'qualified qualified'],
    ['never left before they came', [leaves(day(-2)), isBack(day(-2), day(-1))], 99, 'qualified qualified'],
  ])('%s', (_what, happenings, n, expected) => expect(after(stay, happenings, n)).toBe(expected));
  it('meets a hold period likewise', () => {
    const rb = rules({ holdDays: 7 });
    const end = (...happenings: Happening[]) => statusOf(advance(tell(rb, [friend(1, { at: T0 }), ...happenings]).state, day(50), rb).state, 1).join(' ');
    expect(end(leaves(day(2)))).toBe('rejected unsubscribed');
    expect(end(leaves(day(2)), isBack(day(2), day(6)))).toBe('qualified qualified');
    expect(end(leaves(day(2)), isBack(day(2), day(8)))).toBe('rejected unsubscribed');
  });
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
