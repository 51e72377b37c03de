import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Grant, grantsControllerList } from '../../api/generated';
import { catalogueControllerListResource } from '../../api/generated/@angular/common.gen';
import { Pages } from '../../api/pages';
import { Language } from '../../i18n/language';
import { type Money, moneyText } from '../../i18n/money';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';
import { ApproveBar } from './approve-bar';
import { GiveDialog } from './give-dialog';
import { GrantDetails } from './grant-details';
import { RewardTabs } from './reward-tabs';
import { WaitsPill } from './waits-pill';

const STATUSES = ['granted', 'queued', 'claimable', 'claimed', 'sending', 'packed', 'shipped', 'delivered', 'fulfilled', 'returned', 'on_hold', 'suspended', 'revoked', 'expired'] as const;
const SHOWN = 20;
const TO_APPROVE = 'to_approve';
const MOST_AT_ONCE = 100;

/** Who has earned what, where each stands, and what can be done about it. What is shown is in the address. */
@Component({
  selector: 'ff-granted-page',
  imports: [ApproveBar, Avatar, GiveDialog, GrantDetails, Icon, LocalDatePipe, PageHeading, PagesFoot, ProblemAlert, RewardTabs, StatusPill, TranslocoPipe, WaitsPill],
  templateUrl: './granted-page.html',
})
export class GrantedPage {
  readonly rewardId = input<string>();
  readonly status = input<string>();
  readonly memberId = input<string>();
  /** `approval`: what somebody has to approve. */
  readonly waitsFor = input<string>();
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly language = inject(Language);
  protected readonly statuses = STATUSES;
  protected readonly toApprove = TO_APPROVE;
  protected readonly giving = signal(false);
  /** Grants that are ticked, of those that this person can approve. */
  protected readonly picked = signal<ReadonlySet<string>>(new Set());
  protected readonly approvable = computed(() => this.grants.items().filter((grant) => this.isToApprove(grant)).map(({ id }) => id));
  /** The grant whose details are shown. */
  protected readonly open = signal<string | null>(null);
  private readonly reading = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly rewards = computed(() => (this.reading.hasValue() ? this.reading.value().items : []));
  protected readonly grants = new Pages<Grant>(async (cursor) => (await grantsControllerList({ path: { programId: this.program.id() }, query: this.query(cursor) })).data);

  constructor() {
    effect(() => {
      this.rewardId();
      this.status();
      this.memberId();
      this.waitsFor();
      this.picked.set(new Set());
      void this.grants.reload();
    });
  }

  protected titleOf(reward: { readonly title: Readonly<Record<string, string>> }): string {
    return textIn(reward.title, this.language.current());
  }

  protected isToApprove({ waitsFor, approvals }: Grant): boolean {
    return (waitsFor === 'approval' || waitsFor === 'second_approval') && !approvals.mine;
  }

  protected pick(id: string, isPicked: boolean): void {
    this.picked.update((picked) => new Set(isPicked ? [...picked, id] : [...picked].filter((other) => other !== id)));
  }

  protected pickAll(ids: readonly string[]): void {
    this.picked.set(new Set(ids));
  }

  protected decided(): void {
    this.picked.set(new Set());
    void this.grants.reload();
  }

  protected cost(cost: Money): string {
    return moneyText(cost, this.language.current());
  }

  /** @param where a status, or what waits for approval */
  protected showWhere(where: string): void {
    this.show(where === TO_APPROVE ? { status: '', waitsFor: 'approval' } : { status: where, waitsFor: '' });
  }

  protected show(change: { rewardId?: string; status?: string; memberId?: string; waitsFor?: string }): void {
    const params = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || null]));
    void this.router.navigate([], { queryParams: params, queryParamsHandling: 'merge' });
  }

  private query(cursor: string | undefined) {
    const status = STATUSES.find((name) => name === this.status());
    const [rewardId, memberId] = [this.rewardId(), this.memberId()];
    const waiting = this.waitsFor() === 'approval' ? { waitsFor: 'approval' as const, limit: MOST_AT_ONCE } : {};
    return { limit: SHOWN, order: 'newest' as const, ...(rewardId ? { rewardId } : {}), ...(memberId ? { memberId } : {}), ...(status ? { status } : {}), ...(cursor ? { cursor } : {}), ...waiting };
  }
}
