import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attribute, type AttributionRule, type Touch } from './index.js';
import { day } from './testing.js';

const last: AttributionRule = { model: 'last', windowDays: 30, codeBeatsClick: true };
const touch = (memberId: string, at: number, via: Touch['via'] = 'click', linkId = memberId): Touch => ({ memberId, linkId, via, at: day(at) });

describe('attribution', () => {
  it.each<[string, Touch[], AttributionRule, string | null]>([
    ['nobody', [], last, null],
    ['the last click', [touch('a', 11), touch('b', 12)], last, 'b'],
    ['the first click', [touch('a', 11), touch('b', 12)], { ...last, model: 'first' }, 'a'],
    ['a click exactly on the boundary', [touch('a', 10)], last, 'a'],
    ['no click before it', [touch('a', 9.999)], last, null],
    ['no click after the confirmation', [touch('a', 41), touch('b', 20)], last, 'b'],
    ['a code over a later click', [touch('a', 20, 'code'), touch('b', 39)], last, 'a'],
    ['the later click where codes are not preferred', [touch('a', 20, 'code'), touch('b', 39)], { ...last, codeBeatsClick: false }, 'b'],
    ['a click over a code that is too old', [touch('a', 5, 'code'), touch('b', 39)], last, 'b'],
    ['a claim over everything, whatever the window', [touch('a', 1, 'claim'), touch('b', 39, 'code')], last, 'a'],
    ['the lower link of one instant', [touch('a', 20, 'click', 'l2'), touch('b', 20, 'click', 'l1')], last, 'b'],
    ['the lower link of one instant, first', [touch('a', 20, 'click', 'l2'), touch('b', 20, 'click', 'l1')], { ...last, model: 'first' }, 'b'],
  ])('credits %s', (_who, touches, rule, expected) => {
    expect(attribute(touches, day(40), rule)).toBe(expected);
    expect(attribute(touches.toReversed(), day(40), rule)).toBe(expected);
  });

  it('with a window of 0 takes only what happened at that instant', () =>
    expect([attribute([touch('a', 40)], day(40), { ...last, windowDays: 0 }), attribute([touch('a', 39)], day(40), { ...last, windowDays: 0 })]).toEqual(['a', null]));

  it('credits only somebody who was touched', () => {
    const some = fc.array(fc.record({ memberId: fc.constantFrom('a', 'b'), linkId: fc.constantFrom('l', 'm'), via: fc.constantFrom('click' as const, 'code' as const, 'claim' as const), at: fc.integer({ min: day(0), max: day(50) }) }));
    fc.assert(fc.property(some, (touches) => {
      const winner = attribute(touches, day(40), last);
      expect(winner === null || touches.some((t) => t.memberId === winner && t.at <= day(40))).toBe(true);
    }));
  });
});
