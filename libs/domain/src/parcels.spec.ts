import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PARCEL_STATUSES, readSlipCode, slipCode, standingOf } from './parcels.js';

describe('a reward in parcels', () => {
  it.each([
    [[null], null], [['to_pack', null], null], [['packed'], 'packed'], [['shipped'], 'shipped'], [['delivered'], 'delivered'], [['returned'], 'returned'],
    [['packed', null], 'packed'], [['shipped', null], 'packed'], [['delivered', 'to_pack'], 'packed'], [['shipped', 'packed'], 'packed'],
    [['shipped', 'delivered'], 'shipped'], [['delivered', 'delivered'], 'delivered'], [['returned', 'delivered', null], 'returned'],
  ] as const)('with pieces that are %j is %j', (pieces, standing) => expect(standingOf(pieces)).toBe(standing));

  it('is never further than its last piece, and of one piece is where that is', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...PARCEL_STATUSES, null), { minLength: 1, maxLength: 6 }), (pieces) => {
      const standing = standingOf(pieces);
      if (standing === 'shipped' || standing === 'delivered') expect(pieces.some((piece) => piece === null || piece === 'to_pack' || piece === 'packed')).toBe(false);
      expect(standingOf(pieces.toReversed())).toBe(standing);
      for (const one of pieces) expect(standingOf([one])).toBe(one === 'to_pack' ? null : one);
    }));
  });
});

describe('the code of a slip', () => {
  it('is read as it is printed, and as it is typed', () => {
    expect(readSlipCode(slipCode('12-3', '0199a0b1-0000-7000-8000-00000000af2c'))).toEqual({ batch: 12, place: 3, check: 'af2c' });
    expect(readSlipCode(' 12-3 ')).toEqual({ batch: 12, place: 3, check: null });
    expect(readSlipCode('12ß3ßAF2C')).toEqual({ batch: 12, place: 3, check: 'af2c' });
  });

  it.each(['00340434161094', '12', '-3', '12-3-', '12-3-zzzz', '1Z 9', '', '99999999999-1'])('is not %j', (text) => expect(readSlipCode(text)).toBeNull());
});
