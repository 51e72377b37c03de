import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { addressLines } from '@fanfare/domain/addresses';
import type { MyGrant } from '../api/generated';
import { Language } from '../i18n/language';
import { LocalDatePipe, ShortDatePipe } from '../i18n/local-date.pipe';
import { worthText } from '../i18n/worth-text';
import { Icon } from '../ui/icon';
import { StatusPill } from '../ui/status-pill';
import { isPartShipped, nextOf, statusOf, toneOf, whyOf } from './reward-rows';
import { RewardArt } from './reward-art';

const STOPS = ['claimed', 'packed', 'shipped', 'delivered'] as const;
const CORRECTABLE = new Set<MyGrant['status']>(['claimed', 'returned']);

/** A reward on its way: how far it has come, where it goes, and its tracking number. */
@Component({
  selector: 'ff-parcel-card',
  imports: [Icon, LocalDatePipe, RewardArt, RouterLink, ShortDatePipe, StatusPill, TranslocoPipe],
  template: `
    <ff-reward-art class="size-20 shrink-0 rounded-inset max-sm:hidden" [title]="grant().title" [kind]="grant().kind" [picture]="grant().pictureUrl" />
    <div class="grid min-w-0 flex-1 gap-4">
      <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div><h3>{{ grant().title }}</h3>@if (worth(); as worth) { <p class="mt-1">{{ worth }}</p> }@if (grant().description; as text) { <p class="hint mt-1">{{ text }}</p> }@if (grant().bought; as bought) { <p class="hint mt-1">{{ 'me.shop.paid' | transloco: { count: bought.points } }}</p> }</div>
        <ff-pill [tone]="tone()">{{ (inParts() ? 'grant.part_shipped' : status()) | transloco }}</ff-pill>
      </div>
      @if (stops(); as stops) {
        <ol class="grid auto-cols-fr grid-flow-col">
          @for (stop of stops; track stop.name; let first = $first) {
            <li class="relative grid justify-items-center gap-1.5 text-center text-[12px]" [class]="stop.reached ? 'font-medium' : 'text-ink-2'" [attr.aria-current]="stop.current ? 'step' : null">
              @if (!first) { <span class="absolute top-[9px] right-1/2 h-1 w-full" [class]="stop.reached ? 'bg-brand-ink' : 'bg-line'"></span> }
              <span class="relative z-1 grid size-5.5 place-items-center rounded-full border-2 text-[11px]" [class]="stop.reached ? 'border-brand bg-brand text-on-brand' : 'border-line-2 bg-card'">@if (stop.reached) { <ff-icon name="check" /> }</span>
              <span>{{ 'grant.' + stop.name | transloco }}@if (stop.at) {<span class="block font-normal text-ink-2">{{ stop.at | shortDate }}</span>}</span>
            </li>
          }
        </ol>
      }
      @if (why(); as why) { <p class="notice">{{ why | transloco: { count: toGo() ?? 0, measure: measure(), date: (grant().heldUntil | localDate), points: grant().bought?.points ?? 0 } }}@if (fell()) { <a class="link mt-1 block" routerLink="../friends">{{ 'me.rewards.see_friends' | transloco }}</a> }</p> }
      @if (next(); as next) { <p class="text-ink-2">{{ next | transloco }}</p> }
      @if (grant().parcels.length > 0) {
        <ol class="grid gap-3">
          @for (parcel of grant().parcels; track $index) {
            <li class="grid gap-0.5" [class]="parcel.status === 'returned' ? 'text-ink-2' : ''">
              @if (inParts() || grant().parcels.length > 1) { <span class="font-medium">{{ 'me.rewards.parcel.' + parcel.status | transloco: { date: ((parcel.returnedAt ?? parcel.deliveredAt ?? parcel.shippedAt) | localDate) } }}</span> }
              @if (parcel.contents.length > 0) { <span>{{ 'me.rewards.parcel_holds' | transloco: { pieces: parcel.contents.join(', ') } }}</span> }
              @if (parcel.tracking; as tracking) { @if (tracking.number) {
                <span class="flex flex-wrap items-center gap-x-3 gap-y-1"><span>{{ (tracking.carrierName ? 'rewards.tracking_by' : 'rewards.tracking') | transloco: { tracking: tracking.number, carrier: tracking.carrierName } }}</span>
                  @if (tracking.url; as url) { <a class="link inline-flex items-center gap-1" target="_blank" rel="noopener noreferrer" [href]="url">{{ 'rewards.follow' | transloco }}<ff-icon name="arrow" /></a> }</span>
              } }
            </li>
          }
        </ol>
        @if (inParts() && grant().stillHere.length > 0) { <p class="text-ink-2">{{ 'me.rewards.parcel_rest' | transloco: { pieces: grant().stillHere.join(', ') } }}</p> }
      }
      @if (grant().claim; as claim) { @if (claim.variant || place() || claim.iban || correctable()) {
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-3">
          <p class="hint">@if (claim.variant; as variant) { <span class="block">{{ 'me.rewards.chosen' | transloco: { variant: variant.label } }}</span> }@if (place(); as place) { <span class="block">{{ 'me.rewards.goes_to' | transloco: { place } }}</span> }@if (claim.iban; as iban) { <span class="block">{{ 'me.rewards.goes_to_bank' | transloco: { iban } }}</span> }</p>
          @if (correctable()) { <button type="button" class="btn btn-ghost btn-small" (click)="change.emit(grant())" [attr.aria-label]="'me.rewards.change_named' | transloco: { title: grant().title }">{{ 'me.rewards.change' | transloco }}</button> }
        </div>
      } }
      @if (grant().bought?.cancellable) { <p class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-3"><span class="hint">{{ 'me.shop.cancel_hint' | transloco }}</span>
        <button type="button" class="btn btn-ghost btn-small" [attr.aria-label]="'me.shop.cancel_named' | transloco: { title: grant().title }" (click)="cancel.emit(grant())">{{ 'me.shop.cancel' | transloco }}</button></p> }
    </div>
  `,
  host: { class: 'card flex gap-5' },
})
export class ParcelCard {
  readonly grant = input.required<MyGrant>();
  /** Friends missing, where they are. */
  readonly toGo = input<number | null>(null);
  readonly measure = input<'qualified' | 'points'>('qualified');
  readonly change = output<MyGrant>();
  /** Of an order: it is to be taken back. */
  readonly cancel = output<MyGrant>();
  private readonly words = inject(TranslocoService);
  private readonly language = inject(Language);
  protected readonly worth = computed(() => { const { worth, kind } = this.grant(); return worth && worthText(worth, kind, this.words, this.language.current()); });
  protected readonly status = computed(() => statusOf(this.grant()));
  protected readonly tone = computed(() => toneOf(this.grant()));
  /** A part of it has left, the rest has not. */
  protected readonly inParts = computed(() => isPartShipped(this.grant()));
  /** Null where nothing is sent, or it stands still. */
  protected readonly stops = computed(() => {
    const at = STOPS.indexOf(this.grant().status as (typeof STOPS)[number]);
    if (at < 0 || !this.grant().needs.address) return null;
    const since = new Map(this.grant().steps.map((step) => [step.status, step.at]));
    return STOPS.map((name, index) => ({ name, reached: index <= at, current: index === at, at: index <= at ? (since.get(name) ?? null) : null }));
  });
  /** Why it stands still, or came back. */
  protected readonly why = computed(() => whyOf(this.grant()));
  /** A friend of the member's own made the difference. */
  protected readonly fell = computed(() => this.grant().side === 'own' && (this.grant().reason === 'award_suspended' || this.grant().reason === 'stands'));
  protected readonly next = computed(() => nextOf(this.grant()));
  protected readonly place = computed(() => {
    const address = this.grant().claim?.address;
    return address && [...addressLines(address), address.country].join(', ');
  });
  /** Until somebody packs it, and after it came back. */
  protected readonly correctable = computed(() => CORRECTABLE.has(this.grant().status) && (this.grant().needs.address || this.grant().needs.bank || this.grant().needs.variants.length > 0));
}
