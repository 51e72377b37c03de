/**
 * Why something was decided: stable codes, translated at display time. Staff see the code itself, members what
 * `memberReason` makes of it.
 */
export const REASONS = [
  // counts, or does not yet
  'qualified', 'hold', 'conversion', 'confirmation', 'expired',
  // does not count, in the order in which they are named when several apply
  'own_link', 'already_member', 'disposable', 'check.self_referral', 'check.burst',
  'check.own_address', 'check.same_device', 'check.shared_device', 'check.banned_domain', 'check.burst_hour', 'check.network_burst',
  'check.address_pattern', 'check.name_pattern', 'check.random_address', 'check.young_domain', 'check.ring', 'check.fast_signup',
  'check.bounces', 'check.conversion_rate', 'check.country_mismatch', 'check.score',
  'limit.domain', 'limit.day', 'limit.season',
  'claim', 'unsubscribed', 'bounced', 'refunded', 'refunded_in_part', 'first_order',
  // a person's word
  'review.genuine', 'review.not_genuine', 'review.duplicate', 'review.abuse', 'review.other', 'review.withdrawn', 'identity.merged',
  // adjustments
  'adjust.opening', 'adjust.correction', 'adjust.goodwill', 'adjust.attended', 'adjust.spent',
  // points that follow from something else
  'points.qualified', 'points.attended', 'points.conversion',
  // points spent in the shop, and given back
  'shop.bought', 'shop.cancelled', 'shop.revoked', 'shop.returned', 'shop.left',
  // the book itself
  'noted', 'adopted', 'merged', 'unmerged', 'grace_ended', 'season_ended',
] as const;
export type ReasonCode = (typeof REASONS)[number];

/** What a member reads. `waits_purchase` is the wait for whatever the rulebook asks beyond the confirmation. */
export const MEMBER_REASONS = [
  'own_link', 'here_before', 'not_accepted', 'limit', 'under_review', 'waits_confirmation', 'waits_purchase', 'waits_hold',
  'left', 'refunded', 'refunded_in_part', 'first_order', 'expired',
] as const;
export type MemberReason = (typeof MEMBER_REASONS)[number];

// Complete on purpose: a new code has to choose. Null: nothing stands in the way, or nothing a member is told.
const FOR_MEMBERS: Record<ReasonCode, MemberReason | null> = {
  qualified: null, hold: 'waits_hold', conversion: 'waits_purchase', confirmation: 'waits_confirmation', expired: 'expired',
  own_link: 'own_link', already_member: 'here_before', disposable: 'not_accepted',
  'check.self_referral': 'not_accepted', 'check.burst': 'not_accepted', 'check.own_address': 'not_accepted', 'check.same_device': 'not_accepted',
  'check.shared_device': 'not_accepted', 'check.banned_domain': 'not_accepted', 'check.burst_hour': 'not_accepted', 'check.network_burst': 'not_accepted',
  'check.address_pattern': 'not_accepted', 'check.name_pattern': 'not_accepted', 'check.random_address': 'not_accepted',
  'check.young_domain': 'not_accepted', 'check.ring': 'not_accepted', 'check.fast_signup': 'not_accepted', 'check.bounces': 'not_accepted',
  'check.conversion_rate': 'not_accepted', 'check.country_mismatch': 'not_accepted', 'check.score': 'not_accepted',
  'limit.domain': 'limit', 'limit.day': 'limit', 'limit.season': 'limit',
  claim: 'under_review', unsubscribed: 'left', bounced: 'left', refunded: 'refunded', refunded_in_part: 'refunded_in_part', first_order: 'first_order',
  'review.genuine': null, 'review.not_genuine': 'not_accepted', 'review.duplicate': 'here_before', 'review.abuse': 'not_accepted',
  'review.other': 'not_accepted', 'review.withdrawn': null, 'identity.merged': 'here_before',
  'adjust.opening': null, 'adjust.correction': null, 'adjust.goodwill': null, 'adjust.attended': null, 'adjust.spent': null,
  'points.qualified': null, 'points.attended': null, 'points.conversion': null,
  'shop.bought': null, 'shop.cancelled': null, 'shop.revoked': null, 'shop.returned': null, 'shop.left': null,
  noted: null, adopted: null, merged: null, unmerged: null, grace_ended: null, season_ended: null,
};

/**
 * What a member is told about a referral that does not count, or null if it counts.
 * @param status with it, a held referral reads `under_review` whichever check held it
 */
export function memberReason(code: ReasonCode, status?: string): MemberReason | null {
  return status === 'held' ? 'under_review' : FOR_MEMBERS[code];
}

/**
 * Whether a member may ask for a second look: a check or a person turned the friend down, or a check holds them. What no verdict could make
 * count (an own sign-up, somebody who was here before), what the friend did themselves, and limits, which are the same for all, are not contested.
 * @param claim of the friend's identity; a lost one counts for somebody else, or for nobody
 */
export function contestable(code: ReasonCode, status: string, claim: 'won' | 'lost'): boolean {
  if (claim === 'lost') return false;
  return status === 'held' || ((status === 'rejected' || status === 'reversed') && (FOR_MEMBERS[code] === 'not_accepted' || code === 'review.duplicate'));
}
