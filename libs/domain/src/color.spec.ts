import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contrast, onBrand } from './index.js';

it.each([['#000000', '#ffffff', 21], ['#fff', '#FFFFFF', 1], ['#777777', '#ffffff', 4.48], ['#767676', '#fff', 4.54], ['#ff0000', '#fff', 4]])('contrast of %s and %s is %d', (a, b, expected) => {
  expect(contrast(a, b)).toBeCloseTo(expected, 1);
  expect(contrast(a, b)).toBe(contrast(b, a));
});
it('prefers white where it is readable', () => expect(['#767676', '#777777', '#ffd500'].map(onBrand)).toEqual(['#ffffff', '#050505', '#050505']));
it('is readable on every colour', () => {
  const colour = fc.nat(0xffffff).map((n) => `#${n.toString(16).padStart(6, '0')}`);
  fc.assert(fc.property(colour, (brand) => { expect(contrast(brand, onBrand(brand))).toBeGreaterThanOrEqual(4.5); }), { numRuns: 5000 });
});
it.each(['', 'red', '#12', '#12345', '#12345g', '#1234567', '123456'])('refuses %p', (text) => expect(() => onBrand(text)).toThrow(TypeError));
