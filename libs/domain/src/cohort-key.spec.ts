import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cohortKeyFrom, isCohortKey } from './cohort-key.js';

describe('the key of a cohort', () => {
  it.each([['campus', true], ['campus-2026', true], ['a', true], ['', false], ['Campus', false], ['-campus', false], ['campus-', false], ['a--b', false], ['a b', false], ['x'.repeat(30), true], ['x'.repeat(31), false]])(
    '%p may be one: %p', (text, may) => expect(isCohortKey(text)).toBe(may));

  it.each([['Campus', 'campus'], [' Campus  Köln ', 'campus-koeln'], ['Élite (Łódź)', 'elite-lodz'], ['Straße', 'strasse'], ['влог', ''], ['__proto__', 'proto']])('of %p is %p', (name, key) => expect(cohortKeyFrom(name)).toBe(key));

  it('is suggested by any name as one that may be, or as none; a key suggests itself', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
      const key = cohortKeyFrom(name);
      if (key !== '') expect([isCohortKey(key), cohortKeyFrom(key)]).toEqual([true, key]);
    }));
  });
});
