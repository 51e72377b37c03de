import { Component, computed, inject, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MemberBook } from '../../api/generated';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';

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
  protected readonly all = signal(false);
  protected readonly entries = computed(() => this.shown(this.book().entries));
  protected readonly facts = computed(() => this.shown(this.book().facts));
  protected readonly hidden = computed(() => this.book().entries.length - this.entries().length + this.book().facts.length - this.facts().length);
  protected readonly unbroken = computed(() => this.book().entries.every(({ chained }) => chained));

  protected signed(delta: number): string {
    return new Intl.NumberFormat(this.language.current(), { signDisplay: 'exceptZero' }).format(delta);
  }

  private shown<T>(rows: readonly T[]): readonly T[] {
    return this.all() ? rows : rows.slice(0, FIRST);
  }
}
