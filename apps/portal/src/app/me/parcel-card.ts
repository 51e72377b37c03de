import { Component, computed, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MyGrant } from '../api/generated';
import { Icon } from '../ui/icon';
import { StatusPill } from '../ui/status-pill';
import { toneOf } from './reward-rows';
import { RewardArt } from './reward-art';

const STOPS = ['claimed', 'packed', 'shipped', 'delivered'] as const;

/** A reward on its way: how far it has come, where it goes, and its tracking number. */
@Component({
  selector: 'ff-parcel-card',
  imports: [Icon, RewardArt, StatusPill, TranslocoPipe],
  template: `
    <ff-reward-art class="size-20 shrink-0 rounded-inset max-sm:hidden" [title]="grant().title" [kind]="grant().kind" />
    <div class="grid min-w-0 flex-1 gap-4">
      <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div><h3>{{ grant().title }}</h3>@if (grant().description; as text) { <p class="hint mt-1">{{ text }}</p> }</div>
        <ff-pill [tone]="tone()">{{ 'grant.' + grant().status | transloco }}</ff-pill>
      </div>
      @if (stops(); as stops) {
        <ol class="grid auto-cols-fr grid-flow-col">
          @for (stop of stops; track stop.name; let first = $first) {
            <li class="relative grid justify-items-center gap-1.5 text-center text-[12px]" [class]="stop.reached ? 'font-medium' : 'text-ink-2'" [attr.aria-current]="stop.current ? 'step' : null">
              @if (!first) { <span class="absolute top-[9px] right-1/2 h-1 w-full" [class]="stop.reached ? 'bg-brand-ink' : 'bg-line'"></span> }
              <span class="relative z-1 grid size-5.5 place-items-center rounded-full border-2 text-[11px]" [class]="stop.reached ? 'border-brand bg-brand text-on-brand' : 'border-line-2 bg-card'">@if (stop.reached) { <ff-icon name="check" /> }</span>
              {{ 'grant.' + stop.name | transloco }}
            </li>
          }
        </ol>
      }
      @if (grant().tracking; as tracking) { <p>{{ 'rewards.tracking' | transloco: { tracking } }}</p> }
      @if (grant().claim; as claim) {
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-3">
          <p class="hint">@if (claim.size; as size) { <span class="block">{{ 'parcels.size' | transloco: { size } }}</span> }@if (place(); as place) { <span class="block">{{ 'me.rewards.goes_to' | transloco: { place } }}</span> }</p>
          @if (correctable()) { <button type="button" class="btn btn-ghost btn-small" (click)="change.emit(grant())" [attr.aria-label]="'me.rewards.change_named' | transloco: { title: grant().title }">{{ 'me.rewards.change' | transloco }}</button> }
        </div>
      }
    </div>
  `,
  host: { class: 'card flex gap-5' },
})
export class ParcelCard {
  readonly grant = input.required<MyGrant>();
  readonly change = output<MyGrant>();
  protected readonly tone = computed(() => toneOf(this.grant()));
  /** Null where nothing is sent, or it stands still. */
  protected readonly stops = computed(() => {
    const at = STOPS.indexOf(this.grant().status as (typeof STOPS)[number]);
    if (at < 0 || !this.grant().needs.address) return null;
    return STOPS.map((name, index) => ({ name, reached: index <= at, current: index === at }));
  });
  protected readonly place = computed(() => {
    const address = this.grant().claim?.address;
    return address && [address.name, address.line1, address.line2, `${address.postalCode} ${address.city}`, address.region, address.country].filter(Boolean).join(', ');
  });
  /** Until somebody packs it. */
  protected readonly correctable = computed(() => this.grant().status === 'claimed' && (this.grant().needs.address || this.grant().needs.sizes.length > 0));
}
