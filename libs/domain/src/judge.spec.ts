import { describe, expect, it } from '@jest/globals';
import type { Check, Condition, Order, ReferralState, Signals } from './index.js';
import { judge } from './index.js';
import { day, FAN, rules } from './testing.js';

const referral = (extra: Partial<ReferralState> = {}): ReferralState => ({
  refereeId: 'f', status: 'pending', reason: 'confirmation', claim: 'won', claimed: false, confirmedAt: day(0), signals: {}, orders: new Map(), counted: null, ...extra,
});
const bought = (...orders: Partial<Order>[]) => referral({
  orders: new Map(orders.map((o, i) => [`o${i}`, { type: 'purchase', occurredAt: day(i + 1), amountMinor: 1000, refunded: false, ...o }])),
});
const verdict = (r: ReferralState, qualification: Condition, at = day(50), holdDays = 0) => {
  const j = judge(FAN, r, rules({ qualification, holdDays }), at);
  return `${j.status} ${j.reason}`;
};

describe('checks', () => {
  const reject = (code: Check['code']) => ({ code, outcome: 'reject', args: code === 'burst' ? { max: 3 } : {} }) as Check;
  const hold = (code: Check['code']) => ({ ...reject(code), outcome: 'hold' }) as Check;
  it.each<[string, Check[], Signals, string]>([
    ['own address', [reject('self_referral')], { ownAddress: true }, 'rejected check.self_referral'],
    ['same browser', [reject('self_referral')], { sameBrowser: true, ownAddress: false }, 'rejected check.self_referral'],
    ['neither', [reject('self_referral')], { sameBrowser: false }, 'qualified qualified'],
    ['a burst at the limit', [hold('burst')], { burst60: 3 }, 'held check.burst'],
    ['a burst below it', [hold('burst')], { burst60: 2 }, 'qualified qualified'],
    ['no measurement', [hold('burst')], {}, 'qualified qualified'],
    ['a disposable address', [reject('disposable')], { disposable: true }, 'rejected disposable'],
    ['disposable before others', [reject('self_referral'), reject('disposable')], { disposable: true, ownAddress: true }, 'rejected disposable'],
    ['a rejection before a hold', [hold('disposable'), reject('self_referral')], { disposable: true, ownAddress: true }, 'rejected check.self_referral'],
    ['nothing asked', [], { disposable: true, ownAddress: true }, 'qualified qualified'],
  ])('%s', (_name, checks, signals, expected) => {
    const j = judge(FAN, referral({ signals }), rules({ checks }), day(1));
    expect(`${j.status} ${j.reason}`).toBe(expected);
  });
});

