import { DOCUMENT } from '@angular/common';
import { inject, Service, signal } from '@angular/core';
import { LOCALES, type Locale } from '@fanfare/contracts';
import { TranslocoService } from '@jsverse/transloco';

const STORED = 'ff-language';
/** What the account last said, so that a page speaks it before the account is read, or without a network. */
const SUGGESTED = 'ff-language-account';

/** The language of the portal: the one chosen here, else the account's, else the browser's. */
@Service()
export class Language {
  private readonly transloco = inject(TranslocoService);
  private readonly document = inject(DOCUMENT);
  private readonly language = signal<Locale>('en');
  readonly current = this.language.asReadonly();

  start(): void {
    this.use(this.chosen() ?? isLocale(localStorage.getItem(SUGGESTED)) ?? isLocale(navigator.language.slice(0, 2)) ?? 'en');
  }

  /** The account's language, unless another was chosen in this browser. */
  suggest(locale: string): void {
    const known = isLocale(locale);
    if (!known) return;
    localStorage.setItem(SUGGESTED, known);
    if (!this.chosen()) this.use(known);
  }

  choose(locale: Locale): void {
    localStorage.setItem(STORED, locale);
    this.use(locale);
  }

  private use(locale: Locale): void {
    this.language.set(locale);
    this.document.documentElement.lang = locale;
    this.transloco.setActiveLang(locale);
  }

  private chosen(): Locale | null {
    return isLocale(localStorage.getItem(STORED));
  }
}

function isLocale(text: string | null): Locale | null {
  return LOCALES.find((locale) => locale === text) ?? null;
}
