import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Budget } from '../../api/generated';
import { moneyControllerHistoryResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { moneyText } from '../../i18n/money';
import { ProblemAlert } from '../../ui/problem-alert';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';

/** What was added to a budget and taken from it, by whom and why. */
@Component({
  selector: 'ff-budget-history',
  imports: [ProblemAlert, TranslocoPipe, ZonedTimePipe],
  template: `
    <ff-problem [problem]="problem()" />
    <ol class="grid gap-2.5 rounded-inset bg-sunken p-4">
      @for (moment of moments(); track $index) {
        <li class="grid gap-x-3 sm:grid-cols-[170px_1fr]"><span class="text-[13px] text-ink-2 tabular-nums">{{ moment.at | zonedTime: program.timeZone() }}</span>
          <span>{{ 'staff.act.' + moment.action | transloco }}@if (moment.byMinor !== null) {: <strong class="font-semibold tabular-nums">{{ money(moment.byMinor) }}</strong>}@if (moment.by) {<span class="text-ink-2"> · {{ moment.by }}</span>}
            @if (moment.served) {<span class="block text-[13px] text-ink-2">{{ 'budgets.served' | transloco: { count: moment.served } }}</span>}
            @if (moment.reason) {<span class="block text-[13px] text-ink-2">“{{ moment.reason }}”</span>}</span></li>
      }
    </ol>
  `,
  host: { class: 'block' },
})
export class BudgetHistory {
  readonly budget = input.required<Budget>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly reading = moneyControllerHistoryResource(() => ({ path: { programId: this.program.id(), budgetId: this.budget().id } }));
  protected readonly moments = computed(() => (this.reading.hasValue() ? this.reading.value().items : []));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected money(amountMinor: number): string {
    return `${amountMinor > 0 ? '+' : ''}${moneyText({ amountMinor, currency: this.budget().currency }, this.language.current())}`;
  }
}
