import type { TranslocoService } from '@jsverse/transloco';
import type { RewardWorth } from '../api/generated';
import { moneyText } from './money';

/** What a reward is worth, in a line: `€10.00 off, from a purchase of €30.00, for 30 days from your claim`. */
export function worthText({ amountMinor, currency, percentOff, minimumMinor, validDays }: RewardWorth, kind: string, words: TranslocoService, language: string): string {
  const money = (minor: number) => moneyText({ amountMinor: minor, currency: currency! }, language);
  const isCode = kind === 'discount_code';
  return [
    percentOff !== null ? words.translate('worth.percent_off', { percent: percentOff }) : words.translate(isCode ? 'worth.off' : 'worth.amount', { amount: money(amountMinor!) }),
    ...(minimumMinor !== null ? [words.translate('worth.from', { amount: money(minimumMinor) })] : []),
    ...(validDays !== null ? [words.translate('worth.days', { count: validDays })] : []),
  ].join(', ');
}
