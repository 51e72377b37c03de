import { Component, computed, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { catalogueControllerListResource, moneyControllerListResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { BudgetCard } from './budget-card';
import { BudgetForm } from './budget-form';
import { MoneyRules } from './money-rules';
import { RewardTabs } from './reward-tabs';

/** How much rewards may cost, what is left of it and who waits, and from when on two people approve. */
@Component({
  selector: 'ff-budgets-page',
  imports: [BudgetCard, BudgetForm, Icon, MoneyRules, PageHeading, ProblemAlert, Reading, RewardTabs, TranslocoPipe],
  template: `
    <div class="flex flex-wrap items-start justify-between gap-x-4"><ff-page-heading heading="staff.rewards" text="budgets.text" />
      @if (program.may('rewards:write') && !adding()) { <button type="button" class="btn btn-primary mb-6" (click)="adding.set(true)"><ff-icon name="plus" />{{ 'budgets.new' | transloco }}</button> }</div>
    <ff-reward-tabs />
    <ff-problem class="mb-4" [problem]="problem()" />
    @if (shown(); as shown) {
      @if (adding()) { <ff-budget-form class="mb-5" [rewards]="rewards()" (made)="adding.set(false); reading.reload()" (closed)="adding.set(false)" /> }
      <div class="grid gap-5">
        @for (budget of shown.items; track budget.id) { <ff-budget-card [budget]="budget" (changed)="reading.reload()" /> }
        @empty { @if (!adding()) { <p class="card text-ink-2">{{ 'budgets.none' | transloco }}</p> } }
        <ff-money-rules [rules]="shown.rules" [currency]="currency()" (changed)="reading.reload()" />
      </div>
    } @else if (!problem()) { <ff-reading class="card" /> }
  `,
})
export class BudgetsPage {
  protected readonly program = inject(StaffProgram);
  protected readonly adding = signal(false);
  private readonly catalogue = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly reading = moneyControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly rewards = computed(() => (this.catalogue.hasValue() ? this.catalogue.value().items : []));
  protected readonly shown = computed(() => (this.reading.hasValue() ? this.reading.value() : null));
  protected readonly currency = computed(() => this.shown()?.rules.secondAbove?.currency ?? this.rewards().find(({ cost }) => cost)?.cost?.currency ?? 'EUR');
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));
}
