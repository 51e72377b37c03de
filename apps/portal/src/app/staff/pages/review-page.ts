import { Component, signal } from '@angular/core';
import type { StaffReferral } from '../../api/generated';
import { FilterChips } from '../../ui/filter-chips';
import { PageHeading } from '../page-heading';
import { ReferralList } from './referral-list';

const STATUSES = ['held', 'pending', 'qualified', 'rejected', 'reversed'] as const;

/** Referrals that a person must look at; and all others, to see why they were decided as they were, or to overrule that. */
@Component({
  selector: 'ff-review-page',
  imports: [FilterChips, PageHeading, ReferralList],
  template: `
    <ff-page-heading heading="staff.review" text="review.text" />
    <ff-filter-chips [choices]="statuses" [(value)]="status" prefix="referral." label="review.filter" />
    <ff-referral-list [status]="status()" />
  `,
})
export class ReviewPage {
  protected readonly statuses = STATUSES;
  protected readonly status = signal<StaffReferral['status']>('held');
}
