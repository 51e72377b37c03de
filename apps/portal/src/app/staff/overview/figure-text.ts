export type Figure = Readonly<{ value: number | null; previous: number | null; change: number | null; series: readonly (number | null)[] }>;
export type Kind = 'count' | 'share';

/** A figure in the reader's language: `1,284`, `14.1%`, or a dash where there is nothing to divide by. */
export function valueText(value: number | null, kind: Kind, language: string): string {
  if (value === null) return '–';
  return new Intl.NumberFormat(language, kind === 'share' ? { style: 'percent', maximumFractionDigits: 1 } : {}).format(value);
}

/** How far it moved, without a sign; null where there is nothing to compare with or nothing moved. Of a share it is the difference, in points. */
export function changeOf(figure: Figure, kind: Kind): { readonly up: boolean; readonly amount: number } | null {
  const { value, previous, change } = figure;
  const moved = kind === 'share' ? (value === null || previous === null ? null : (value - previous) * 100) : change === null ? null : change * 100;
  const amount = moved === null ? 0 : Math.round(Math.abs(moved) * 10) / 10;
  return moved === null || amount === 0 ? null : { up: moved > 0, amount };
}
