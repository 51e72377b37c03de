const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Hours are told up to two days: "30 hours" says more than "1 day". */
const HOURS_UP_TO = 48 * HOUR_MS;

/** How long something has lasted, in one unit and in the reader's language: `6 hours`. Below a minute it is one minute. */
export function durationText(ms: number, language: string): string {
  const [unit, size] = ms < HOUR_MS ? (['minute', MINUTE_MS] as const) : ms < HOURS_UP_TO ? (['hour', HOUR_MS] as const) : (['day', DAY_MS] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.max(1, Math.floor(ms / size)));
}
