import type { Id, Instant, Timer } from './book.js';

// The list stays sorted, so the next due timer is the first, and equal books have equal lists. It is owned by
// the caller: these functions change it in place.

/** Sets a timer. There is one per (kind, subject): whoever sets another cancels the first. */
export function arm(timers: Timer[], timer: Timer): void {
  timers.splice(placeOf(timers, timer), 0, timer);
}

export function disarm(timers: Timer[], kind: Timer['kind'], subjectId: Id): void {
  const i = timers.findIndex((t) => t.subjectId === subjectId && t.kind === kind);
  if (i >= 0) timers.splice(i, 1);
}

export function isArmed(timers: readonly Timer[], kind: Timer['kind'], subjectId: Id): boolean {
  return timers.some((t) => t.subjectId === subjectId && t.kind === kind);
}

/** Takes the first timer of two lists due at or before `to`, or answers null. */
export function takeDue(a: Timer[], b: Timer[], to: Instant): Timer | null {
  const first = b[0] === undefined || (a[0] !== undefined && compareTimers(a[0], b[0]) < 0) ? a : b;
  return first[0] !== undefined && first[0].dueAt <= to ? first.shift()! : null;
}

/** Ascending by due time; ties by kind and subject, so that every replay fires them in one order. */
export function compareTimers(a: Timer, b: Timer): number {
  return a.dueAt - b.dueAt || compareText(a.kind, b.kind) || compareText(a.subjectId, b.subjectId);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Binary search: hold timers of a large book arrive mostly in order, at the end.
function placeOf(timers: readonly Timer[], timer: Timer): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (compareTimers(timers[mid]!, timer) < 0) low = mid + 1;
    else high = mid;
  }
  return low;
}
