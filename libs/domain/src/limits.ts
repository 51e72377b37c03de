import type { Booked, Id, Instant, Limit, ReferralState, Rulebook, Signals } from './book.js';
import { dayOf, seasonAt } from './calendar.js';
import type { ReasonCode } from './reasons.js';
import type { Book } from './working.js';

/** Where a referral would count, or counts. */
export interface Place extends Booked { day: string }

/** Where a referral would count at an instant: in the season of then, on the day of its own. */
export function placeAt({ signals, confirmedAt }: Pick<ReferralState, 'signals' | 'confirmedAt'>, rb: Rulebook, at: Instant): Place {
  return { day: dayOf(signals, confirmedAt), season: seasonAt(rb.seasons, at)?.id ?? null, at };
}

const WINDOWS = ['domain', 'day', 'season'] as const;

/**
 * The window that a referral would overflow, or null. Every window is kept whether limited or not, so a limit that
 * a later rulebook brings knows what came before.
 */
export function overLimit(book: Book, limits: readonly Limit[], signals: Signals, place: Place): { reason: ReasonCode; evidence: Signals } | null {
  for (const per of WINDOWS) {
    const limit = limits.find((l) => l.per === per);
    const key = limit ? windowKey(per, signals, place) : null;
    if (!limit || key === null) continue;
    const counted = book.windows[key] ?? 0;
    if (counted >= limit.max) return { reason: `limit.${per}`, evidence: { counted, max: limit.max } };
  }
  return null;
}

/** Adds (+1) or takes back (−1) one counted referral in each of its windows. */
export function moveWindows(book: Book, signals: Signals, place: Place, by: 1 | -1): void {
  for (const per of WINDOWS) {
    const key = windowKey(per, signals, place);
    if (key !== null) book.windows[key] = (book.windows[key] ?? 0) + by;
  }
}

function windowKey(per: Limit['per'], signals: Signals, place: Place): string | null {
  if (per === 'day') return `day:${place.day}`;
  if (per === 'season') return place.season === null ? null : `season:${place.season}`;
  return typeof signals['domain'] === 'string' ? `domain:${signals['domain']}` : null;
}

export function pointsWindow(on: string, season: Id | null): string {
  return `points:${on}:${season ?? 'none'}`;
}

/**
 * The windows a partial state must hold before a book is decided: those of the rulebook, and those of each referral
 * that a fact or a due timer touches. A referral just being confirmed is given by its fact's signals and instant.
 */
export function touchedWindows(rb: Rulebook, touched: Iterable<Pick<ReferralState, 'signals' | 'confirmedAt'> & Partial<ReferralState>>): Set<string> {
  const seasons = [...rb.seasons.map((s) => s.id), null];
  const keys = new Set(rb.points.flatMap((rule) => seasons.map((season) => pointsWindow(rule.on, season))));
  for (const season of rb.seasons) keys.add(`season:${season.id}`);
  for (const r of touched) for (const key of windowsOf(r)) keys.add(key);
  return keys;
}

function* windowsOf(r: Pick<ReferralState, 'signals' | 'confirmedAt'> & Partial<ReferralState>): Iterable<string> {
  yield `day:${r.counted?.day ?? dayOf(r.signals, r.confirmedAt)}`;
  if (typeof r.signals['domain'] === 'string') yield `domain:${r.signals['domain']}`;
  if (r.counted?.season) yield `season:${r.counted.season}`;
  if (r.counted) yield pointsWindow('qualified', r.counted.season);
  for (const order of r.orders?.values() ?? []) if (order.earned && order.type) yield pointsWindow(order.type, order.earned.season);
}
