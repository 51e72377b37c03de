import type { Locale } from '@fanfare/contracts';
import type { I18n } from '../../platform/i18n/i18n.service.js';
import type { AmbassadorCard } from './cards.service.js';

/** What a card says in its first line: an ambassador from the first tier on, a fan before. */
export function cardHeadline(i18n: I18n, locale: Locale, card: AmbassadorCard): string {
  return i18n.t(locale, card.tier === null ? 'page.card.fan' : 'page.card.ambassador', { name: card.program.name });
}

/** An address as it is typed. */
export function shortened(url: string): string {
  return url.replace(/^https?:\/\//, '');
}
