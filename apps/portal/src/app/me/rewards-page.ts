import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Attempt } from '../api/attempt';
import { type MyGrant, myRewardsControllerCancel, myRewardsControllerList } from '../api/generated';
import { Pages } from '../api/pages';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { PagesFoot } from '../ui/pages-foot';
import { ProblemAlert } from '../ui/problem-alert';
import { ClaimForm } from './claim-form';
import { focusClaimed, rewardElementId } from './focus-claimed';
import { MemberProgram } from './member-program';
import { ParcelCard } from './parcel-card';
import { PayoutAccount } from './payout-account';
import { rewardRows, STAGES } from './reward-rows';
import { RewardTile } from './reward-tile';
import { RewardsTabs } from './rewards-tabs';

/** All that friends have brought and will bring: to claim, on its way, ahead, and had. */
@Component({
  selector: 'ff-rewards-page',
  imports: [ClaimForm, ConfirmDialog, PagesFoot, ParcelCard, PayoutAccount, ProblemAlert, RewardsTabs, RewardTile, TranslocoPipe],
  template: `
    <h1>{{ 'me.rewards' | transloco }}</h1>
    <p class="mt-2 text-ink-2">{{ 'me.rewards.text' | transloco }}</p>
    <ff-rewards-tabs class="mt-5 block empty:hidden" />
    <ff-problem [problem]="attempt.problem() ?? grants.problem()" />
    @if (paid()) { <ff-payout-account class="mt-6" [slug]="slug()" [came]="payout()" (ready)="grants.reload()" /> }
    @if (nothing()) { <p class="card mt-6 text-ink-2">{{ 'me.rewards.none' | transloco }}</p> }
    @for (section of sections(); track section.stage) {
      <section class="mt-9 grid gap-4">
        <h2>{{ 'me.rewards.' + section.stage | transloco }}</h2>
        <ul class="grid gap-5" [class]="asParcels.has(section.stage) ? 'lg:grid-cols-2' : 'sm:grid-cols-2 lg:grid-cols-4'">
          @for (row of section.rows; track row.id) {
            <li tabindex="-1" class="rounded-card" [id]="idOf(row)">
              @if (asParcels.has(section.stage) && row.grant) { <ff-parcel-card [grant]="row.grant" [toGo]="row.toGo" [measure]="row.measure" (change)="open.set($event)" (cancel)="asked.set($event)" /> }
              @else { <ff-reward-tile [row]="row" (claim)="open.set($event)" /> }
            </li>
          }
        </ul>
      </section>
    }
    <ff-pages-foot class="mt-6" [pages]="grants" />
    @if (open(); as grant) { <ff-claim-form [slug]="slug()" [grant]="grant" (claimed)="done(grant)" (closed)="open.set(null)" /> }
    @if (asked(); as grant) {
      <ff-confirm [heading]="'me.shop.cancel_named' | transloco: { title: grant.title }" [text]="'me.shop.cancel_text' | transloco: { count: grant.bought?.points ?? 0 }" [action]="'me.shop.cancel' | transloco" (confirmed)="cancel(grant)" (closed)="asked.set(null)" />
    }
  `,
})
export class RewardsPage {
  /** How the member came back from Stripe, of the address. */
  readonly payout = input<string>();
  private readonly program = inject(MemberProgram);
  protected readonly slug = this.program.slug;
  private readonly announcer = inject(LiveAnnouncer);
  private readonly words = inject(TranslocoService);
  protected readonly open = signal<MyGrant | null>(null);
  /** The order that is to be taken back, once that is confirmed. */
  protected readonly asked = signal<MyGrant | null>(null);
  protected readonly attempt = new Attempt();
  protected readonly grants = new Pages<MyGrant>(async (cursor) => (await myRewardsControllerList({ path: { slug: this.slug() }, query: cursor ? { cursor } : {} })).data);
  private readonly rows = computed(() => {
    const progress = this.program.progress.hasValue() ? this.program.progress.value() : null;
    return progress ? rewardRows(progress.milestones, this.grants.items()) : [];
  });
  protected readonly sections = computed(() => STAGES.map((stage) => ({ stage, rows: this.rows().filter((row) => row.stage === stage) })).filter(({ rows }) => rows.length > 0));
  /** Whether there is money that Stripe sends, or has sent. */
  protected readonly paid = computed(() => this.grants.items().some(({ kind, delivery }) => kind === 'cash' && delivery?.provider === 'stripe'));
  protected readonly asParcels: ReadonlySet<string> = new Set(['stopped', 'underway']);
  private readonly showClaimed = focusClaimed(this.rows);
  protected readonly idOf = rewardElementId;
  protected readonly nothing = computed(() => this.grants.isEmpty() && this.rows().length === 0);

  constructor() {
    effect(() => {
      this.program.changes();
      void this.grants.reload();
    });
  }

  protected async cancel(grant: MyGrant): Promise<void> {
    const done = await this.attempt.run(() => myRewardsControllerCancel({ path: { slug: this.slug(), grantId: grant.id } }));
    if (done) void this.announcer.announce(this.words.translate('me.shop.cancelled', { count: grant.bought?.points ?? 0 }));
    this.showClaimed(grant.id);
    this.program.refresh(); // also after a refusal: it may be on its way
  }

  protected done(grant: MyGrant): void {
    this.open.set(null);
    this.showClaimed(grant.id);
    this.program.refresh();
  }
}
