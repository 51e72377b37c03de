import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { moneyControllerOpen, type NewBudgetRequest, type Reward } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { fractionDigits, toMinor } from '../../i18n/money';
import { ProblemAlert } from '../../ui/problem-alert';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';

const PERIODS = ['total', 'month', 'season'] as const;

/** A new budget: of all rewards, or of one that has a cost. */
@Component({
  selector: 'ff-budget-form',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <form class="card grid gap-5" #form (submit)="$event.preventDefault(); save(form)">
      <h2 class="text-[18px]!">{{ 'budgets.new' | transloco }}</h2>
      <div class="grid gap-5 sm:grid-cols-2">
        <label class="field"><span class="label">{{ 'budgets.for' | transloco }}</span><select #which class="input" (change)="rewardId.set(which.value)"><option value="">{{ 'budgets.for_all' | transloco }}</option>@for (reward of priced(); track reward.id) { <option [value]="reward.id">{{ titleOf(reward) }}</option> }</select></label>
        <label class="field"><span class="label">{{ 'budgets.how_long' | transloco }}</span><select class="input" name="period">@for (period of periods; track period) { <option [value]="period">{{ 'budgets.period.' + period | transloco }}</option> }</select></label>
        <div class="grid grid-cols-[1fr_110px] gap-3">
          <label class="field"><span class="label">{{ 'budgets.amount' | transloco }}</span><input class="input" type="number" inputmode="decimal" name="amount" min="0" required [step]="step()"></label>
          <label class="field"><span class="label">{{ 'staff.cost_currency' | transloco }}</span><input #code class="input uppercase" maxlength="3" pattern="[A-Za-z]{3}" required autocomplete="off" [disabled]="rewardId() !== ''" [value]="currency()" (input)="currency.set(code.value)"></label>
        </div>
        <label class="field"><span class="label">{{ 'budgets.low_at' | transloco: { currency: currency() } }}</span><input class="input" type="number" inputmode="decimal" name="lowAt" min="0" required value="0" [step]="step()"></label>
        <label class="field sm:col-span-2"><span class="label">{{ 'staff.reason' | transloco }}</span><input class="input" name="reason" required maxlength="500" autocomplete="off"></label>
      </div>
      <p class="hint">{{ 'budgets.new_hint' | transloco }}</p>
      <ff-problem [problem]="attempt.problem()" />
      <div class="flex flex-wrap gap-2"><button type="submit" class="btn btn-primary" [disabled]="attempt.busy()">{{ 'staff.save' | transloco }}</button><button type="button" class="btn btn-ghost" (click)="closed.emit()">{{ 'cancel' | transloco }}</button></div>
    </form>
  `,
  host: { class: 'block' },
})
export class BudgetForm {
  readonly rewards = input.required<readonly Reward[]>();
  readonly made = output<void>();
  readonly closed = output<void>();
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  protected readonly periods = PERIODS;
  /** Empty: all of them. */
  protected readonly rewardId = signal('');
  protected readonly priced = computed(() => this.rewards().filter(({ cost }) => cost !== null));
  protected readonly currency = linkedSignal(() => (this.priced().find(({ id }) => id === this.rewardId()) ?? this.priced()[0])?.cost?.currency ?? 'EUR');
  protected readonly step = computed(() => 10 ** -fractionDigits(this.currency()));

  protected titleOf(reward: Reward): string {
    return textIn(reward.title, this.language.current());
  }

  protected async save(form: HTMLFormElement): Promise<void> {
    const typed = new FormData(form);
    const currency = this.currency().trim().toUpperCase();
    const minor = (name: string) => toMinor(Number(typed.get(name)), currency);
    const body: NewBudgetRequest = {
      rewardId: this.rewardId() || null, currency, amountMinor: minor('amount'), lowAtMinor: minor('lowAt'),
      period: PERIODS.find((period) => period === typed.get('period')) ?? 'total', reason: String(typed.get('reason')).trim(),
    };
    if (await this.attempt.run(() => moneyControllerOpen({ path: { programId: this.program.id() }, body }))) this.made.emit();
  }
}
