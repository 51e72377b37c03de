import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldTag, isTag } from './tags.js';

describe('a tag', () => {
  it.each([['  VIP ', 'vip'], ['Straße', 'straße'], ['ŁÓDŹ', 'łódź'], ['ＶＩＰ', 'vip'], ['press  \t room', 'press room'], ['Cafe\u0301', 'café']])('%p is %p', (typed, kept) => expect(foldTag(typed)).toBe(kept));

  it.each([['', false], ['a,b', false], ['a;b', false], ['a\u200bb', false], ['a\u202eb', false], ['🎉'.repeat(40), true], ['🎉'.repeat(41), false], ['влог', true]])('%p may be one: %p', (text, may) => expect(isTag(text)).toBe(may));

  it('folded twice is folded once', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => foldTag(foldTag(text)) === foldTag(text)));
  });
});
