import { expect, it } from '@jest/globals';
import { CHECKS, MEMBER_REASONS, memberReason, REASONS } from './index.js';

it('names each code once', () => expect(new Set(REASONS).size).toBe(REASONS.length));
it('tells members only what members are told', () =>
  expect(REASONS.map((r) => memberReason(r)).filter((r) => r !== null && !MEMBER_REASONS.includes(r))).toEqual([]));
it('can tell members each of their reasons', () => expect(MEMBER_REASONS.filter((m) => m !== 'under_review' && !REASONS.some((r) => memberReason(r) === m))).toEqual([]));
it.each([
  ['own_link', 'own_link'], ['already_member', 'here_before'], ['disposable', 'not_accepted'], ['check.burst', 'not_accepted'], ['limit.domain', 'limit'],
  ['hold', 'waits_hold'], ['conversion', 'waits_purchase'], ['bounced', 'left'], ['refunded', 'refunded'], ['qualified', null],
] as const)('%s reads %s', (code, expected) => expect(memberReason(code)).toBe(expected));
it('does not tell which check held a friend', () => expect(memberReason('check.burst', 'held')).toBe('under_review'));
it('has a reason for each check', () => expect(Object.values(CHECKS).every((c) => REASONS.includes(c.reason) && memberReason(c.reason) === 'not_accepted')).toBe(true));
