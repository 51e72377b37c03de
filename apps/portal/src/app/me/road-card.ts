import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Language } from '../i18n/language';
import type { Progress } from '../api/generated';
import { Icon } from '../ui/icon';
import { toldIn } from './measure';

const DAY_MS = 86_400_000;

/** The tiers on one line, and how far along it the member is; on a phone the line goes down. */
@Component({
  selector: 'ff-road-card',
  imports: [Icon, TranslocoPipe],
  template: `
    <section class="card grid gap-5">
      <div class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 class="text-[16px]! sm:text-[21px]!">{{ 'road.title' | transloco: { tier: last() } }}</h2>
        @if (ends(); as when) { <p class="text-[13px] text-ink-2">{{ 'road.season' | transloco: { when } }}</p> }
      </div>
      <ol class="grid gap-6 sm:gap-0 sm:overflow-hidden sm:py-1.5" [style.--stops]="tiers().length" [class]="'sm:grid-cols-[repeat(var(--stops),1fr)]'">
        @for (stop of stops(); track stop.id; let first = $first) {
          <li class="relative flex min-h-11 items-center gap-3 sm:flex-col sm:gap-2.5 sm:px-1 sm:text-center">
            <span class="absolute start-[15px] bottom-[calc(100%-6px)] h-9 w-1.5 bg-sunken sm:start-auto sm:end-1/2 sm:top-[15px] sm:bottom-auto sm:h-1.5" [class]="first ? 'max-sm:hidden sm:w-1/2 sm:rounded-s-full' : 'sm:w-full'">
              <span class="block h-(--share) w-full bg-brand-ink sm:h-full sm:w-(--share)" [class.sm:rounded-s-full]="first" [style.--share]="stop.share * 100 + '%'"></span>
            </span>
            <span class="relative z-1 grid size-9 shrink-0 place-items-center rounded-full border-2" [class]="stop.reached ? 'border-brand bg-brand text-on-brand' : stop.next ? 'border-brand-ink bg-card text-brand-ink ring-4 ring-brand-100' : 'border-line-2 bg-card text-ink-3'">
              <ff-icon [name]="stop.reached ? 'check' : 'lock'" />
            </span>
            <span>
              <strong class="block font-semibold">{{ stop.name }}</strong>
              <span class="text-[13px] text-ink-2">{{ 'road.takes' | transloco: { count: stop.threshold, told: stop.told } }}</span>
            </span>
          </li>
        }
      </ol>
    </section>
  `,
})
export class RoadCard {
  readonly tiers = input.required<Progress['tiers']>();
  /** Null where no season runs. */
  readonly seasonEnds = input<string | null>(null);
  private readonly language = inject(Language);
  /** In days, as one counts them: the last one is today. */
  protected readonly ends = computed(() => {
    const end = this.seasonEnds();
    return end && new Intl.RelativeTimeFormat(this.language.current(), { numeric: 'auto' }).format(Math.floor((Date.parse(end) - Date.now()) / DAY_MS), 'day');
  });
  protected readonly last = computed(() => this.tiers().at(-1)?.name ?? '');
  /** `share`: of the way from the stop before to this one, where both count the same. */
  protected readonly stops = computed(() => {
    const next = this.tiers().find((tier) => !tier.held && tier.sum < tier.threshold);
    return this.tiers().map((tier, index, all) => {
      const before = all[index - 1];
      const from = before?.measure === tier.measure && before.per === tier.per ? before.threshold : 0;
      const share = tier.held ? 1 : (tier.sum - from) / Math.max(1, tier.threshold - from);
      return { ...tier, told: toldIn(tier), next: tier === next, reached: tier.held, share: Math.min(1, Math.max(0, share)) };
    });
  });
}
