import type { DayFlow } from '../days/day-flows.js';
import type { Figure, OverviewResponse } from './overview.dto.js';

export type CountedDay = DayFlow & { readonly clicks: number };

/** What there was before the first day: members, and those of them who had brought somebody. */
export interface Opening {
  readonly members: number;
  readonly bringers: number;
}

/**
 * Both periods as figures.
 * @param days every day of both periods in order, the earlier half being the period before
 * @param ambassadors members with a tier now; earlier days are told from who was promoted since
 */
export function figures(days: readonly CountedDay[], opening: Opening, ambassadors: number): OverviewResponse['figures'] {
  const clicks = days.map((d) => d.clicks);
  const signUps = days.map((d) => d.signUps);
  return {
    clicks: flow(clicks),
    signUps: flow(signUps),
    qualified: flow(days.map((d) => d.qualified)),
    ambassadors: stock(endingAt(ambassadors, days.map((d) => d.promoted))),
    clickToSignUp: rate(signUps, clicks),
    bringing: stock(share(runningFrom(opening.bringers, days.map((d) => d.bringers)), runningFrom(opening.members, days.map((d) => d.joined)))),
  };
}

/** Null where there was nothing before: growth from nothing has no size. */
export function changeOf(value: number | null, previous: number | null): number | null {
  return value === null || previous === null || previous === 0 ? null : (value - previous) / previous;
}

function flow(perDay: readonly number[]): Figure {
  const [previousSeries, series] = halves(perDay);
  return figure(sum(series), sum(previousSeries), series, previousSeries);
}

/** The state at the end of each day; compared are the last days of both periods. */
function stock(perDay: readonly (number | null)[]): Figure {
  const [previousSeries, series] = halves(perDay);
  return figure(series.at(-1) ?? null, previousSeries.at(-1) ?? null, series, previousSeries);
}

/** Of sums, not an average of daily rates: a day with two clicks weighs as two clicks. */
function rate(parts: readonly number[], wholes: readonly number[]): Figure {
  const [previousParts, nowParts] = halves(parts);
  const [previousWholes, nowWholes] = halves(wholes);
  const [previousSeries, series] = halves(share(parts, wholes));
  return figure(ratio(sum(nowParts), sum(nowWholes)), ratio(sum(previousParts), sum(previousWholes)), series, previousSeries);
}

function figure(value: number | null, previous: number | null, series: (number | null)[], previousSeries: (number | null)[]): Figure {
  return { value, previous, change: changeOf(value, previous), series, previousSeries };
}

function halves<T>(perDay: readonly T[]): [T[], T[]] {
  return [perDay.slice(0, perDay.length / 2), perDay.slice(perDay.length / 2)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function share(parts: readonly number[], wholes: readonly number[]): (number | null)[] {
  return parts.map((part, i) => ratio(part, wholes[i]!));
}

function runningFrom(opening: number, steps: readonly number[]): number[] {
  let total = opening;
  return steps.map((step) => (total += step));
}

function endingAt(closing: number, steps: readonly number[]): number[] {
  return runningFrom(closing - sum(steps), steps);
}
