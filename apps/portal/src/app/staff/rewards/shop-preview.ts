import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { LIMITS } from '@fanfare/contracts';
import type { NewRewardRequest, Reward, RewardChangeRequest } from '../../api/generated';
import { Language } from '../../i18n/language';
import { type ShopItem, ShopTile } from '../../me/shop-tile';
import { textIn } from '../pages/text-in';

/** What a member's tile tells of a reward, as it is typed. */
export type ShopDraft = Pick<RewardChangeRequest, 'title' | 'description' | 'pointsPrice' | 'approval'> & Pick<ShopItem, 'worth'>;

/** A reward that has a price, as its members will see it in the shop: their own tile, with enough points and with half of them. */
@Component({
  selector: 'ff-shop-preview',
  imports: [ShopTile, TranslocoPipe],
  template: `
    <div><h2 class="text-[16px]!" id="shop-preview">{{ 'staff.shop_preview' | transloco }}</h2>
      <p class="hint mt-1">{{ (draft().approval === 'automatic' ? 'staff.shop_preview_text' : 'staff.shop_preview_approved') | transloco }}</p></div>
    <div class="grid gap-5 sm:grid-cols-[repeat(2,260px)] xl:grid-cols-1" inert>
      @for (item of items(); track item.missing) { <ff-shop-tile [item]="item" [balance]="item.price - item.missing" /> }
    </div>
  `,
  host: { class: 'grid content-start gap-4', role: 'region', 'aria-labelledby': 'shop-preview' },
})
export class ShopPreview {
  readonly draft = input.required<ShopDraft>();
  readonly kind = input.required<NewRewardRequest['kind']>();
  readonly picture = input.required<Reward['picture']>();
  /** In stock; null: there are enough. */
  readonly units = input.required<number | null>();
  private readonly language = inject(Language);
  protected readonly items = computed(() => {
    const { title, description, pointsPrice, worth } = this.draft();
    const [price, units] = [pointsPrice ?? 0, this.units()];
    const item: ShopItem = {
      id: '', kind: this.kind(), title: textIn(title, this.language.current()), description: textIn(description ?? {}, this.language.current()) || null, pictureUrl: this.picture()?.url ?? null, worth, price, missing: 0,
      closed: units === 0 ? 'sold_out' : null, left: units !== null && units <= LIMITS.fewLeft ? units : null, needs: { address: false, bank: false, phone: false, variants: [] },
    };
    return units === 0 ? [item] : [item, { ...item, missing: Math.ceil(price / 2) }];
  });
}
