import { describe, expect, it } from '@jest/globals';
import { type Locale, LOCALES } from '@fanfare/contracts';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { readSource } from '../source-files.js';
import { I18n } from './i18n.service.js';

const catalogue = (locale: Locale) => JSON.parse(readSource(`platform/i18n/${locale}.json`).toString()) as Record<string, string>;

/** Every argument a message names with how it is used, and every plural that lacks a category its language needs. */
function inspect(message: string, locale: string): { args: string[]; gaps: string[] } {
  const args = new Set<string>();
  const gaps: string[] = [];
  const visit = (elements: MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      args.add(`${element.value}:${TYPE[element.type]}`);
      if (element.type !== TYPE.plural && element.type !== TYPE.select) continue;
      const options = Object.keys(element.options);
      const needed = element.type === TYPE.plural ? new Intl.PluralRules(locale, { type: element.pluralType ?? 'cardinal' }).resolvedOptions().pluralCategories : ['other'];
      gaps.push(...needed.filter((category) => !options.includes(category)).map((category) => `${element.value} lacks "${category}"`));
      for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(parse(message, { ignoreTag: true }));
  return { args: [...args].toSorted(), gaps };
}

const english = catalogue('en');

describe.each(LOCALES)('the texts in %s', (locale) => {
  const texts = catalogue(locale);

  it('has the keys of the English ones', () => {
    expect(Object.keys(texts).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it.each(Object.keys(english))('%s: valid, with the English arguments, every plural form, and no exclamation mark', (key) => {
    const found = inspect(texts[key]!, locale);
    expect(found.args).toEqual(inspect(english[key]!, 'en').args);
    expect(found.gaps).toEqual([]);
    expect(texts[key]).not.toContain('!');
  });
});

describe('the checker itself', () => {
  it('sees a missing plural form and a missing argument', () => {
    expect(inspect('{n, plural, other {#}}', 'de')).toEqual({ args: ['n:plural'], gaps: ['n lacks "one"'] });
    expect(() => inspect('{n, plural, one {#}}', 'de')).toThrow();
    expect(inspect('{a} {b, date, long}', 'en').args).toEqual(['a:argument', 'b:date']);
  });
});

describe('I18n', () => {
  const i18n = new I18n();

  it('says small numbers as a person would and large ones as figures', () => {
    expect(i18n.t('en', 'mail.friends', { count: 3 })).toBe('Three friends');
    expect(i18n.t('en', 'mail.friends', { count: 12 })).toBe('12 friends');
    expect(i18n.t('de', 'mail.friends', { count: 1 })).toBe('Noch eine Person');
  });

  it('refuses a key that does not exist and an argument that is missing', () => {
    expect(() => i18n.t('en', 'mail.nothing')).toThrow('no text mail.nothing in en');
    expect(() => i18n.t('en', 'mail.friends')).toThrow();
  });
});
