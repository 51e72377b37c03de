const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Hours are told up to two days: "30 hours" says more than "1 day". */
const HOURS_UP_TO = 48 * HOUR_MS;

/** How long something has lasted, in one unit and in the reader's language: `6 hours`. Below a minute it is one minute. */
export function durationText(ms: number, language: string): string {
  const [unit, size] = unitOf(ms);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.max(1, Math.floor(ms / size)));
}

/** How far off something is, told in the same units, to the nearest: what is due in three days is not due in two a minute later. */
export function relativeText(ms: number, language: string): string {
  const [unit, size] = unitOf(ms);
  return new Intl.RelativeTimeFormat(language).format(Math.max(1, Math.round(ms / size)), unit);
}

function unitOf(ms: number): readonly ['minute' | 'hour' | 'day', number] {
  return ms < HOUR_MS ? ['minute', MINUTE_MS] : ms < HOURS_UP_TO ? ['hour', HOUR_MS] : ['day', DAY_MS];
}
