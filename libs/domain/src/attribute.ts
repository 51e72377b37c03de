import type { AttributionRule, Id, Instant, Touch } from './book.js';
import { DAY_MS } from './calendar.js';

/** So long a visitor's browser keeps a visit; a window beyond it would promise what nothing remembers. */
export const CLICK_DAYS = 30;

/** Whose book a confirmation goes to, or null if no touch earns it. Asked once, at confirmation. @see creditedTouch */
export function attribute(touches: readonly Touch[], at: Instant, rule: AttributionRule): Id | null {
  return creditedTouch(touches, at, rule)?.memberId ?? null;
}

/**
 * The touch that earns a confirmation, or null if none does.
 *
 * 1. A claim ("who invited you") is never outvoted: it is the friend's own word, its time was checked when it was made, and a person
 *    reviews it.
 * 2. With `codeBeatsClick`, typed codes come before clicks.
 * 3. Then the first or last touch, as the model says; touches of one instant by the lower link id, so a replay picks the same.
 *
 * @param touches in any order; those after `at` are ignored, as are clicks and codes older than `windowDays` (the boundary counts)
 */
export function creditedTouch(touches: readonly Touch[], at: Instant, rule: AttributionRule): Touch | null {
  const past = touches.filter((t) => t.at <= at);
  const claims = past.filter((t) => t.via === 'claim');
  const recent = past.filter((t) => t.at >= at - rule.windowDays * DAY_MS);
  const codes = rule.codeBeatsClick ? recent.filter((t) => t.via === 'code') : [];
  const candidates = [claims, codes, recent].find((group) => group.length > 0) ?? [];
  return candidates.toSorted(rule.model === 'last' ? latestFirst : earliestFirst)[0] ?? null;
}

const latestFirst = (a: Touch, b: Touch) => b.at - a.at || byLink(a, b);
const earliestFirst = (a: Touch, b: Touch) => a.at - b.at || byLink(a, b);

function byLink(a: Touch, b: Touch): number {
  return a.linkId < b.linkId ? -1 : a.linkId > b.linkId ? 1 : 0;
}
