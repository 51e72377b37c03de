import { Component, computed, effect, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { referralsControllerList, type StaffReferral } from '../../api/generated';
import { Pages } from '../../api/pages';
import { AgePipe } from '../../i18n/age.pipe';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { RejectDialog } from './reject-dialog';
import { type Reason, VerdictDesk } from './verdict-desk';

const SHOWN = 5;

/** Those who have waited longest for a person, decided in place. */
@Component({
  selector: 'ff-review-queue',
  imports: [AgePipe, Icon, ProblemAlert, RejectDialog, RouterLink, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col">
      <div class="mb-3 flex items-center justify-between gap-3"><h2 class="text-[16px]!">{{ 'staff.queue' | transloco }}</h2><a class="font-semibold text-brand-ink no-underline hover:underline" [routerLink]="['/staff', program.role()?.slug, 'review']">{{ 'staff.queue_all' | transloco: { count: held() } }}</a></div>
      <ff-problem class="mb-3" [problem]="desk.attempt.problem() ?? referrals.problem()" />
      @if (referrals.isEmpty()) { <p class="text-ink-2">{{ 'review.none' | transloco }}</p> }
      <ul class="grid grid-cols-[minmax(0,1fr)] gap-1">
        @for (referral of referrals.items(); track referral.id) {
          <li class="flex items-center gap-x-3 py-1">
            <span class="grid size-9 shrink-0 place-items-center rounded-[10px] bg-sunken text-ink-2"><ff-icon name="users" /></span>
            <div class="min-w-0 flex-1"><a class="block truncate font-semibold text-ink no-underline hover:underline" [routerLink]="['/staff', program.role()?.slug, 'review']" [queryParams]="{ open: referral.id }">{{ nameOf(referral) }}</a><span class="block truncate text-[13px] text-ink-2">{{ 'reason.' + referral.reason | transloco }}@if (referral.referrer.name) {, {{ referral.referrer.name }}}</span></div>
            @if (program.may('reviews:decide')) {
              <div class="flex">
                <button type="button" class="btn btn-small px-2! text-ink-2 hover:bg-sunken" [disabled]="desk.attempt.busy()" (click)="rejecting.set(referral)" [attr.aria-label]="'staff.verdict_named.reject' | transloco: { friend: nameOf(referral) }"><ff-icon name="x" /></button>
                <button type="button" class="btn btn-small px-2! text-good hover:bg-good-bg" [disabled]="desk.attempt.busy()" (click)="give(referral, 'approve', 'review.genuine')" [attr.aria-label]="'staff.verdict_named.approve' | transloco: { friend: nameOf(referral) }"><ff-icon name="check" /></button>
              </div>
            }
          </li>
        }
      </ul>
      @if (since(); as since) { <p class="mt-auto border-t border-line pt-3 text-[13px] text-ink-2">{{ 'friends_desk.oldest' | transloco: { age: since | age, target: program.reviewTarget() } }}</p> }
    </section>
    @if (rejecting(); as referral) {
      <ff-reject-dialog [count]="1" [name]="nameOf(referral)" [counted]="0" (rejected)="give(referral, 'reject', $event)" (closed)="rejecting.set(null)" />
    }
  `,
  host: { class: 'block' },
})
export class ReviewQueue {
  protected readonly program = inject(StaffProgram);
  protected readonly desk = inject(VerdictDesk);
  private readonly transloco = inject(TranslocoService);
  protected readonly rejecting = signal<StaffReferral | null>(null);
  protected readonly referrals = new Pages<StaffReferral>(async () => (await referralsControllerList({ path: { programId: this.program.id() }, query: { status: 'held', sort: 'oldest', limit: SHOWN } })).data);
  protected readonly held = computed(() => (this.program.waiting.hasValue() ? (this.program.waiting.value().held ?? 0) : 0));
  protected readonly since = computed(() => (this.program.waiting.hasValue() ? this.program.waiting.value().heldSince : null));

  constructor() {
    effect(() => {
      this.desk.round();
      void this.referrals.reload();
    });
  }

  protected nameOf({ referee }: StaffReferral): string {
    return referee.name ?? referee.email ?? this.transloco.translate('friends.somebody');
  }

  protected async give(referral: StaffReferral, verdict: 'approve' | 'reject', reason: Reason): Promise<void> {
    await this.desk.give([{ id: referral.id, name: this.nameOf(referral), seen: referral.revision }], verdict, reason);
  }
}
