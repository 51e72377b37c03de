import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { moneyControllerRule, type RewardRules } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { fractionDigits, toMinor } from '../../i18n/money';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** What holds for every reward: from what cost on two people approve, and how many a member gets in a day. */
@Component({
  selector: 'ff-money-rules',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <form class="card grid gap-5" #form (submit)="$event.preventDefault(); save(form)">
      <div><h2 class="text-[18px]!">{{ 'budgets.rules' | transloco }}</h2><p class="mt-1 text-ink-2">{{ 'budgets.rules_text' | transloco }}</p></div>
      <div class="grid gap-5 sm:grid-cols-2">
        <div class="grid grid-cols-[1fr_110px] gap-3">
          <label class="field"><span class="label">{{ 'budgets.second_above' | transloco }}</span><input class="input" type="number" inputmode="decimal" name="second" min="0" [step]="step()" [value]="second()" [placeholder]="'budgets.second_never' | transloco"></label>
          <label class="field"><span class="label">{{ 'staff.cost_currency' | transloco }}</span><input #typed class="input uppercase" maxlength="3" pattern="[A-Za-z]{3}" required autocomplete="off" [value]="code()" (input)="code.set(typed.value)"></label>
        </div>
        <label class="field"><span class="label">{{ 'budgets.per_day' | transloco }}</span><input class="input" type="number" name="perDay" min="1" max="1000" [value]="rules().grantsPerDay ?? ''" [placeholder]="'budgets.per_day_none' | transloco"></label>
      </div>
      <ff-problem [problem]="attempt.problem()" />
      <div class="flex flex-wrap items-center gap-3"><button type="submit" class="btn btn-primary" [disabled]="attempt.busy() || !program.may('rewards:write')">{{ 'staff.save' | transloco }}</button><span role="status">@if (saved()) { {{ 'staff.saved' | transloco }} }</span></div>
    </form>
  `,
  host: { class: 'block' },
})
export class MoneyRules {
  readonly rules = input.required<RewardRules>();
  readonly currency = input.required<string>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  protected readonly attempt = new Attempt();
  protected readonly saved = signal(false);
  protected readonly code = linkedSignal(() => this.currency());
  protected readonly step = computed(() => 10 ** -fractionDigits(this.code()));
  protected readonly second = computed(() => {
    const limit = this.rules().secondAbove;
    return limit ? (limit.amountMinor / 10 ** fractionDigits(limit.currency)).toFixed(fractionDigits(limit.currency)) : '';
  });

  protected async save(form: HTMLFormElement): Promise<void> {
    const typed = new FormData(form);
    const currency = this.code().trim().toUpperCase();
    const second = typed.get('second');
    const body: RewardRules = { secondAbove: second ? { amountMinor: toMinor(Number(second), currency), currency } : null, grantsPerDay: typed.get('perDay') ? Number(typed.get('perDay')) : null };
    this.saved.set(await this.attempt.run(() => moneyControllerRule({ path: { programId: this.program.id() }, body })));
    if (this.saved()) this.changed.emit();
  }
}
