import { describe, expect, it } from '@jest/globals';
import { type Locale, LOCALES } from '@fanfare/contracts';
import { IntlMessageFormat } from 'intl-messageformat';
import { readSource } from '../source-files.js';
import { I18n } from './i18n.service.js';

const catalogue = (locale: Locale) => JSON.parse(readSource(`platform/i18n/${locale}.json`).toString()) as Record<string, string>;

type Ast = ReturnType<IntlMessageFormat['getAst']>;
/** The parser's numbers of the kinds of element. */
const KINDS = ['literal', 'argument', 'number', 'date', 'time', 'select', 'plural', 'pound', 'tag'] as const;

/** Every argument a message names with how it is used, and every plural that lacks a category its language needs. */
function inspect(message: string, locale: string): { args: string[]; gaps: string[] } {
  const args = new Set<string>();
  const gaps: string[] = [];
  const visit = (elements: Ast): void => {
    for (const element of elements) {
      const kind = KINDS[element.type];
      if (kind === 'literal' || kind === 'pound' || !('value' in element)) continue;
      args.add(`${element.value}:${kind}`);
      if (!('options' in element)) continue;
      const options = Object.keys(element.options);
      const needed = 'pluralType' in element ? new Intl.PluralRules(locale, { type: element.pluralType ?? 'cardinal' }).resolvedOptions().pluralCategories : ['other'];
      gaps.push(...needed.filter((category) => !options.includes(category)).map((category) => `${element.value} lacks "${category}"`));
      for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst());
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
