import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, effect, inject, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { reviewsControllerList, reviewsControllerReview, type ReviewRequest, type StaffReferral } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { Pages } from '../../api/pages';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

const SHOWN = 5;
const REJECTIONS = ['review.not_genuine', 'review.duplicate', 'review.abuse', 'review.other'] as const;

/** The first of the referrals that wait for a person, decided in place. */
@Component({
  selector: 'ff-review-queue',
  imports: [Icon, ProblemAlert, RouterLink, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col">
      <div class="mb-3 flex items-center justify-between gap-3"><h2 class="text-[16px]!">{{ 'staff.queue' | transloco }}</h2><a class="font-semibold text-brand-ink no-underline" [routerLink]="['/staff', program.role()?.slug, 'review']">{{ 'staff.queue_all' | transloco }}</a></div>
      <ff-problem class="mb-3" [problem]="attempt.problem() ?? referrals.problem()" />
      @if (referrals.isEmpty()) { <p class="text-ink-2">{{ 'review.none' | transloco }}</p> }
      <ul class="grid gap-1">
        @for (referral of referrals.items(); track referral.id) {
          <li class="flex flex-wrap items-center gap-x-3 py-1">
            <span class="grid size-9 shrink-0 place-items-center rounded-[10px] bg-sunken text-ink-2"><ff-icon name="users" /></span>
            <div class="min-w-0 flex-1"><strong class="block truncate font-semibold">{{ nameOf(referral) }}</strong><span class="block truncate text-[13px] text-ink-2">{{ 'reason.' + referral.reason | transloco }}</span></div>
            @if (program.may('reviews:decide')) {
              <button type="button" class="btn btn-small px-2! text-ink-2 hover:bg-sunken" [disabled]="attempt.busy()" (click)="rejecting.set(rejecting() === referral.id ? null : referral.id)" [attr.aria-expanded]="rejecting() === referral.id" [attr.aria-label]="'staff.verdict_named.reject' | transloco: { friend: nameOf(referral) }"><ff-icon name="x" /></button>
              <button type="button" class="btn btn-small px-2! text-good hover:bg-good-bg" [disabled]="attempt.busy()" (click)="decide(referral, 'approve', 'review.genuine')" [attr.aria-label]="'staff.verdict_named.approve' | transloco: { friend: nameOf(referral) }"><ff-icon name="check" /></button>
              @if (rejecting() === referral.id) {
                <form class="mt-2 mb-1 flex w-full gap-2" (submit)="$event.preventDefault(); decide(referral, 'reject', reason.value)">
                  <select class="input min-h-9" #reason [attr.aria-label]="'review.why' | transloco">@for (code of rejections; track code) { <option [value]="code">{{ 'reason.' + code | transloco }}</option> }</select>
                  <button type="submit" class="btn btn-danger btn-small" [disabled]="attempt.busy()">{{ 'review.reject' | transloco }}</button>
                </form>
              }
            }
          </li>
        }
      </ul>
    </section>
  `,
  host: { class: 'block' },
})
export class ReviewQueue {
  readonly decided = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  protected readonly rejections = REJECTIONS;
  protected readonly rejecting = signal<string | null>(null);
  protected readonly attempt = new Attempt();
  protected readonly referrals = new Pages<StaffReferral>(async () => (await reviewsControllerList({ path: { programId: this.program.id() }, query: { status: 'held', limit: SHOWN } })).data);

  constructor() {
    effect(() => void this.referrals.reload());
  }

  protected nameOf(referral: StaffReferral): string {
    return referral.referee.name ?? this.transloco.translate('friends.somebody');
  }

  protected async decide(referral: StaffReferral, verdict: 'approve' | 'reject', reason: string): Promise<void> {
    const body = { id: newId(), referralId: referral.id, verdict, reason: reason as ReviewRequest['reason'] };
    if (!(await this.attempt.run(() => reviewsControllerReview({ path: { programId: this.program.id() }, body })))) return;
    this.rejecting.set(null);
    void this.announcer.announce(this.transloco.translate(`staff.verdict_given.${verdict}`, { friend: this.nameOf(referral) }));
    this.decided.emit();
    await this.referrals.reload();
  }
}
