import type { ReviewRequest, StaffReferral } from '../../api/generated';

export type Verdict = ReviewRequest['verdict'];

/** What a person can decide about a referral now. A verdict that was given can be taken back: then the rules decide again. */
export function verdictsOn({ status, reason, verdict, confirmedAt }: Pick<StaffReferral, 'status' | 'reason' | 'verdict' | 'confirmedAt'>): Verdict[] {
  if (verdict === 'reject') return ['withdraw'];
  if (verdict === 'approve') return status === 'qualified' ? ['reject', 'withdraw'] : ['withdraw'];
  if (status === 'held') return ['reject', 'approve'];
  // Of who waits for a purchase or for some days: nobody has to wait with them to say that they are not genuine.
  if (status === 'pending') return confirmedAt === null ? [] : ['reject'];
  if (status === 'expired') return [];
  // Who was a member before is nobody's friend: no verdict can make that count.
  return status === 'qualified' ? ['reject'] : reason === 'own_link' || reason === 'already_member' ? [] : ['approve'];
}
