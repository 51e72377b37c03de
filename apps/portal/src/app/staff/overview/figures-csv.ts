import type { Overview } from '../../api/generated';

const COLUMNS = { clicks: 'clicks', signUps: 'sign_ups', qualified: 'confirmed_friends', ambassadors: 'ambassadors', clickToSignUp: 'click_to_sign_up', bringing: 'members_who_bring_friends' } as const;
const DAY_MS = 86_400_000;

/** Both periods day by day, for a spreadsheet: ISO dates, decimal points, empty where there is nothing to divide by. */
export function figuresCsv({ days, figures }: Pick<Overview, 'days' | 'figures'>): string {
  const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const row = (period: string, day: string, index: number, series: 'series' | 'previousSeries') => [period, day, ...names.map((name) => figures[name][series][index] ?? '')].join(',');
  return [
    ['period', 'day', ...Object.values(COLUMNS)].join(','),
    ...days.map((day, index) => row('previous', daysBefore(day, days.length), index, 'previousSeries')),
    ...days.map((day, index) => row('current', day, index, 'series')),
  ].join('\r\n') + '\r\n';
}

function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(day) - count * DAY_MS).toISOString().slice(0, 10);
}
