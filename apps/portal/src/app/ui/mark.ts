import { Component, computed, input } from '@angular/core';

/** The program's mark: its logo, or its initial on its colour. */
@Component({
  selector: 'ff-mark',
  template: `@if (logo(); as url) { <img class="h-full w-auto max-w-32 rounded-lg object-contain" [src]="url" alt=""> } @else { {{ initial() }} }`,
  host: { class: 'inline-flex h-9 shrink-0 items-center justify-center rounded-[10px] font-display text-lg font-bold', '[class]': "logo() ? '' : 'w-9 bg-brand text-on-brand'", 'aria-hidden': 'true' },
})
export class Mark {
  readonly name = input.required<string>();
  readonly logo = input<string | null>(null);
  protected readonly initial = computed(() => [...this.name().trim()][0]?.toUpperCase() ?? 'F');
}
