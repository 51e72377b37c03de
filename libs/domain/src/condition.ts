import type { Condition, Instant, Leaving, Order, ReferralState } from './book.js';
import { DAY_MS } from './calendar.js';

/**
 * Which refunds take away what they are of: all for counting; those of a whole order, or none, to tell what it is that a refund took away,
 * and "refunded" from "not bought yet".
 */
export type Refunds = 'all' | 'whole' | 'none';
type Purchase = Extract<Condition, { kind: 'converted' }>;

/**
 * Since when a referral meets the condition, or null. Reads the set of orders, not their order of arrival: an
 * order refunded before it was bought never qualifies.
 * @returns an instant not before the confirmation, even for an earlier purchase, and maybe one to come (`subscribed`, as long as nobody
 *   left for good); `any` takes the earliest, `all` the latest
 */
export function metSince(condition: Condition, referral: ReferralState, refunds: Refunds): Instant | null {
  switch (condition.kind) {
    case 'confirmed':
      return referral.confirmedAt;
    case 'converted':
      return earliest(candidates(condition, referral).filter((o) => matches(o, condition, refunds)).map((o) => Math.max(o.occurredAt, referral.confirmedAt)));
    case 'subscribed':
      return stays(condition.days, referral) ? referral.confirmedAt + condition.days * DAY_MS : null;
    case 'any':
      return earliest(condition.of.map((c) => metSince(c, referral, refunds)).filter((at) => at !== null));
    case 'all':
      return latest(condition.of.map((c) => metSince(c, referral, refunds)));
  }
}

/** Whether it can be met at all: not by who left before their time was over and is not back by then, nor where the first order had to be it and is not. Another purchase may always come. */
export function canBeMet(condition: Condition, referral: ReferralState): boolean {
  if (condition.kind === 'subscribed') return stays(condition.days, referral);
  if (condition.kind === 'converted') return condition.pick !== 'first' || candidates(condition, referral).every((o) => matches(o, condition, 'all'));
  if (condition.kind === 'all') return condition.of.every((c) => canBeMet(c, referral));
  return condition.kind !== 'any' || condition.of.some((c) => canBeMet(c, referral));
}

function stays(days: number, { left, confirmedAt }: ReferralState): boolean {
  const end = confirmedAt + days * DAY_MS;
  return !left?.some((leaving) => leaving.at < end && isGone(leaving, end));
}

/** Whether somebody who left before an instant is not back by it. */
export function isGone({ until = Infinity }: Leaving, at: Instant): boolean {
  return until > at;
}

type Bought = Order & Required<Pick<Order, 'occurredAt'>>;

function candidates(asked: Purchase, referral: ReferralState): Bought[] {
  const bought = [...referral.orders].flatMap(([name, order]) => (order.type === asked.type && order.occurredAt !== undefined && !order.misplaced ? [{ name, order: order as Bought }] : []));
  if (asked.pick !== 'first') return bought.map(({ order }) => order);
  return bought.toSorted((a, b) => a.order.occurredAt - b.order.occurredAt || (a.name < b.name ? -1 : 1)).slice(0, 1).map(({ order }) => order);
}

function matches(order: Bought, asked: Purchase, refunds: Refunds): boolean {
  if (refunds !== 'none' && order.refunded) return false;
  if (asked.currency !== undefined && order.currency !== asked.currency) return false;
  const kept = (order.amountMinor ?? 0) - (refunds === 'all' ? (order.returnedMinor ?? 0) : 0);
  return asked.minAmountMinor === undefined || kept >= asked.minAmountMinor;
}

function earliest(instants: readonly Instant[]): Instant | null {
  return instants.length === 0 ? null : instants.reduce((a, b) => Math.min(a, b));
}

function latest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce<Instant | null>((a, b) => (a === null || b === null ? null : Math.max(a, b)), -Infinity);
}
