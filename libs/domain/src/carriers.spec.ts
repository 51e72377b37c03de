import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CARRIER_CODES, carrierNamed, carrierName, trackingUrl } from './carriers.js';

describe('a carrier', () => {
  it.each([['dhl', 'dhl'], ['DHL', 'dhl'], ['Deutsche  Post', 'deutsche_post'], ['osterreichische post', 'austrian_post'], ['Poczta-Polska', 'poczta_polska'], ['Otto', null], ['', null], ['__proto__', null]])(
    'written %j is %j', (text, code) => expect(carrierNamed(text)).toBe(code));

  it('has a name, and its page shows the parcel whatever the number is', () => {
    fc.assert(fc.property(fc.constantFrom(...CARRIER_CODES), fc.string({ unit: 'grapheme-ascii', minLength: 1 }), (code, number) => {
      const url = new URL(trackingUrl(code, number)!);
      expect(url.protocol).toBe('https:');
      expect(url.origin).toBe(new URL(trackingUrl(code, '1')!).origin);
      expect(carrierNamed(carrierName(code))).toBe(code);
    }));
  });

  it.each([['otto', '1'], ['constructor', '1'], [null, '1'], ['dhl', null]])('without a page leads nowhere: %j, %j', (carrier, number) => expect(trackingUrl(carrier, number)).toBeNull());
});
