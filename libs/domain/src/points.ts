import type { Id, Instant, Order, ReferralState, Rulebook } from './book.js';
import { seasonAt } from './calendar.js';
import { pointsWindow } from './limits.js';
import type { ReasonCode } from './reasons.js';
import { enter, type Book } from './working.js';

/** Points for `units` of something, as far as the season's cap allows. Books nothing for 0. @returns the points given */
export function earn(book: Book, rb: Rulebook, on: string, units: number, season: Id | null): number {
  const rule = rb.points.find((p) => p.on === on);
  if (!rule) return 0;
  const key = pointsWindow(on, season);
  const used = book.windows[key] ?? 0;
  const given = Math.max(-used, Math.min(rule.points * units, Math.max(0, (rule.capPerSeason ?? Infinity) - used)));
  if (given !== 0) book.windows[key] = used + given;
  return given;
}

function takeBack(book: Book, on: string, points: number, season: Id | null): number {
  const key = pointsWindow(on, season);
  book.windows[key] = (book.windows[key] ?? 0) - points;
  return -points;
}

/**
 * Brings an order's points in line: given while its friend counts and it is theirs and not refunded, else taken back from where they went.
 * @returns the order as it now is, and the change in points
 */
function alignOrder(book: Book, rb: Rulebook, order: Order, counts: boolean, at: Instant): { order: Order; delta: number } {
  const due = counts && !order.refunded && !order.misplaced && order.type !== undefined;
  if (due === (order.earned !== undefined)) return { order, delta: 0 };
  if (!due) {
    const { earned, ...rest } = order;
    return { order: rest, delta: takeBack(book, order.type!, earned!.points, earned!.season) };
  }
  const season = seasonAt(rb.seasons, at)?.id ?? null;
  const points = earn(book, rb, order.type!, 1, season);
  return { order: { ...order, earned: { points, season, at } }, delta: points };
}

/** Points of all orders of a referral; books one entry if they changed. */
export function alignOrders(book: Book, rb: Rulebook, id: Id, r: ReferralState, at: Instant): ReferralState {
  if (r.orders.size === 0) return r;
  const orders = new Map<string, Order>();
  let delta = 0;
  for (const [name, order] of r.orders) {
    const aligned = alignOrder(book, rb, order, r.counted !== null, at);
    orders.set(name, aligned.order);
    delta += aligned.delta;
  }
  bookPoints(book, id, delta, 'points.conversion', at);
  return { ...r, orders };
}

export function bookPoints(book: Book, referralId: Id | undefined, delta: number, reason: ReasonCode, at: Instant): void {
  if (delta !== 0) enter(book, { effectiveAt: at, measure: 'points', delta, ...(referralId && { referralId }), reason, evidence: {} });
}

/** Points that were given within one season are within another. */
export function movePoints(book: Book, on: string, points: number, from: Id | null, to: Id | null): void {
  if (points === 0 || from === to) return;
  for (const [season, by] of [[from, -points], [to, points]] as const) {
    const key = pointsWindow(on, season);
    book.windows[key] = (book.windows[key] ?? 0) + by;
  }
}

/** What counting a referral brings; kept in `counted.points`. */
export function earnQualified(book: Book, rb: Rulebook, season: Id | null): number {
  return earn(book, rb, 'qualified', 1, season);
}

export function returnQualified(book: Book, counted: NonNullable<ReferralState['counted']>): number {
  return counted.points === 0 ? 0 : takeBack(book, 'qualified', counted.points, counted.season);
}
