import type { Condition, Instant, Order, ReferralState } from './book.js';

/** Whether a refunded order still satisfies: never for counting, always to tell "refunded" from "not bought yet". */
export type Refunds = 'void' | 'ignored';

/**
 * Since when a referral meets the condition, or null. Reads the set of orders, not their order of arrival: an
 * order refunded before it was bought never qualifies.
 * @returns an instant not before the confirmation, even for an earlier purchase; `any` takes the earliest, `all` the latest
 */
export function metSince(condition: Condition, referral: ReferralState, refunds: Refunds): Instant | null {
  switch (condition.kind) {
    case 'confirmed':
      return referral.confirmedAt;
    case 'converted':
      return earliest([...referral.orders.values()].filter((o) => matches(o, condition, refunds)).map((o) => Math.max(o.occurredAt!, referral.confirmedAt)));
    case 'any':
      return earliest(condition.of.map((c) => metSince(c, referral, refunds)).filter((at) => at !== null));
    case 'all':
      return latest(condition.of.map((c) => metSince(c, referral, refunds)));
  }
}

function matches(order: Order, asked: { type: string; minAmountMinor?: number }, refunds: Refunds): boolean {
  if (order.type !== asked.type || order.occurredAt === undefined) return false;
  if (refunds === 'void' && order.refunded) return false;
  return asked.minAmountMinor === undefined || (order.amountMinor ?? 0) >= asked.minAmountMinor;
}

function earliest(instants: readonly Instant[]): Instant | null {
  return instants.length === 0 ? null : instants.reduce((a, b) => Math.min(a, b));
}

function latest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce<Instant | null>((a, b) => (a === null || b === null ? null : Math.max(a, b)), -Infinity);
}
