import { Component, computed, input } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';
import { TranslocoPipe } from '@jsverse/transloco';

/** The first thing wrong with a field, under it, once the person has been there or has tried to send. */
@Component({
  selector: 'ff-field-error',
  imports: [TranslocoPipe],
  template: `@if (kind(); as kind) { <p class="field-error" [id]="errorId()">{{ 'field.' + kind | transloco }}</p> }`,
  host: { class: 'block empty:hidden' },
})
export class FieldError {
  readonly for = input.required<FieldTree<string>>();
  /** For the input's `aria-describedby`. */
  readonly errorId = input.required<string>();
  protected readonly kind = computed(() => {
    const state = this.for()();
    return state.touched() && state.invalid() ? (state.errors()[0]?.kind ?? 'invalid') : null;
  });
}
