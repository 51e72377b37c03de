import { describe, expect, it } from '@jest/globals';
import { LOCALES } from '@fanfare/contracts';
import { chooseLocale } from './choose-locale.js';

describe('the language of a page', () => {
  it.each([
    ['de', 'en', 'de'], // asked for by name
    ['fr', 'de;q=0.5, en;q=0.9', 'en'], // not offered: what the browser likes best
    [undefined, 'de-AT,en;q=0.8', 'de'],
    [undefined, 'fr, de;q=0', 'en'], // q=0 is a refusal
    [undefined, undefined, 'en'],
  ])('asked %s, accepting %s, is %s', (asked, accept, expected) => {
    expect(chooseLocale(asked, accept, LOCALES, 'en')).toBe(expected);
  });
});
