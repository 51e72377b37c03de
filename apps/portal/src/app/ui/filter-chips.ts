import { Component, input, model } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** One choice of a few, as chips: which part of a list is shown. */
@Component({
  selector: 'ff-filter-chips',
  imports: [TranslocoPipe],
  template: `
    <div role="group" class="mb-5 flex flex-wrap gap-2" [attr.aria-label]="label() | transloco">
      @for (choice of choices(); track choice) {
        <button type="button" class="btn btn-small rounded-full!" [class]="choice === value() ? 'border-brand-ink! bg-brand-50 text-brand-ink' : 'border-line-2! bg-card text-ink-2'" [attr.aria-pressed]="choice === value()" (click)="value.set(choice)">
          {{ prefix() + choice | transloco }}
        </button>
      }
    </div>
  `,
})
export class FilterChips<T extends string> {
  readonly choices = input.required<readonly T[]>();
  readonly value = model.required<T>();
  /** Before each choice, its message key. */
  readonly prefix = input.required<string>();
  readonly label = input.required<string>();
}
