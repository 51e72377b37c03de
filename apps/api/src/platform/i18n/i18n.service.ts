import { Injectable } from '@nestjs/common';
import { type Locale, LOCALES } from '@fanfare/contracts';
import { IntlMessageFormat } from 'intl-messageformat';
import { readSource } from '../source-files.js';

export type MessageParams = Readonly<Record<string, string | number | Date | null | undefined>>;
type Messages = Readonly<Record<string, string>>;

/** The product's own texts, in ICU message syntax, by flat key. What a program writes itself is not here. */
@Injectable()
export class I18n {
  private readonly messages = new Map<Locale, Messages>(LOCALES.map((locale) => [locale, JSON.parse(readSource(`platform/i18n/${locale}.json`).toString()) as Messages]));
  private readonly formats = new Map<string, IntlMessageFormat>();

  /** @throws Error for a key that no language has: a text that is missing is a fault of ours, not something to show */
  t(locale: Locale, key: string, params: MessageParams = {}): string {
    return String(this.format(locale, key).format(params as Record<string, string | number | Date>));
  }

  private format(locale: Locale, key: string): IntlMessageFormat {
    const id = `${locale} ${key}`;
    const known = this.formats.get(id);
    if (known) return known;
    const text = this.messages.get(locale)?.[key];
    if (text === undefined) throw new Error(`no text ${key} in ${locale}`);
    // Tags are plain text to us: escaping is the page's or the mail's business.
    const format = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
    this.formats.set(id, format);
    return format;
  }
}
