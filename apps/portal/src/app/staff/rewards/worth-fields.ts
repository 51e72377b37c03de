import { Component, computed, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { CURRENCIES, type Currency } from '@fanfare/contracts';
import type { NewRewardRequest } from '../../api/generated';
import { fractionDigits, toMinor } from '../../i18n/money';

type Off = 'amount' | 'percent';

/** What a new reward is worth: an amount; or what a code takes off, from when and for how long. Read from its form by `worthIn`. */
@Component({
  selector: 'ff-worth-fields',
  imports: [TranslocoPipe],
  template: `
    <fieldset class="grid gap-5"><legend class="label mb-1.5">{{ (ofCode() ? 'staff.worth_off' : 'staff.worth') | transloco }}</legend>
      @if (ofCode()) {
        <div class="flex flex-wrap gap-x-6 gap-y-1">@for (each of offs; track each) { <label class="flex min-h-8 items-center gap-2.5"><input type="radio" class="size-4 accent-brand" name="off" [value]="each" [checked]="each === off()" (change)="off.set(each)">{{ 'staff.worth_off.' + each | transloco }}</label> }</div>
      }
      <div class="grid gap-5 sm:grid-cols-2">
        @if (byAmount()) {
          <div class="grid grid-cols-[1fr_110px] gap-3">
            <label class="field"><span class="label">{{ 'staff.worth_amount' | transloco }}</span><input class="input" type="number" inputmode="decimal" name="amount" required max="100000" [min]="least()" [step]="least()"></label>
            <label class="field"><span class="label">{{ 'staff.worth_currency' | transloco }}</span><select #code class="input" name="amountCurrency" (change)="currency.set(code.value)">@for (each of currencies; track each) { <option [value]="each" [selected]="each === currency()">{{ each }}</option> }</select></label>
          </div>
        } @else {
          <label class="field"><span class="label">{{ 'staff.worth_percent' | transloco }}</span><input class="input" type="number" name="percentOff" required min="1" max="100"></label>
        }
        @if (ofCode()) {
          @if (byAmount()) { <label class="field"><span class="label">{{ 'staff.worth_minimum' | transloco }}</span><input class="input" type="number" inputmode="decimal" name="minimum" max="1000000" [min]="least()" [step]="least()"></label> }
          <label class="field"><span class="label">{{ 'staff.worth_days' | transloco }}</span><input class="input" type="number" name="validDays" min="1" max="3650"></label>
          <label class="field"><span class="label">{{ 'staff.worth_prefix' | transloco }}</span><input class="input uppercase placeholder:normal-case" name="codePrefix" maxlength="20" pattern="[A-Za-z0-9]([A-Za-z0-9\\-]{0,18}[A-Za-z0-9])?" autocomplete="off" aria-describedby="prefix-hint"><span class="hint" id="prefix-hint">{{ 'staff.worth_prefix_hint' | transloco }}</span></label>
        }
      </div>
      <p class="hint">{{ 'staff.worth_fixed' | transloco }}</p>
    </fieldset>
  `,
})
export class WorthFields {
  readonly ofCode = input.required<boolean>();
  protected readonly currencies = CURRENCIES;
  protected readonly offs = ['amount', 'percent'] as const;
  protected readonly off = signal<Off>('amount');
  protected readonly currency = signal<string>('EUR');
  protected readonly byAmount = computed(() => !this.ofCode() || this.off() === 'amount');
  protected readonly least = computed(() => (10 ** -fractionDigits(this.currency())).toFixed(fractionDigits(this.currency())));
}

/** What was entered; nothing for a reward that has no such fields. */
export function worthIn(form: FormData): Pick<NewRewardRequest, 'amount' | 'percentOff' | 'minimumMinor' | 'validDays' | 'codePrefix'> {
  const number = (name: string) => (form.get(name) ? Number(form.get(name)) : null);
  const currency: Currency = CURRENCIES.find((each) => each === form.get('amountCurrency')) ?? 'EUR';
  const minor = (name: string) => { const entered = number(name); return entered === null ? null : toMinor(entered, currency); };
  const amountMinor = minor('amount');
  return {
    amount: amountMinor === null ? null : { amountMinor, currency },
    percentOff: number('percentOff'), minimumMinor: minor('minimum'), validDays: number('validDays'), codePrefix: form.get('codePrefix')?.toString().trim() || null,
  };
}
