import { expect, it } from '@jest/globals';
import { CHECKS, contestable, MEMBER_REASONS, memberReason, REASONS } from './index.js';

it('names each code once', () => expect(new Set(REASONS).size).toBe(REASONS.length));
it('tells members only what members are told', () =>
  expect(REASONS.map((r) => memberReason(r)).filter((r) => r !== null && !MEMBER_REASONS.includes(r))).toEqual([]));
it('can tell members each of their reasons', () => expect(MEMBER_REASONS.filter((m) => m !== 'under_review' && !REASONS.some((r) => memberReason(r) === m))).toEqual([]));
it.each([
  ['own_link', 'own_link'], ['already_member', 'here_before'], ['disposable', 'not_accepted'], ['check.burst', 'not_accepted'], ['limit.domain', 'limit'],
  ['hold', 'waits_hold'], ['conversion', 'waits_purchase'], ['bounced', 'left'], ['refunded', 'refunded'], ['refunded_in_part', 'refunded_in_part'], ['first_order', 'first_order'], ['qualified', null],
] as const)('%s reads %s', (code, expected) => expect(memberReason(code)).toBe(expected));
it('does not tell which check held a friend', () => expect(memberReason('check.burst', 'held')).toBe('under_review'));
it('has a reason for each check', () => expect(Object.values(CHECKS).every((c) => REASONS.includes(c.reason) && memberReason(c.reason) === 'not_accepted')).toBe(true));

it('lets members contest what a check or a person decided', () => {
  for (const code of ['check.score', 'disposable', 'review.abuse', 'review.duplicate'] as const) {
    expect(['rejected', 'reversed', 'held', 'qualified', 'pending'].filter((status) => contestable(code, status, 'won'))).toEqual(['rejected', 'reversed', 'held']);
  }
});
it.each(['own_link', 'already_member', 'identity.merged', 'refunded', 'refunded_in_part', 'first_order', 'unsubscribed', 'bounced', 'limit.day', 'expired', 'qualified'] as const)('%s is not contested', (code) =>
  expect(contestable(code, 'reversed', 'won')).toBe(false));
it('does not let members contest whom somebody else brought', () => {
  expect(contestable('check.score', 'rejected', 'lost')).toBe(false);
  expect(contestable('check.score', 'held', 'lost')).toBe(false);
});
