import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, effect, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { reviewsControllerList, reviewsControllerReview, type ReviewRequest, type StaffReferral } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { evidenceOf } from './evidence';
import { type Verdict, verdictsOn } from './verdicts';

const TONES: Record<StaffReferral['status'], Tone> = { held: 'warn', pending: 'plain', qualified: 'good', rejected: 'bad', reversed: 'bad' };
const REJECTIONS = ['review.not_genuine', 'review.duplicate', 'review.abuse', 'review.other'] as const;

/** Friends with the reason for where they stand, and what a person may decide about each. */
@Component({
  selector: 'ff-referral-list',
  imports: [Icon, LocalDatePipe, ProblemAlert, StatusPill, TranslocoPipe],
  templateUrl: './referral-list.html',
})
export class ReferralList {
  /** Null: in every state. */
  readonly status = input<StaffReferral['status'] | null>(null);
  /** Null: whoever invited them. */
  readonly memberId = input<string | null>(null);
  readonly decided = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);

  protected readonly rejections = REJECTIONS;
  protected readonly tones = TONES;
  protected readonly evidenceOf = evidenceOf;
  protected readonly verdictsOn = verdictsOn;
  /** The referral that is about to be rejected: its reason is asked for. */
  protected readonly rejecting = signal<string | null>(null);
  protected readonly attempt = new Attempt();
  protected readonly referrals = new Pages<StaffReferral>(async (cursor) => (await reviewsControllerList({ path: { programId: this.program.id() }, query: this.query(cursor) })).data);

  constructor() {
    effect(() => {
      this.status();
      this.memberId();
      this.referrals.items.set([]);
      void this.referrals.reload();
    });
  }

  protected choose(referral: StaffReferral, verdict: Verdict): Promise<void> {
    if (verdict === 'approve') return this.decide(referral, 'approve', 'review.genuine');
    if (verdict === 'withdraw') return this.decide(referral, 'withdraw', 'review.withdrawn');
    this.rejecting.set(referral.id);
    return Promise.resolve();
  }

  protected async decide(referral: StaffReferral, verdict: Verdict, reason: string): Promise<void> {
    const body = { id: newId(), referralId: referral.id, verdict, reason: reason as ReviewRequest['reason'] };
    if (!(await this.attempt.run(() => reviewsControllerReview({ path: { programId: this.program.id() }, body })))) return;
    this.rejecting.set(null);
    void this.announcer.announce(this.transloco.translate(`staff.verdict_given.${verdict}`, { friend: referral.referee.name ?? '' }));
    this.decided.emit();
    await this.referrals.reload();
  }

  private query(cursor: string | undefined) {
    const status = this.status();
    const memberId = this.memberId();
    return { ...(status ? { status } : {}), ...(memberId ? { memberId } : {}), ...(cursor ? { cursor } : {}) };
  }
}
