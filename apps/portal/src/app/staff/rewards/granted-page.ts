import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Grant, grantsControllerList } from '../../api/generated';
import { catalogueControllerListResource } from '../../api/generated/@angular/common.gen';
import { Pages } from '../../api/pages';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';
import { GiveDialog } from './give-dialog';
import { GrantDetails } from './grant-details';
import { RewardTabs } from './reward-tabs';

const STATUSES = ['queued', 'claimable', 'claimed', 'sending', 'packed', 'shipped', 'delivered', 'fulfilled', 'returned', 'on_hold', 'suspended', 'revoked', 'expired'] as const;
const TONES: Partial<Record<Grant['status'], Tone>> = {
  claimed: 'good', packed: 'good', shipped: 'good', delivered: 'good', fulfilled: 'good', queued: 'warn', on_hold: 'warn', suspended: 'warn', returned: 'warn', revoked: 'bad', expired: 'bad',
};
const SHOWN = 20;

/** Who has earned what, where each stands, and what can be done about it. What is shown is in the address. */
@Component({
  selector: 'ff-granted-page',
  imports: [Avatar, GiveDialog, GrantDetails, Icon, LocalDatePipe, PageHeading, PagesFoot, ProblemAlert, RewardTabs, StatusPill, TranslocoPipe],
  templateUrl: './granted-page.html',
})
export class GrantedPage {
  readonly rewardId = input<string>();
  readonly status = input<string>();
  readonly memberId = input<string>();
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly language = inject(Language);
  protected readonly statuses = STATUSES;
  protected readonly giving = signal(false);
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
      void this.grants.reload();
    });
  }

  protected titleOf(reward: { readonly title: Readonly<Record<string, string>> }): string {
    return textIn(reward.title, this.language.current());
  }

  protected toneOf(status: Grant['status']): Tone {
    return TONES[status] ?? 'plain';
  }

  protected show(change: { rewardId?: string; status?: string; memberId?: string }): void {
    const params = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || null]));
    void this.router.navigate([], { queryParams: params, queryParamsHandling: 'merge' });
  }

  private query(cursor: string | undefined) {
    const status = STATUSES.find((name) => name === this.status());
    const [rewardId, memberId] = [this.rewardId(), this.memberId()];
    return { limit: SHOWN, order: 'newest' as const, ...(rewardId ? { rewardId } : {}), ...(memberId ? { memberId } : {}), ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) };
  }
}
