import { HttpErrorResponse } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { catalogueControllerListResource, memberBookControllerShowResource } from '../../api/generated/@angular/common.gen';
import { readProblem } from '../../api/problem';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { TierPill } from '../../ui/tier-pill';
import { StaffProgram } from '../staff-program';
import { AdjustForm } from './adjust-form';
import { ReferralList } from './referral-list';
import { textIn } from './text-in';

const FIRST = 12;
const FIGURES = ['qualified', 'pending', 'held', 'rejected', 'reversed'] as const;

/** One person's book: what happened, what was decided and why, and what came of it. */
@Component({
  selector: 'ff-person-page',
  imports: [AdjustForm, Avatar, LocalDatePipe, ProblemAlert, ReferralList, RouterLink, StatusPill, TierPill, TranslocoPipe],
  templateUrl: './person-page.html',
})
export class PersonPage {
  /** Of the address. */
  readonly memberId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);

  protected readonly book = memberBookControllerShowResource(() => ({ path: { programId: this.program.id(), memberId: this.memberId() } }));
  private readonly rewards = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly all = signal(false);
  protected readonly member = computed(() => (this.book.hasValue() ? this.book.value().member : null));
  protected readonly name = computed(() => this.member()?.name ?? this.member()?.email ?? this.transloco.translate('staff.erased_person'));
  protected readonly figures = computed(() => FIGURES.map((status) => ({ status, count: this.member()?.[status] ?? 0 })));
  protected readonly entries = computed(() => this.shown(this.book.hasValue() ? this.book.value().entries : []));
  protected readonly facts = computed(() => this.shown(this.book.hasValue() ? this.book.value().facts : []));
  protected readonly hidden = computed(() => (this.book.hasValue() ? this.book.value().entries.length - this.entries().length : 0));
  protected readonly problem = computed(() => {
    const error = this.book.error();
    return error ? readProblem(error instanceof HttpErrorResponse ? error.error : null) : null;
  });

  protected rewardTitle(rewardId: string): string {
    const reward = this.rewards.hasValue() ? this.rewards.value().items.find(({ id }) => id === rewardId) : undefined;
    return reward ? textIn(reward.title, this.language.current()) : '';
  }

  protected signed(delta: number): string {
    return new Intl.NumberFormat(this.language.current(), { signDisplay: 'exceptZero' }).format(delta);
  }

  private shown<T>(rows: readonly T[]): readonly T[] {
    return this.all() ? rows : rows.slice(0, FIRST);
  }
}
