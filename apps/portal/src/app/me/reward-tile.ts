import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { MyGrant } from '../api/generated';
import { Language } from '../i18n/language';
import { worthText } from '../i18n/worth-text';
import { CopyButton } from '../ui/copy-button';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { StatusPill } from '../ui/status-pill';
import { GiftCardBox } from './gift-card';
import { RewardArt } from './reward-art';
import { UnlockBox } from './unlock-box';
import { nextOf, type RewardRow, statusOf, toneOf, whyOf } from './reward-rows';

/** One reward: claim it, see where it is, or see what is missing. */
@Component({
  selector: 'ff-reward-tile',
  imports: [CopyButton, GiftCardBox, LocalDatePipe, RewardArt, StatusPill, TranslocoPipe, UnlockBox],
  template: `
    <ff-reward-art class="max-sm:min-h-full max-sm:w-24 sm:h-28" [title]="row().title" [kind]="row().kind" [picture]="row().grant?.pictureUrl ?? null" [locked]="row().stage === 'ahead'" />
    <div class="flex min-w-0 flex-1 flex-col gap-3 p-4">
      <div>
        <h3>{{ row().title }}</h3>
        @if (worth(); as worth) { <p class="mt-1">{{ worth }}</p> }
        @if (row().grant?.description; as text) { <p class="hint mt-1">{{ text }}</p> }
        @if (row().grant?.bought; as bought) { <p class="hint mt-1">{{ 'me.shop.paid' | transloco: { count: bought.points } }}</p> }
      </div>
      @if (row().friend; as friend) { <p class="hint">{{ 'me.rewards.friend' | transloco: { title: friend.title, each: friend.each, count: friend.at, measure: row().measure } }}</p> }
      <div class="mt-auto grid gap-2">
        @if (row().grant; as grant) {
          @if (grant.status === 'claimable') {
            <button type="button" class="btn btn-primary" (click)="claim.emit(grant)" [attr.aria-label]="'rewards.claim_named' | transloco: { title: row().title }">{{ 'rewards.claim' | transloco }}</button>
          } @else {
            <ff-pill [tone]="tone()">{{ status() | transloco }}</ff-pill>
          }
          @if (grant.status === 'claimable' && grant.claimBy) { <p class="hint">{{ 'rewards.claim_by' | transloco: { date: (grant.claimBy | localDate) } }}</p> }
          @if (note(); as note) { <p class="hint">{{ note | transloco: { count: row().toGo ?? 0, measure: row().measure, date: (grant.heldUntil | localDate), points: grant.bought?.points ?? 0 } }}</p> }
          @if (grant.code; as code) {
            <p class="text-[13px]">{{ 'rewards.code' | transloco }}&ngsp;<code class="inline-block rounded-md bg-sunken px-2 py-1 font-mono">{{ code }}</code></p>
            <ff-copy label="copy.code" [text]="code" />
          }
          @if (grant.brought; as brought) {
            @if (brought.message) { <p class="text-[13px] whitespace-pre-line wrap-anywhere">{{ brought.message }}</p> }
            @if (brought.code; as code) { <p class="text-[13px]">{{ 'rewards.code' | transloco }}&ngsp;<code class="inline-block rounded-md bg-sunken px-2 py-1 font-mono break-all">{{ code }}</code></p><ff-copy label="copy.code" [text]="code" /> }
            @if (brought.url; as url) { <a class="btn btn-ghost" target="_blank" rel="noopener noreferrer" [href]="url">{{ 'rewards.brought_open' | transloco }}</a> }
          }
          @if (grant.card) { <ff-gift-card [grant]="grant" /> }
          @if (grant.access) { <ff-unlock-box [grant]="grant" /> }
          @for (parcel of grant.parcels; track $index) {
            @if (parcel.tracking?.url; as url) { <a class="link min-h-6 justify-self-start text-[13px] leading-6" target="_blank" rel="noopener noreferrer" [href]="url">{{ 'rewards.follow' | transloco }}</a> }
            @else if (parcel.tracking?.number; as number) { <p class="hint">{{ 'rewards.tracking' | transloco: { tracking: number } }}</p> }
          }
        } @else if (row().toGo; as count) {
          <div class="flex items-center gap-3">
            <span class="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken"><span class="block h-full rounded-full bg-brand-ink" [style.width.%]="row().share * 100"></span></span>
            <span class="hint">{{ 'me.rewards.to_go' | transloco: { count, measure: row().measure, of: row().of, sum: row().sum } }}</span>
          </div>
        } @else {
          <ff-pill>{{ 'rewards.reached' | transloco }}</ff-pill>
        }
      </div>
    </div>
  `,
  host: { class: 'card flex h-full overflow-hidden p-0! sm:flex-col' },
})
export class RewardTile {
  readonly row = input.required<RewardRow>();
  readonly claim = output<MyGrant>();
  private readonly words = inject(TranslocoService);
  private readonly language = inject(Language);
  protected readonly worth = computed(() => { const grant = this.row().grant; return grant?.worth ? worthText(grant.worth, grant.kind, this.words, this.language.current()) : null; });
  protected readonly status = computed(() => statusOf(this.row().grant!));
  protected readonly tone = computed(() => toneOf(this.row().grant!));
  /** Why it stands still, or what comes next. */
  protected readonly note = computed(() => whyOf(this.row().grant!) ?? nextOf(this.row().grant!));
}
