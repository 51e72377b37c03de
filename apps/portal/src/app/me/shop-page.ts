import { Component, computed, effect, inject, linkedSignal, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Shop } from '../api/generated';
import { shopControllerShowResource } from '../api/generated/@angular/common.gen';
import { newId } from '../api/new-id';
import { problemOfRead } from '../api/problem';
import { Icon } from '../ui/icon';
import { ProblemAlert } from '../ui/problem-alert';
import { Reading } from '../ui/reading';
import { ClaimForm, type Purchase } from './claim-form';
import { MemberProgram } from './member-program';
import { PointsList } from './points-list';
import { RewardsTabs } from './rewards-tabs';
import { type ShopItem, ShopTile } from './shop-tile';

/** What can be had for points: how many there are and why, and what each thing costs. */
@Component({
  selector: 'ff-shop-page',
  imports: [ClaimForm, Icon, PointsList, ProblemAlert, Reading, RewardsTabs, RouterLink, ShopTile, TranslocoPipe],
  template: `
    <h1>{{ 'me.shop' | transloco }}</h1>
    <p class="mt-2 mb-5 text-ink-2">{{ 'me.shop.text' | transloco }}</p>
    <ff-rewards-tabs />
    @if (shop(); as shop) {
      <div role="status">@if (done(); as done) {
        <p class="done mb-5 flex flex-wrap items-center justify-between gap-x-5 gap-y-2"><span><strong class="font-semibold">{{ 'me.shop.done' | transloco: { title: done } }}</strong> {{ 'me.shop.left_over' | transloco: { count: shop.balance } }}</span>
          <a class="inline-flex items-center gap-1.5 font-semibold text-brand-ink no-underline hover:underline" [routerLink]="['/me', slug(), 'rewards']">{{ 'me.shop.see_order' | transloco }}<ff-icon name="arrow" /></a></p>
      }</div>
      <section class="card flex flex-wrap items-end justify-between gap-x-8 gap-y-4" aria-labelledby="balance">
        <div>
          <h2 id="balance" class="text-[15px]! font-medium! text-ink-2">{{ 'me.shop.balance' | transloco }}</h2>
          <p class="mt-1 font-display text-[44px] leading-none font-semibold" [class.text-bad]="shop.balance < 0">{{ shop.balance }}</p>
          <p class="hint mt-2">{{ 'me.shop.sum' | transloco: { points: shop.points, spent: shop.spent } }}</p>
        </div>
        <a class="btn btn-ghost btn-small" href="#why" (click)="$event.preventDefault(); why.focus(); why.scrollIntoView({ block: 'start' })">{{ 'me.shop.why' | transloco: { count: shop.balance } }}</a>
        @if (shop.balance < 0) { <p class="notice w-full">{{ 'me.shop.below' | transloco: { count: -shop.balance } }}</p> }
      </section>
      @if (shop.items.length === 0) { <p class="card mt-5 text-ink-2">{{ 'me.shop.none' | transloco }}</p> }
      <ul class="mt-5 grid gap-5 empty:hidden sm:grid-cols-2 lg:grid-cols-4">
        @for (item of shop.items; track item.id) { <li><ff-shop-tile [item]="item" [balance]="shop.balance" (buy)="ask(item)" /></li> }
      </ul>
      <section class="card mt-9 grid gap-4">
        <h2 #why id="why" tabindex="-1" class="scroll-mt-6 outline-none">{{ 'me.shop.why' | transloco: { count: shop.balance } }}</h2>
        <ff-points-list [slug]="slug()" />
      </section>
      @if (open(); as order) { <ff-claim-form [slug]="slug()" [grant]="order.item" [purchase]="order.purchase" (claimed)="bought(order.item.title)" (closed)="closed()" /> }
    } @else if (problem(); as problem) { <ff-problem [problem]="problem" /> } @else { <ff-reading /> }
  `,
})
export class ShopPage {
  private readonly program = inject(MemberProgram);
  protected readonly slug = this.program.slug;
  private readonly reading = shopControllerShowResource(() => ({ path: { slug: this.slug() } }));
  /** What is shown stays until it is read anew. */
  protected readonly shop = linkedSignal<Shop | null, Shop | null>({ source: () => (this.reading.hasValue() ? this.reading.value() : null), computation: (now, before) => now ?? before?.value ?? null });
  protected readonly problem = computed(() => (this.shop() ? null : problemOfRead(this.reading.error())));
  /** What is being bought. Its key is made when the dialog opens: pressed twice, it is one order. */
  protected readonly open = signal<{ readonly item: ShopItem & { readonly claim: null }; readonly purchase: Purchase } | null>(null);
  /** What was bought last. */
  protected readonly done = signal<string | null>(null);

  constructor() {
    effect(() => {
      if (this.program.changes() > 0) untracked(() => this.reading.reload());
    });
  }

  protected ask(item: ShopItem): void {
    this.done.set(null);
    this.open.set({ item: { ...item, claim: null }, purchase: { key: newId(), price: item.price, balance: this.shop()!.balance } });
  }

  protected bought(title: string): void {
    this.open.set(null);
    this.done.set(title);
    this.program.refresh();
  }

  /** Somebody else may have been faster: what is there is read again. */
  protected closed(): void {
    this.open.set(null);
    this.reading.reload();
  }
}
