import type { Instant, Season, SeasonPlan } from './book.js';
import { DAY_MS } from './calendar.js';

const AHEAD_YEARS = 10;
const KEPT_PAST = 20;
const MOST = 100;

/**
 * The seasons of a plan as instants, compiled once, when rules are published: from the twenty before `at` on, ten years ahead, a hundred at
 * most. A season's id is its first day, so that another version with the same days goes on counting in the same seasons.
 * @returns none for a plan that cannot be read (`isSeasonPlan`)
 */
export function compileSeasons(plan: SeasonPlan, at: Instant): Season[] {
  if (!isSeasonPlan(plan)) return [];
  const seasons: Season[] = [];
  const horizon = horizonOf(at);
  for (let n = firstNeeded(plan, at); seasons.length < MOST; n++) {
    const from = dayAfter(plan, n);
    const season = { id: from, from: startOfDay(from, plan.zone), to: startOfDay(dayAfter(plan, n + 1), plan.zone) };
    if (season.from > horizon && seasons.length > 0) break;
    seasons.push(season);
  }
  return seasons;
}

/** Whether the first season begins so late that rules published at `at` would not reach it. */
export function startsBeyondReach({ start }: SeasonPlan, at: Instant): boolean {
  return Date.parse(`${start}T00:00:00Z`) > horizonOf(at);
}

function horizonOf(at: Instant): Instant {
  return at + AHEAD_YEARS * 365.25 * DAY_MS;
}

/** Whether the day exists, the zone is known and the length is 1 to 24 whole months. */
function isSeasonPlan({ start, months, zone }: SeasonPlan): boolean {
  return isDay(start) && Number.isInteger(months) && months >= 1 && months <= 24 && isZone(zone);
}

export function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function firstNeeded({ start, months }: SeasonPlan, at: Instant): number {
  const day = new Date(at);
  const [year, month] = start.split('-').map(Number) as [number, number];
  const passed = (day.getUTCFullYear() - year) * 12 + day.getUTCMonth() + 1 - month;
  return Math.max(0, Math.floor(passed / months) - KEPT_PAST);
}

/** The first day of season `n`. A plan that starts on the 31st starts its seasons on the last day of shorter months. */
function dayAfter({ start, months }: SeasonPlan, n: number): string {
  const [year, month, day] = start.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + n * months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(day, last.getUTCDate()))).toISOString().slice(0, 10);
}

/** The first instant of a day in a zone: midnight, or where the clock skips it, the end of the gap. */
function startOfDay(day: string, zone: string): Instant {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const [before, after] = [midnight - DAY_MS, midnight + DAY_MS].map((near) => midnight - offsetAt(near, zone)) as [Instant, Instant];
  return [before, after].toSorted((a, b) => a - b).find((at) => at + offsetAt(at, zone) === midnight) ?? before;
}

function offsetAt(at: Instant, zone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)!.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - at;
}
