import { Component, computed, input } from '@angular/core';
import { hueOf } from './hue';

/** A tier's name with a dot of its own colour. */
@Component({
  selector: 'ff-tier',
  template: '<span class="pill bg-sunken text-ink-2"><span class="size-1.5 rounded-full" [style.background]="dot()"></span>{{ name() }}</span>',
})
export class TierPill {
  readonly name = input.required<string>();
  protected readonly dot = computed(() => `oklch(0.65 0.13 ${hueOf(this.name())})`);
}
