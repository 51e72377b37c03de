/** An amount in the smallest unit that its currency has: cents, or whole yen. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

export function moneyText({ amountMinor, currency }: Money, language: string): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(amountMinor / 10 ** fractionDigits(currency));
}

/** @param amount as people write it: 12.5 */
export function toMinor(amount: number, currency: string): number {
  return Math.round(amount * 10 ** fractionDigits(currency));
}

/** How many digits a currency has after the point; of what is no code (yet), two. */
export function fractionDigits(currency: string): number {
  if (!/^[A-Za-z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** One sum per currency, in the order in which the currencies appear. */
export function sums(all: readonly Money[]): Money[] {
  return [...Map.groupBy(all, ({ currency }) => currency)].map(([currency, amounts]) => ({ currency, amountMinor: amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0) }));
}
