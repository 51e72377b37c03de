import { Component, computed, inject, input, output } from '@angular/core';
import { RuleWords } from './rule-words';
import type { Rules, Slot } from './sentence';

/** A gap in a sentence, as a field in the line of text. */
@Component({
  selector: 'ff-slot',
  template: `
    @let slot = this.slot();
    @switch (slot.kind) {
      @case ('choice') {
        <select #choice class="slot" [attr.aria-label]="label()" [attr.aria-invalid]="invalid()" [attr.aria-describedby]="invalid() ? errorId() : null" (change)="emit(choice.value)">
          @for (option of slot.choices; track option.value) { <option [value]="option.value" [selected]="option.value === slot.value">{{ words.say(option.words) }}</option> }
        </select>
      }
      @case ('number') {
        <input #number class="slot tabular-nums" type="number" inputmode="decimal" min="0" max="1000000" [step]="unitOf(slot) ** -1" [value]="shown()" [attr.aria-label]="label()" [attr.aria-invalid]="invalid()" [attr.aria-describedby]="invalid() ? errorId() : null" (input)="emit(number.value)">
      }
      @case ('day') {
        <input #day class="slot" type="date" required [value]="slot.value" [attr.aria-label]="label()" [attr.aria-invalid]="invalid()" [attr.aria-describedby]="invalid() ? errorId() : null" (change)="day.value && emit(day.value)">
      }
      @case ('text') {
        <input #text class="slot" autocomplete="off" maxlength="80" [value]="slot.value" [placeholder]="slot.empty ? words.tell(slot.empty) : ''" [attr.aria-label]="label()" [attr.aria-invalid]="invalid()" [attr.aria-describedby]="invalid() ? errorId() : null" (input)="emit(text.value)">
      }
    }
  `,
})
export class SlotField {
  readonly slot = input.required<Slot>();
  /** What it is, and of which rule. */
  readonly label = input.required<string>();
  readonly invalid = input.required<boolean>();
  /** Of the line that says what is wrong. */
  readonly errorId = input.required<string>();
  readonly changed = output<Rules>();
  protected readonly words = inject(RuleWords);
  protected readonly shown = computed(() => {
    const slot = this.slot();
    return slot.kind === 'number' && Number.isFinite(slot.value) ? slot.value / this.unitOf(slot) : '';
  });

  protected emit(typed: string): void {
    const slot = this.slot();
    // An empty field is no number, which the rules then say, rather than a nought that nobody typed.
    if (slot.kind === 'number') this.changed.emit(slot.set(typed === '' ? NaN : slot.digits === undefined ? Number(typed) : Math.round(Number(typed) * this.unitOf(slot))));
    else this.changed.emit(slot.set(typed));
  }

  /** How many of what the rule keeps make one of what is typed: 100 cents. */
  protected unitOf({ digits = 0 }: Extract<Slot, { kind: 'number' }>): number {
    return 10 ** digits;
  }
}
