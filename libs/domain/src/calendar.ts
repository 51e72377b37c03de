import type { Instant, Season, Signals } from './book.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The season an instant falls in, or null between seasons. Seasons do not overlap (`validateRulebook`). */
export function seasonAt(seasons: readonly Season[], at: Instant): Season | null {
  return seasons.find((s) => s.from <= at && at < s.to) ?? null;
}

/** The season whose end comes next, strictly after `at`. */
export function nextToEnd(seasons: readonly Season[], at: Instant): Season | null {
  return seasons.filter((s) => s.to > at).toSorted((a, b) => a.to - b.to)[0] ?? null;
}

/** The day a referral belongs to: measured in the program's zone at intake; the UTC day where an import had none. */
export function dayOf(signals: Signals, confirmedAt: Instant): string {
  return typeof signals['localDay'] === 'string' ? signals['localDay'] : new Date(confirmedAt).toISOString().slice(0, 10);
}
