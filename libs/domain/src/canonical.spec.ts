import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from './index.js';

describe('the canonical text', () => {
  it('sorts keys at every depth and leaves absent ones out', () =>
    expect(canonical({ b: [{ z: 1, a: null }], a: 'ü"\n', c: undefined, B: -0 })).toBe('{"B":0,"a":"ü\\"\\n","b":[{"a":null,"z":1}]}'));
  it('does not depend on the order in which keys were set', () => fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
    expect(canonical(Object.fromEntries(Object.entries(value).toReversed()))).toBe(canonical(value));
  })));
  it('is JSON that says the same, and tells different values apart', () => fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
    expect(canonical(JSON.parse(canonical(a)))).toBe(canonical(a));
    if (canonical(a) === canonical(b)) expect(JSON.parse(canonical(a))).toEqual(JSON.parse(canonical(b)));
    else expect(JSON.parse(canonical(a))).not.toEqual(JSON.parse(canonical(b)));
  })));
  it.each([[NaN], [Infinity], [undefined], [[undefined]], [{ a: 1n }], [new Date(0)], [new Map()], [() => 1], [new Array(1)]])('refuses what JSON cannot say: %p', (value) =>
    expect(() => canonical(value)).toThrow(TypeError));
});
