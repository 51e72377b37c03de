import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, effect, inject, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { reviewsControllerList, reviewsControllerReview, type ReviewRequest, type StaffReferral } from '../../api/generated';
import { newId } from '../../api/new-id';
import { Pages } from '../../api/pages';
import { type ApiProblem, readProblem } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { FilterChips } from '../../ui/filter-chips';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { evidenceOf } from './evidence';

const STATUSES = ['held', 'pending', 'qualified', 'rejected', 'reversed'] as const;
const TONES: Record<StaffReferral['status'], Tone> = { held: 'warn', pending: 'plain', qualified: 'good', rejected: 'bad', reversed: 'bad' };
const REJECTIONS = ['review.not_genuine', 'review.duplicate', 'review.abuse', 'review.other'] as const;

/** Referrals that a person must look at; and all others, to see why they were decided as they were. */
@Component({
  selector: 'ff-review-page',
  imports: [FilterChips, Icon, LocalDatePipe, PageHeading, ProblemAlert, StatusPill, TranslocoPipe],
  templateUrl: './review-page.html',
})
export class ReviewPage {
  protected readonly program = inject(StaffProgram);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);

  protected readonly statuses = STATUSES;
  protected readonly rejections = REJECTIONS;
  protected readonly tones = TONES;
  protected readonly evidenceOf = evidenceOf;
  protected readonly status = signal<StaffReferral['status']>('held');
  /** The referral that is about to be rejected: its reason is asked for. */
  protected readonly rejecting = signal<string | null>(null);
  protected readonly busy = signal<string | null>(null);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly referrals = new Pages<StaffReferral>(async (cursor) =>
    (await reviewsControllerList({ path: { programId: this.program.id() }, query: { status: this.status(), ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    effect(() => {
      this.status();
      this.referrals.items.set([]);
      void this.referrals.reload();
    });
  }

  protected approve(referral: StaffReferral): Promise<void> {
    return this.decide(referral, 'approve', 'review.genuine');
  }

  protected reject(referral: StaffReferral, reason: string): Promise<void> {
    return this.decide(referral, 'reject', reason as ReviewRequest['reason']);
  }

  private async decide(referral: StaffReferral, verdict: 'approve' | 'reject', reason: ReviewRequest['reason']): Promise<void> {
    this.busy.set(referral.id);
    this.problem.set(null);
    try {
      await reviewsControllerReview({ path: { programId: this.program.id() }, body: { id: newId(), referralId: referral.id, verdict, reason } });
      this.rejecting.set(null);
      void this.announcer.announce(this.transloco.translate(`review.${verdict}d`, { friend: referral.referee.name ?? '' }));
      await this.referrals.reload();
    } catch (error) {
      this.problem.set(readProblem(error));
    } finally {
      this.busy.set(null);
    }
  }
}
