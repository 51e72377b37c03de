import { Component, computed, input } from '@angular/core';
import { hueOf } from './hue';

/** Names that are colours themselves, as they are written in most of our languages. */
const NAMED: Readonly<Record<string, string>> = { bronze: 'oklch(0.62 0.11 55)', silver: 'oklch(0.7 0.01 250)', silber: 'oklch(0.7 0.01 250)', gold: 'oklch(0.74 0.15 85)', platinum: 'oklch(0.62 0.13 275)', platin: 'oklch(0.62 0.13 275)' };

/** A tier's name with a dot of its own colour. */
@Component({
  selector: 'ff-tier',
  template: '<span class="pill bg-sunken text-ink-2"><span class="size-1.5 rounded-full" [style.background]="dot()"></span>{{ name() }}</span>',
})
export class TierPill {
  readonly name = input.required<string>();
  protected readonly dot = computed(() => NAMED[this.name().toLowerCase()] ?? `oklch(0.65 0.13 ${hueOf(this.name())})`);
}
