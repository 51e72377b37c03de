import { TestBed } from '@angular/core/testing';
import { IcuTranspiler } from './icu-transpiler';

describe('IcuTranspiler', () => {
  const say = (language: string, value: string, params: Record<string, unknown>) => {
    const transpiler = TestBed.runInInjectionContext(() => new IcuTranspiler());
    transpiler.onLangChanged(language);
    return transpiler.transpile({ value, params, translation: {}, key: 'k' });
  };

  it('chooses the plural by the rules of the language', () => {
    const message = '{count, plural, one {# osoba} few {# osoby} many {# osób} other {# osoby}}';
    expect([1, 2, 5, 22].map((count) => say('pl', message, { count }))).toEqual(['1 osoba', '2 osoby', '5 osób', '22 osoby']);
  });

  it('groups figures as the language does', () => {
    expect(say('de', '{n, number}', { n: 12345 })).toBe('12.345');
  });

  it('leaves text without arguments alone', () => {
    expect(say('en', 'Copied', {})).toBe('Copied');
  });
});
