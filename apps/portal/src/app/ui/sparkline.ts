import { Component, computed, input } from '@angular/core';
import { curveOf } from './curve';

const BOX = { width: 72, height: 26 };

/** How a figure moved, without numbers: decoration beside the figure. */
@Component({
  selector: 'ff-sparkline',
  template: `<svg viewBox="-1 -2 74 30" class="h-[30px] w-[74px] text-brand-ink" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" aria-hidden="true"><path [attr.d]="line()" /></svg>`,
  host: { class: 'block shrink-0' },
})
export class Sparkline {
  readonly values = input.required<readonly (number | null)[]>();
  protected readonly line = computed(() => {
    const known = this.values().filter((value) => value !== null);
    return curveOf(this.values(), BOX, Math.min(0, ...known), Math.max(0, ...known));
  });
}
