import { Component, effect, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { type ListedReferral, referralsControllerList, type StaffReferral } from '../../api/generated';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { CheckWords } from '../friends/check-words';
import { friendTones } from '../friends/friend-tones';
import { RejectDialog } from '../friends/reject-dialog';
import { type Reason, VerdictDesk } from '../friends/verdict-desk';
import { StaffProgram } from '../staff-program';
import { type Verdict, verdictsOn } from './verdicts';

/** The friends of one member with the reason for where each stands, and what a person may decide about it. */
@Component({
  selector: 'ff-referral-list',
  imports: [Icon, LocalDatePipe, PagesFoot, ProblemAlert, RejectDialog, StatusPill, TranslocoPipe],
  templateUrl: './referral-list.html',
})
export class ReferralList {
  readonly memberId = input.required<string>();
  readonly decided = output<void>();
  protected readonly program = inject(StaffProgram);
  protected readonly desk = inject(VerdictDesk);
  private readonly transloco = inject(TranslocoService);

  protected readonly tones = friendTones;
  protected readonly words = inject(CheckWords);
  protected readonly verdictsOn = verdictsOn;
  /** Who is about to be rejected: the reason is asked for. */
  protected readonly rejecting = signal<StaffReferral | null>(null);
  protected readonly referrals = new Pages<ListedReferral>(async (cursor) => (await referralsControllerList({
    path: { programId: this.program.id() }, query: { memberId: this.memberId(), ...(cursor ? { cursor } : {}) },
  })).data);
  private seen = this.desk.round();

  constructor() {
    effect(() => {
      this.memberId();
      const round = this.desk.round();
      void this.referrals.reload();
      if (round !== this.seen) this.decided.emit();
      this.seen = round;
    });
  }

  protected choose(referral: StaffReferral, verdict: Verdict): void {
    if (verdict === 'reject') this.rejecting.set(referral);
    else void this.give(referral, verdict, verdict === 'approve' ? 'review.genuine' : 'review.withdrawn');
  }

  protected async give(referral: StaffReferral, verdict: Verdict, reason: Reason): Promise<void> {
    await this.desk.give([{ id: referral.id, name: this.nameOf(referral), seen: referral.revision }], verdict, reason);
  }

  protected nameOf({ referee }: StaffReferral): string {
    return referee.name ?? referee.email ?? this.transloco.translate('friends.somebody');
  }
}
