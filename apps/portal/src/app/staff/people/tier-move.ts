import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { TierPill } from '../../ui/tier-pill';

interface Tier { readonly name: string }

/** From one tier to another, either of which may be none. */
@Component({
  selector: 'ff-tier-move',
  imports: [TierPill, TranslocoPipe],
  template: `
    @if (before(); as tier) { <ff-tier [name]="tier.name" /> } @else { <span class="text-ink-2">{{ 'what_if.no_tier' | transloco }}</span> }
    <span aria-hidden="true">→</span><span class="sr-only">{{ 'what_if.becomes' | transloco }}</span>
    @if (after(); as tier) { <ff-tier [name]="tier.name" /> } @else { <span class="text-ink-2">{{ 'what_if.no_tier' | transloco }}</span> }
  `,
  host: { class: 'flex flex-wrap items-center gap-1.5' },
})
export class TierMove {
  readonly before = input.required<Tier | null>();
  readonly after = input.required<Tier | null>();
}
