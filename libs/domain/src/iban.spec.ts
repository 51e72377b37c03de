import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldIban, isIban, maskedIban } from './iban.js';

const GOOD = ['DE89 3704 0044 0532 0130 00', 'AT611904300234573201', 'GB29 NWBK 6016 1331 9268 19', 'NO93-8601-1117-947', 'fr14 2004 1010 0505 0001 3m02 606', 'MT84MALT011000012345MTLCAST001S'];

it.each(GOOD)('takes %s however it is typed', (iban) => expect(isIban(foldIban(iban))).toBe(true));

it.each(['', 'DE', 'DE8937040044053201300', 'DE893704004405320130000', 'US89370400440532013000', 'DE89 3704 0044 0532 0130 01', 'DEXX370400440532013000', 'DE89370400440532013ß00'])('refuses %j', (iban) =>
  expect(isIban(foldIban(iban))).toBe(false));

it('notices every single wrong digit, and every two that have changed places', () => {
  fc.assert(fc.property(fc.constantFrom(...GOOD.map(foldIban)), fc.integer({ min: 4, max: 14 }), fc.integer({ min: 1, max: 9 }), (iban, place, more) => {
    const sign = iban[place]!;
    if (!/\d/.test(sign)) return;
    expect(isIban(iban.slice(0, place) + String((Number(sign) + more) % 10) + iban.slice(place + 1))).toBe(false);
    const next = iban[place + 1]!;
    if (sign !== next) expect(isIban(iban.slice(0, place) + next + sign + iban.slice(place + 2))).toBe(false);
  }));
});

it('shows the two ends', () => expect(maskedIban('DE89370400440532013000')).toBe('DE89 … 3000'));
