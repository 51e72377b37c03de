import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

const APP = join(import.meta.dirname, '..');
const read = (language: string) => JSON.parse(readFileSync(join(APP, 'i18n', `${language}.json`), 'utf8')) as Record<string, string>;
const en = read('en');
const catalogues = { en, de: read('de') };
/** Where a text stands in the sources: piped, translated, or handed to a component that translates it. */
const NAMED = /'([\w.]+)' \| transloco|translate\('([\w.]+)'|(?:heading|text|label|title|key)(?:="|: ')([a-z]\w*\.[\w.]+)["']/g;

/** Names of arguments, with the plural categories of those that have any. */
function argumentsOf(elements: MessageFormatElement[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound || element.type === TYPE.tag) continue;
    found.set(element.value, found.get(element.value) ?? new Set());
    if (element.type !== TYPE.plural && element.type !== TYPE.select) continue;
    for (const [category, option] of Object.entries(element.options)) {
      if (element.type === TYPE.plural) found.get(element.value)!.add(category);
      for (const [name, inner] of argumentsOf(option.value)) found.set(name, new Set([...(found.get(name) ?? []), ...inner]));
    }
  }
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'generated' || entry.name.endsWith('.spec.ts')) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : /\.(ts|html)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

describe('texts', () => {
  it('exist in every language', () => {
    expect(Object.keys(catalogues.de)).toEqual(Object.keys(en));
  });

  it.each(Object.entries(catalogues))('take the same arguments in %s, with every plural category', (language, texts) => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of Object.keys(en)) {
      const found = argumentsOf(parse(texts[key]!));
      expect([key, ...[...found.keys()].sort()]).toEqual([key, ...[...argumentsOf(parse(en[key]!)).keys()].sort()]);
      const plurals = [...found.values()].filter((categories) => categories.has('other'));
      for (const categories of plurals) expect([key, ...categories]).toEqual(expect.arrayContaining([key, ...needed]));
    }
  });

  it('are all used, and all that are named exist', () => {
    const text = sources(APP).join('\n');
    const missing = [...text.matchAll(NAMED)].map((match) => match[1] ?? match[2] ?? match[3]!).filter((key) => !(key in en));
    expect(missing).toEqual([]);
    const literals = new Set([...text.matchAll(/['"`]([a-z_]+[\w.]*)['"`]/g)].map((match) => match[1]!));
    const isNamed = (key: string) => literals.has(key) || literals.has(key.replace(/_name$/, '')) || prefixesOf(key).some((prefix) => text.includes(`'${prefix}'`) || text.includes(`"${prefix}"`) || text.includes(`\`${prefix}$`));
    expect(Object.keys(en).filter((key) => !isNamed(key))).toEqual([]);
  });
});

/** `a.b.c` begins with `a.` and `a.b.`. */
function prefixesOf(key: string): string[] {
  return key.split('.').slice(0, -1).map((_, index, parts) => `${parts.slice(0, index + 1).join('.')}.`);
}
