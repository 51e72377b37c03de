import type { MyReferral } from '../api/generated';

type Reason = MyReferral['reasons'][number]['code'];

/** What helps where a friend does not count, or not yet. `waits_hold` is told with its date. */
const ADVICE: Partial<Record<Reason, string>> = {
  own_link: 'me.friends.advice_own_link', limit: 'me.friends.advice_limit', left: 'me.friends.advice_left', refunded: 'me.friends.advice_refunded',
  refunded_in_part: 'me.friends.advice_refunded_in_part', waits_purchase: 'me.friends.advice_purchase', expired: 'me.friends.advice_expired', under_review: 'me.friends.advice_held',
};

/** @returns a message key, or null where nothing helps or nothing is needed */
export function adviceOn({ status, reasons, remindable, confirmedAt, dueAt }: Pick<MyReferral, 'status' | 'reasons' | 'remindable' | 'confirmedAt' | 'dueAt'>): string | null {
  if (status === 'pending' && confirmedAt === null) return remindable ? null : 'me.friends.advice_ask';
  if (reasons.some(({ code }) => code === 'waits_hold')) return dueAt === null ? null : 'me.friends.advice_hold';
  return reasons.map(({ code }) => ADVICE[code]).find((key) => key !== undefined) ?? null;
}
