import { type Locale, LOCALES } from '@fanfare/contracts';

/**
 * The language to answer in: the one asked for by name, else the best of `Accept-Language`, else the fallback.
 * @param offered what may be answered in; others are passed over
 */
export function chooseLocale(asked: string | undefined, acceptLanguage: string | undefined, offered: readonly Locale[], fallback: Locale): Locale {
  const wanted = [asked ?? '', ...byQuality(acceptLanguage ?? '')].map((tag) => tag.toLowerCase().split('-')[0]);
  return wanted.map((language) => offered.find((locale) => locale === language)).find((locale) => locale !== undefined) ?? fallback;
}

/**
 * A reader in the language they read in: the one asked for with the request, which the portal sends as it was chosen there,
 * else the one they are written to in.
 */
export function inLanguageOf<R extends { readonly locale: string }>(reader: R, acceptLanguage: string | undefined): R {
  return { ...reader, locale: chooseLocale(undefined, acceptLanguage, LOCALES, isLocale(reader.locale) ? reader.locale : LOCALES[0]) };
}

/** Whether the product's own texts exist in that language. */
function isLocale(text: string): text is Locale {
  return (LOCALES as readonly string[]).includes(text);
}

function byQuality(header: string): string[] {
  return header.slice(0, 500).split(',')
    .map((part) => ({ tag: part.split(';')[0]!.trim(), q: Number(/;\s*q=([\d.]+)/.exec(part)?.[1] ?? 1) }))
    .filter(({ q }) => q > 0)
    .toSorted((a, b) => b.q - a.q)
    .map(({ tag }) => tag);
}
