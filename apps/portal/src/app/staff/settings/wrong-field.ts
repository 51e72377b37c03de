import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { WrongFields } from './settings-check';

/** What is wrong with a field of the settings, under it. */
@Component({
  selector: 'ff-wrong',
  imports: [TranslocoPipe],
  template: `@if (kind(); as kind) { <p class="field-error" [id]="'wrong-' + field()">{{ 'staff.wrong.' + kind | transloco }}</p> }`,
  host: { class: 'block empty:hidden' },
})
export class WrongField {
  readonly field = input.required<string>();
  readonly wrong = input.required<WrongFields>();
  protected readonly kind = computed(() => this.wrong()[this.field()] ?? null);
}
