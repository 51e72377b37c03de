import { describe, expect, it } from '@jest/globals';
import { comparableName, isRandomLocal, numberedStem } from './index.js';

describe('the stem of an address', () => {
  it.each([['anna.k07', 'annak'], ['annak_12', 'annak'], ['fan001', 'fan'], ['9anna', 'anna'], ['anna.k', null], ['a1', null], ['2024', null]])('of %s is %s', (local, stem) => expect(numberedStem(local)).toBe(stem));
});

describe('an address at random', () => {
  it.each(['x7k2q9vz', 'qwrtpsdfg', 'a1b2c3d4', 'kq8w3zt5m1'])('%s is one', (local) => expect(isRandomLocal(local)).toBe(true));
  it.each(['anna.nowak', 'krzysztof1985', 'mschmidt', 'szczepan.k', 'yvonne2', 'j.b.schwarz', 'hrvoje.krpan', 'x7k2', 'svetlana77ru', 'o1o2'])('%s is none', (local) => expect(isRandomLocal(local)).toBe(false));
});

describe('a name as it is compared', () => {
  it.each([['Anna Nowak', 'anna nowak'], ['NOWAK,  Anna', 'anna nowak'], ['Anna', null], ['', null], [null, null], ['Ａｎｎａ Ｎｏｗａｋ', 'anna nowak']])('of %j is %j', (name, expected) => expect(comparableName(name)).toBe(expected));
});
