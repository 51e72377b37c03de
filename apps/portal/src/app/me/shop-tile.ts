import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Shop } from '../api/generated';
import { Language } from '../i18n/language';
import { worthText } from '../i18n/worth-text';
import { StatusPill } from '../ui/status-pill';
import { RewardArt } from './reward-art';

export type ShopItem = Shop['items'][number];

/** Something for sale: what it costs, what is missing, or that there is no more. */
@Component({
  selector: 'ff-shop-tile',
  imports: [RewardArt, StatusPill, TranslocoPipe],
  template: `
    <ff-reward-art class="max-sm:min-h-full max-sm:w-24 sm:h-28" [title]="item().title" [kind]="item().kind" [picture]="item().pictureUrl" [locked]="item().closed !== null" />
    <div class="flex min-w-0 flex-1 flex-col gap-3 p-4">
      <div>
        <h3>{{ item().title }}</h3>
        @if (worth(); as worth) { <p class="mt-1">{{ worth }}</p> }
        @if (item().description; as text) { <p class="hint mt-1">{{ text }}</p> }
      </div>
      <div class="mt-auto grid gap-2">
        <p class="flex flex-wrap items-baseline justify-between gap-x-3"><span class="font-display text-[19px] font-semibold">{{ 'me.shop.points' | transloco: { count: item().price } }}</span>
          @if (item().left !== null && item().closed === null) { <span class="hint">{{ 'me.shop.left' | transloco: { count: item().left } }}</span> }</p>
        @if (item().closed; as closed) { <ff-pill [tone]="closed === 'sold_out' ? 'bad' : 'plain'">{{ 'me.shop.closed.' + closed | transloco }}</ff-pill> }
        @else if (item().missing > 0) {
          <div class="grid gap-1.5">
            <span class="h-1.5 overflow-hidden rounded-full bg-sunken"><span class="block h-full rounded-full bg-brand-ink" [style.width.%]="share()"></span></span>
            <span class="hint">{{ 'me.shop.missing' | transloco: { count: item().missing } }}</span>
          </div>
        } @else { <button type="button" class="btn btn-primary" [attr.aria-label]="'me.shop.get_named' | transloco: { title: item().title }" (click)="buy.emit()">{{ 'me.shop.get' | transloco }}</button> }
      </div>
    </div>
  `,
  host: { class: 'card flex h-full overflow-hidden p-0! sm:flex-col' },
})
export class ShopTile {
  readonly item = input.required<ShopItem>();
  readonly balance = input.required<number>();
  readonly buy = output<void>();
  private readonly words = inject(TranslocoService);
  private readonly language = inject(Language);
  protected readonly worth = computed(() => { const { worth, kind } = this.item(); return worth && worthText(worth, kind, this.words, this.language.current()); });
  /** Of the way there, in percent. */
  protected readonly share = computed(() => Math.max(0, Math.min(100, (this.balance() / this.item().price) * 100)));
}
