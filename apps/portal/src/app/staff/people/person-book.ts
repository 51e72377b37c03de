import { Component, computed, inject, input, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { MemberBook } from '../../api/generated';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';
import { Cohorts } from '../cohorts/cohorts';

const FIRST = 12;

/** What was decided and why, and what it was decided from. */
@Component({
  selector: 'ff-person-book',
  imports: [Icon, LocalDatePipe, TranslocoPipe],
  templateUrl: './person-book.html',
})
export class PersonBook {
  readonly book = input.required<MemberBook>();
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  private readonly cohorts = inject(Cohorts);
  protected readonly all = signal(false);
  protected readonly entries = computed(() => this.shown(this.book().entries));
  protected readonly facts = computed(() => this.shown(this.book().facts));
  protected readonly hidden = computed(() => this.book().entries.length - this.entries().length + this.book().facts.length - this.facts().length);
  protected readonly unbroken = computed(() => this.book().entries.every(({ chained }) => chained));

  protected signed(delta: number): string {
    return new Intl.NumberFormat(this.language.current(), { signDisplay: 'exceptZero' }).format(delta);
  }

  protected said({ kind, body }: MemberBook['facts'][number]): string {
    this.language.current(); // again when the language changes
    if (kind !== 'cohort') return this.transloco.translate(`staff.fact.${kind}`);
    const { to, by } = body as { readonly to: string | null; readonly by: string };
    if (to === null) return this.transloco.translate('staff.fact.cohort_out');
    return this.transloco.translate(by === this.book().member.id ? 'staff.fact.cohort_signup' : 'staff.fact.cohort_into', { cohort: this.cohorts.nameOf(to) });
  }

  private shown<T>(rows: readonly T[]): readonly T[] {
    return this.all() ? rows : rows.slice(0, FIRST);
  }
}
