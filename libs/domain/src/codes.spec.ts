import { describe, expect, it } from '@jest/globals';
import { CODE_ALPHABET, codeFrom, codeIn, foldCode, isVanity } from './index.js';

describe('a link code', () => {
  it('has 30 signs to choose from, none of them misread', () => {
    expect(new Set(CODE_ALPHABET).size).toBe(30);
    expect(CODE_ALPHABET).not.toMatch(/[0o1ilu]/i);
  });
  it('takes every sign equally often', () => {
    const all = codeFrom(Uint8Array.from({ length: 256 }, (_, i) => i), 240);
    expect([...CODE_ALPHABET].map((sign) => all.split(sign).length - 1)).toEqual(Array(30).fill(8));
  });
  it('passes over bytes that would favour the first signs', () => expect(codeFrom(Uint8Array.from([255, 240, 239, 0]), 2)).toBe('z2'));
  it('is 8 signs long, and says when there is too little chance', () => {
    expect(codeFrom(new Uint8Array(32))).toBe('22222222');
    expect(() => codeFrom(new Uint8Array(7))).toThrow(RangeError);
  });
  it('is found whatever the case and width it was typed in', () => expect([' K7M2-X ', 'ｋ７Ｍ2-x'].map(foldCode)).toEqual(['k7m2-x', 'k7m2-x']));
});

it.each([
  ['anna', true], ['a-1', true], ['abc'.repeat(10), true], ['ab', false], ['abc'.repeat(10) + 'd', false], ['Anna', false], ['-anna', false], ['anna-', false],
  ['an_na', false], ['ännä', false], ['an na', false], ['admin', false], ['sign-in', false], ['', false],
])('vanity %p: %p', (code, expected) => expect(isVanity(code)).toBe(expected));

it.each([
  ['K7M2-X', 'k7m2-x'], [' anna ', 'anna'], ['https://fans.example/r/k7m2x9ab', 'k7m2x9ab'], ['HTTPS://FANS.EXAMPLE/R/K7M2X9AB/', 'k7m2x9ab'], ['http://localhost:3000/r/Anna', 'anna'],
  ['fans.example/r/anna', 'anna'], ['fans.example:8080/r/anna', 'anna'], ['/r/anna', 'anna'], ['https://fans.example/r/anna?fbclid=IwAR0x&utm_source=ig#top', 'anna'],
  ['https://brand.example/start?utm_source=ig&ref=anna&click=0199', 'anna'], ['https://fans.example/join/halcyon?ref=anna', 'anna'],
  ['https://fans.example/join/halcyon', null], ['https://fans.example/me/halcyon', null], ['https://fans.example/r/', null], ['https://fans.example/r/an%20na', null],
  ['https://', null], ['ab', null], ['an na', null], ['a@b.example', null], ['', null], ['//', null], ['javascript:alert(1)//r/anna', 'anna'],
])('the code in %p is %p', (text, expected) => expect(codeIn(text)).toBe(expected));
