import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressLines, addressProblems, addressRules } from './addresses.js';

const EWA = { name: 'Ewa Nowak', line1: 'Main Street 1', city: 'Berlin', country: 'DE' };

describe('an address', () => {
  it.each([
    ['DE', { postalCode: '10115' }, []],
    ['DE', {}, [{ field: 'postalCode', code: 'required' }]],
    ['DE', { postalCode: '1011' }, [{ field: 'postalCode', code: 'pattern' }]],
    ['IE', {}, []],
    ['IE', { postalCode: 'd02 x285' }, []],
    ['GB', { postalCode: 'sw1a 1aa' }, []],
    ['PL', { postalCode: '00950' }, [{ field: 'postalCode', code: 'pattern' }]],
    ['US', { postalCode: '10001' }, [{ field: 'region', code: 'required' }]],
    ['US', { postalCode: '10001-1234', region: 'NY' }, []],
    ['HK', {}, []],
    ['BR', { postalCode: 'anything', region: 'SP' }, []],
  ])('in %s with %j: %j', (country, more, problems) => expect(addressProblems({ ...EWA, ...more, country })).toEqual(problems));

  it.each([
    ['DE', { postalCode: '10115' }, ['Ewa Nowak', 'Main Street 1', '10115 Berlin']],
    ['US', { postalCode: '10001', region: 'NY', line2: 'Apt 4' }, ['Ewa Nowak', 'Main Street 1', 'Apt 4', 'Berlin, NY 10001']],
    ['GB', { postalCode: 'SW1A 1AA' }, ['Ewa Nowak', 'Main Street 1', 'Berlin', 'SW1A 1AA']],
    ['HU', { postalCode: '1011' }, ['Ewa Nowak', 'Berlin', 'Main Street 1', '1011']],
    ['IE', {}, ['Ewa Nowak', 'Main Street 1', 'Berlin']],
    ['HK', {}, ['Ewa Nowak', 'Main Street 1', 'Berlin']],
    ['LV', {}, ['Ewa Nowak', 'Main Street 1', 'Berlin']],
  ])('in %s is written as there', (country, more, lines) => expect(addressLines({ ...EWA, ...more, country })).toEqual(lines));

  it('loses nothing that was typed where the country uses it, whatever that is', () => {
    const word = fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replace(/[\s,]/g, 'x'));
    fc.assert(fc.property(word, word, word, fc.constantFrom('DE', 'US', 'GB', 'IE', 'HU', 'LV', 'CN'), (line1, city, postalCode, country) => {
      const lines = addressLines({ ...EWA, line1, city, postalCode, country });
      expect(lines).toContain(line1);
      expect(lines.join('|')).toContain(city);
      expect(lines.join('|')).toContain(postalCode);
      expect(addressRules(country).layout).toContain('P');
    }));
  });
});