describe('qualification by purchase', () => {
  const purchase = { kind: 'converted', type: 'purchase' } as const;
  const dear = { ...purchase, minAmountMinor: 2000 };
  it.each<[string, ReferralState, Condition, string]>([
    ['nothing bought', referral(), purchase, 'pending conversion'],
    ['bought', bought({}), purchase, 'qualified qualified'],
    ['something else', bought({ type: 'trial' }), purchase, 'pending conversion'],
    ['too little', bought({ amountMinor: 1999 }), dear, 'pending conversion'],
    ['just enough', bought({ amountMinor: 2000 }), dear, 'qualified qualified'],
    ['no amount', bought({ amountMinor: 0 }), dear, 'pending conversion'],
    ['refunded', bought({ refunded: true }), purchase, 'reversed refunded'],
    ['refunded down to the least amount', bought({ amountMinor: 5000, returnedMinor: 3000 }), dear, 'qualified qualified'],
    ['refunded to below it', bought({ amountMinor: 5000, returnedMinor: 3001 }), dear, 'reversed refunded_in_part'],
    ['refunded to below it, then in whole', bought({ amountMinor: 5000, returnedMinor: 3001, refunded: true }), dear, 'reversed refunded'],
    ['one of two refunded to below it, the other in whole', bought({ amountMinor: 5000, returnedMinor: 3001 }, { amountMinor: 5000, refunded: true }), dear, 'reversed refunded_in_part'],
    ['all of two: one refunded in part, the other in whole', bought({ amountMinor: 5000, returnedMinor: 3001 }, { type: 'trial', refunded: true }), { kind: 'all', of: [dear, { ...purchase, type: 'trial' }] }, 'reversed refunded'],
    ['refunded in part, where no amount is asked', bought({ returnedMinor: 999 }), purchase, 'qualified qualified'],
    ['too little from the start, and less by a refund', bought({ amountMinor: 1999, returnedMinor: 1 }), dear, 'pending conversion'],
    ['one of two refunded to below it', bought({ amountMinor: 5000, returnedMinor: 3001 }, { amountMinor: 2000 }), dear, 'qualified qualified'],
    ['one of two refunded', bought({ refunded: true }, {}), purchase, 'qualified qualified'],
    ['somebody else’s', bought({ misplaced: true }), purchase, 'pending conversion'],
    ['somebody else’s, and refunded', bought({ misplaced: true, refunded: true }), purchase, 'pending conversion'],
    ['one of two somebody else’s', bought({ misplaced: true }, {}), purchase, 'qualified qualified'],
    ['refund of an order not bought yet', referral({ orders: new Map([['o', { refunded: true }]]) }), purchase, 'pending conversion'],
    ['all: one missing', bought({}), { kind: 'all', of: [purchase, { kind: 'converted', type: 'review' }] }, 'pending conversion'],
    ['any: one there', bought({}), { kind: 'any', of: [{ kind: 'converted', type: 'review' }, purchase] }, 'qualified qualified'],
    ['all of confirmed and bought', bought({}), { kind: 'all', of: [{ kind: 'confirmed' }, purchase] }, 'qualified qualified'],
    ['first: too little', bought({ amountMinor: 1999 }), { ...dear, pick: 'first' }, 'reversed first_order'],
    ['first: too little, and enough the second time', bought({ amountMinor: 1999 }, { amountMinor: 9000 }), { ...dear, pick: 'first' }, 'reversed first_order'],
    ['first: given back, and bought again', bought({ amountMinor: 9000, refunded: true }, { amountMinor: 9000 }), { ...dear, pick: 'first' }, 'reversed first_order'],
    ['first: nothing bought yet', referral(), { ...dear, pick: 'first' }, 'pending conversion'],
    ['first, or something else', bought({ amountMinor: 1999 }), { kind: 'any', of: [{ ...dear, pick: 'first' }, { kind: 'converted', type: 'trial' }] }, 'pending conversion'],
  ])('%s', (_name, r, condition, expected) => expect(verdict(r, condition)).toBe(expected));

  it('holds from the purchase on, not from the confirmation', () =>
    expect([day(8) - 1, day(8)].map((at) => verdict(bought({}), purchase, at, 7))).toEqual(['pending hold', 'qualified qualified']));
  it('holds from the confirmation for a purchase made earlier', () =>
    expect([day(7) - 1, day(7)].map((at) => verdict(bought({ occurredAt: day(-9) }), purchase, at, 7))).toEqual(['pending hold', 'qualified qualified']));
  it('`all` holds from the last part, `any` from the first', () => {
    const r = bought({}, { type: 'review' }); // bought on day 1, reviewed on day 2
    const of = [purchase, { kind: 'converted', type: 'review' } as const];
    expect(verdict(r, { kind: 'all', of }, day(9) - 1, 7)).toBe('pending hold');
    expect(verdict(r, { kind: 'any', of }, day(8), 7)).toBe('qualified qualified');
  });
  it('does not mind who left before buying', () =>
    expect(verdict({ ...bought({}), left: [{ kind: 'unsubscribed', at: day(0) }] }, purchase, day(50), 7)).toBe('qualified qualified'));
  it('nor does it excuse leaving again within it', () =>
    expect(verdict({ ...bought({}), left: [{ kind: 'unsubscribed', at: day(0) }, { kind: 'bounced', at: day(7) }] }, purchase, day(50), 7)).toBe('rejected bounced'));
});
