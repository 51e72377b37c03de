import { Component, computed, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { WrongFields } from './settings-check';

/** Stays in sight while something is unsaved. */
@Component({
  selector: 'ff-save-bar',
  imports: [TranslocoPipe],
  template: `
    <p aria-live="polite">{{ (count() > 0 ? 'staff.wrong_count' : 'staff.not_saved') | transloco: { count: count() } }}</p>
    <div class="flex flex-wrap gap-2">
      <button type="button" class="btn btn-ghost" (click)="discarded.emit()">{{ 'staff.discard' | transloco }}</button>
      <button type="submit" class="btn btn-primary" [disabled]="busy()">{{ 'staff.save' | transloco }}</button>
    </div>
  `,
  host: { class: 'sticky bottom-3 z-10 flex flex-wrap items-center justify-between gap-3 rounded-card border border-line-2 bg-card p-4 shadow-2xl' },
})
export class SaveBar {
  readonly busy = input.required<boolean>();
  readonly wrong = input<WrongFields>({});
  readonly discarded = output<void>();
  protected readonly count = computed(() => Object.keys(this.wrong()).length);
}
