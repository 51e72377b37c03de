const MINUTE_MS = 60_000;

/**
 * What a clock on the wall shows in a time zone, as a `datetime-local` field writes it: `2026-11-22T19:30`.
 * @param zone IANA name
 */
export function toWallClock(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant));
  return parts.replace(' ', 'T');
}

/** The instant at which a clock on the wall of a time zone shows this; of an hour that comes twice, one of both. */
export function toInstant(wallClock: string, zone: string): string {
  const wanted = Date.parse(`${wallClock}Z`);
  const first = wanted - offsetAt(wanted, zone);
  return new Date(wanted - offsetAt(first, zone)).toISOString();
}

/** How far the zone is ahead of UTC, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const whole = Math.floor(instant / MINUTE_MS) * MINUTE_MS;
  return Date.parse(`${toWallClock(new Date(whole).toISOString(), zone)}Z`) - whole;
}
