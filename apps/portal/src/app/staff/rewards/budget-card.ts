import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Budget, moneyControllerClose, moneyControllerMove, moneyControllerPlan } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { fractionDigits, moneyText, toMinor } from '../../i18n/money';
import { AskDialog } from '../../ui/ask-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';
import { BudgetHistory } from './budget-history';

type Asked = 'add' | 'take' | 'plan';

/** One budget: what is spent, reserved and left of it, who waits, and what can be done. */
@Component({
  selector: 'ff-budget-card',
  imports: [AskDialog, BudgetHistory, LocalDatePipe, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './budget-card.html',
  host: { class: 'card block' },
})
export class BudgetCard {
  readonly budget = input.required<Budget>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  protected readonly asking = signal<Asked | null>(null);
  protected readonly asked = this.asking.asReadonly();
  protected readonly closing = signal(false);
  protected readonly told = signal(false);
  protected readonly title = computed(() => { const reward = this.budget().reward; return reward ? textIn(reward.title, this.language.current()) : null; });
  protected readonly uncovered = computed(() => this.budget().uncovered.map((title) => textIn(title, this.language.current())).join(', '));
  protected readonly isLow = computed(() => this.budget().leftMinor <= this.budget().lowAtMinor);
  protected readonly step = computed(() => 10 ** -fractionDigits(this.budget().currency));
  /** Parts of the whole, in percent. */
  protected readonly parts = computed(() => {
    const { amountMinor, spentMinor, reservedMinor } = this.budget();
    return amountMinor === 0 ? { spent: 0, reserved: 0 } : { spent: (spentMinor / amountMinor) * 100, reserved: (reservedMinor / amountMinor) * 100 };
  });
  protected readonly figures = computed(() => {
    const { amountMinor, spentMinor, reservedMinor, leftMinor } = this.budget();
    return [{ name: 'amount', minor: amountMinor }, { name: 'spent', minor: spentMinor }, { name: 'reserved', minor: reservedMinor }, { name: 'left', minor: leftMinor }];
  });

  protected money(amountMinor: number): string {
    return moneyText({ amountMinor, currency: this.budget().currency }, this.language.current());
  }

  protected inUnits(minor: number): string {
    const digits = fractionDigits(this.budget().currency);
    return (minor / 10 ** digits).toFixed(digits);
  }

  protected async move(asked: 'add' | 'take', amount: string, reason: string): Promise<void> {
    const byMinor = toMinor(Number(amount), this.budget().currency) * (asked === 'add' ? 1 : -1);
    if (byMinor !== 0 && reason.trim()) await this.send(() => moneyControllerMove({ path: this.path(), body: { byMinor, reason: reason.trim() } }));
  }

  protected async plan(lowAt: string, each: string): Promise<void> {
    const minor = (amount: string) => toMinor(Number(amount), this.budget().currency);
    await this.send(() => moneyControllerPlan({ path: this.path(), body: { lowAtMinor: minor(lowAt), amountMinor: minor(each) } }));
  }

  protected async close(reason: string): Promise<void> {
    if (await this.send(() => moneyControllerClose({ path: this.path(), body: { reason } }))) this.closing.set(false);
  }

  private async send(request: () => Promise<unknown>): Promise<boolean> {
    if (!(await this.attempt.run(request))) return false;
    this.asking.set(null);
    this.changed.emit();
    return true;
  }

  private path() {
    return { programId: this.program.id(), budgetId: this.budget().id };
  }
}
