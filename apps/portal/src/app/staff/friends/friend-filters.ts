import { Component, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { ReferralCounts, StaffReferral } from '../../api/generated';
import { Icon } from '../../ui/icon';

export type FriendStatus = StaffReferral['status'];
export interface FriendFilter {
  readonly status: FriendStatus | null;
  readonly reason: StaffReferral['reason'] | null;
  readonly search: string | null;
  readonly assignee: 'mine' | 'nobody' | null;
  readonly from: string | null;
  readonly to: string | null;
}
export const STATUSES = ['held', 'pending', 'qualified', 'rejected', 'reversed', 'expired'] as const satisfies readonly FriendStatus[];
/** Reasons a friend can stand for: others belong to counts and books. */
export const FRIEND_REASONS = [
  'qualified', 'hold', 'conversion', 'confirmation', 'expired', 'own_link', 'already_member', 'disposable', 'check.self_referral', 'check.burst',
  'check.own_address', 'check.same_device', 'check.shared_device', 'check.banned_domain', 'check.burst_hour', 'check.network_burst', 'check.address_pattern',
  'check.name_pattern', 'check.random_address', 'check.young_domain', 'check.ring', 'check.fast_signup', 'check.bounces', 'check.conversion_rate',
  'check.country_mismatch', 'check.score',
  'limit.domain', 'limit.day', 'limit.season', 'claim', 'unsubscribed', 'bounced', 'refunded', 'refunded_in_part', 'first_order',
  'review.genuine', 'review.not_genuine', 'review.duplicate', 'review.abuse', 'review.other', 'identity.merged',
] as const satisfies readonly StaffReferral['reason'][];
export const ASSIGNEES = ['mine', 'nobody'] as const satisfies readonly FriendFilter['assignee'][];
/** Where the API stops counting. */
const COUNTED_AT_MOST = 10_000;

/** What narrows the list of friends: by state with how many there are in each, by name, by reason, by day. */
@Component({
  selector: 'ff-friend-filters',
  imports: [Icon, TranslocoPipe],
  templateUrl: './friend-filters.html',
  host: { class: 'block' },
})
export class FriendFilters {
  readonly filter = input.required<FriendFilter>();
  readonly counts = input.required<ReferralCounts | null>();
  /** Who may not see members cannot look for one. */
  readonly searchable = input.required<boolean>();
  /** Whether friends are somebody’s to look at. */
  readonly assignable = input.required<boolean>();
  readonly changed = output<Partial<FriendFilter>>();
  protected readonly statuses = STATUSES;
  protected readonly reasons = FRIEND_REASONS;
  protected readonly assignees = [null, ...ASSIGNEES];

  protected countOf(status: FriendStatus): string | null {
    const count = this.counts()?.[status];
    return count === undefined ? null : count >= COUNTED_AT_MOST ? `${COUNTED_AT_MOST}+` : String(count);
  }

  protected choose(reason: string): void {
    this.changed.emit({ reason: FRIEND_REASONS.find((known) => known === reason) ?? null });
  }
}
