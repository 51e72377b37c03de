import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Icon } from '../ui/icon';

interface Stop {
  readonly id: string;
  readonly name: string;
  readonly threshold: number;
}

/** The tiers in order, and how far along the member is between them. */
@Component({
  selector: 'ff-road-card',
  imports: [Icon, TranslocoPipe],
  template: `
    <section class="card grid gap-5">
      <h2>{{ 'road.title' | transloco }}</h2>
      <ol class="grid gap-4" [style.--stops]="tiers().length" [class]="'sm:grid-cols-[repeat(var(--stops),1fr)]'">
        @for (stop of stops(); track stop.id) {
          <li class="grid grid-cols-[auto_1fr] items-center gap-x-3 sm:grid-cols-1 sm:gap-y-2">
            <span class="grid size-9 place-items-center rounded-full border-2" [class]="stop.reached ? 'border-brand bg-brand text-on-brand' : 'border-line-2 bg-card text-ink-3'">
              <ff-icon [name]="stop.reached ? 'check' : 'lock'" />
            </span>
            <span>
              <strong class="block">{{ stop.name }}</strong>
              <span class="text-ink-2">{{ 'road.friends' | transloco: { count: stop.threshold } }}</span>
            </span>
            <span class="col-span-2 mt-2 h-1.5 overflow-hidden rounded-full bg-sunken sm:col-span-1"><span class="block h-full rounded-full bg-brand-ink" [style.width.%]="stop.share * 100"></span></span>
          </li>
        }
      </ol>
    </section>
  `,
})
export class RoadCard {
  readonly tiers = input.required<readonly Stop[]>();
  readonly qualified = input.required<number>();
  /** `share`: of the way from the stop before to this one. */
  protected readonly stops = computed(() =>
    this.tiers().map((tier, index, all) => {
      const from = all[index - 1]?.threshold ?? 0;
      const share = (this.qualified() - from) / Math.max(1, tier.threshold - from);
      return { ...tier, reached: this.qualified() >= tier.threshold, share: Math.min(1, Math.max(0, share)) };
    }));
}
