const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds to wait after the first, second … failed try: soon at first, for a restart; then for three days and some hours. */
const WAITS = [5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR] as const;
const LONGEST = 24 * HOUR;

/**
 * How long to wait before the next try, or null when that was the last.
 * @param failed how many tries have failed, at least 1 @param asked what the receiver asked for (`Retry-After`); it is never sooner
 */
export function secondsToNextTry(failed: number, asked: number | null): number | null {
  const wait = WAITS[failed - 1];
  return wait === undefined ? null : Math.max(wait, Math.min(asked ?? 0, LONGEST));
}
