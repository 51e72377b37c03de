import { Component, computed, input } from '@angular/core';

/** The program's mark: its initial on its colour. */
@Component({
  selector: 'ff-mark',
  template: '{{ initial() }}',
  host: { class: 'grid size-9 shrink-0 place-items-center rounded-[10px] bg-brand font-display text-lg font-bold text-on-brand', 'aria-hidden': 'true' },
})
export class Mark {
  readonly name = input.required<string>();
  protected readonly initial = computed(() => [...this.name().trim()][0]?.toUpperCase() ?? 'F');
}
