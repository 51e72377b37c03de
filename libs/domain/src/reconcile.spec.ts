import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareAward, compareDelivery, compareGiven, comparePool, DIFFERENCE_CODES, type FoundThere, type GivenStep } from './reconcile.js';

describe('an award and its grant', () => {
  it.each<['active' | 'suspended' | 'lost', string | null, string | null]>([
    ['active', null, 'award_without_grant'], ['suspended', null, null], ['lost', null, null],
    ['active', 'suspended', 'grant_not_taken_up'], ['active', 'claimable', null], ['active', 'revoked', null], ['active', 'on_hold', null],
    ['suspended', 'suspended', null], ['suspended', 'granted', 'grant_without_award'], ['lost', 'queued', 'grant_without_award'], ['lost', 'claimable', 'grant_without_award'],
    ['suspended', 'claimed', 'grant_without_award'], ['lost', 'sending', null], ['lost', 'fulfilled', null], ['lost', 'shipped', null],
  ])('%s and %s: %s', (award, grant, found) => expect(compareAward(award, grant)).toBe(found));

  it('rests while its member is suspended', () => {
    expect([compareAward('active', 'suspended', 'member_suspended'), compareAward('active', 'suspended', 'award_suspended')]).toEqual([null, 'grant_not_taken_up']);
  });
});

describe('a step and its grant', () => {
  it.each([
    ['done', 'claimed', 'brought_but_open'], ['done', 'sending', 'brought_but_open'], ['done', 'fulfilled', null], ['done', 'revoked', null], ['due', 'claimed', null],
    ['due', 'fulfilled', 'arrived_but_not_brought'], ['failed', 'fulfilled', 'arrived_but_not_brought'], ['undone', 'fulfilled', null], ['undone', 'revoked', null],
  ])('%s and %s: %s', (step, grant, found) => expect(compareDelivery(step, grant)).toBe(found));
});

describe('a pool', () => {
  it('agrees where what there was is given or left, and in no other case', () => fc.assert(fc.property(fc.nat(1_000), fc.nat(1_000), fc.integer({ min: -5, max: 5 }), (given, left, off) => {
    expect(comparePool('budget', { had: given + left + off, given, left })).toBe(off === 0 ? null : 'budget_differs');
  })));
});

describe('what a provider has', () => {
  const euros: GivenStep = { kind: 'cash', takenBack: false, amountMinor: 1_000, currency: 'EUR' };
  const there: FoundThere = { amountMinor: 1_000, currency: 'EUR', state: 'live', returnedMinor: 0 };
  const code: GivenStep = { ...euros, kind: 'discount_code' };
  const made: FoundThere = { amountMinor: null, currency: null, state: 'live', returnedMinor: 0 };
  it.each<[string, GivenStep, FoundThere | null, string | null]>([
    ['is as it was given', euros, there, null],
    ['is not there', euros, null, 'provider_missing'],
    ['is less', euros, { ...there, amountMinor: 900 }, 'provider_amount'],
    ['is in another currency', euros, { ...there, currency: 'USD' }, 'provider_amount'],
    ['went back there only', euros, { ...there, returnedMinor: 400 }, 'provider_taken_back'],
    ['went back in both', { ...euros, takenBack: true }, { ...there, returnedMinor: 1_000 }, null],
    ['went back here, and there in part', { ...euros, takenBack: true }, { ...there, returnedMinor: 400 }, 'provider_still_there'],
    ['is a code', code, made, null],
    ['is a code that was switched off', code, { ...made, state: 'off' }, 'provider_inactive'],
    ['is a code that was used', code, { ...made, state: 'spent' }, null],
    ['is a code that was used before it was taken back', { ...code, takenBack: true }, { ...made, state: 'spent' }, null],
    ['is a code that should be off', { ...code, takenBack: true }, made, 'provider_still_there'],
    ['is a code that is off as it should be', { ...code, takenBack: true }, { ...made, state: 'off' }, null],
  ])('%s', (_, given, found, code) => expect(compareGiven(given, found)).toBe(code));
});

it('names each difference once', () => expect(new Set(DIFFERENCE_CODES).size).toBe(DIFFERENCE_CODES.length));
