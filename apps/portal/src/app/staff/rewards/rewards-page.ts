import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { catalogueControllerStockOf, type Reward } from '../../api/generated';
import { catalogueControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { type Money, moneyText } from '../../i18n/money';
import { worthText } from '../../i18n/worth-text';
import { FilterChips } from '../../ui/filter-chips';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { RewardTabs } from './reward-tabs';
import { goneOf, isLow } from './stock-left';
import { textIn } from '../pages/text-in';

/** As a grant goes its way. */
const ORDER = ['granted', 'queued', 'on_hold', 'claimable', 'claimed', 'sending', 'packed', 'shipped', 'returned', 'delivered', 'fulfilled', 'suspended', 'revoked', 'expired'];

const CHOICES = ['all', 'shop'] as const;

/** What members can earn, and how much of it is left. */
@Component({
  selector: 'ff-rewards-page',
  imports: [FilterChips, Icon, PageHeading, ProblemAlert, Reading, RewardTabs, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './rewards-page.html',
})
export class RewardsPage {
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly words = inject(TranslocoService);
  protected readonly attempt = new Attempt();
  /** The reward whose stock is being typed. */
  protected readonly stocking = signal<string | null>(null);
  private readonly reading = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly rewards = computed(() => (this.reading.hasValue() ? this.reading.value().items : null));
  protected readonly choices = CHOICES;
  /** All, or what is in the shop. */
  protected readonly part = signal<(typeof CHOICES)[number]>('all');
  protected readonly anyPriced = computed(() => (this.rewards() ?? []).some(({ pointsPrice }) => pointsPrice !== null));
  protected readonly shown = computed(() => (this.rewards() ?? []).filter(({ pointsPrice }) => this.part() === 'all' || pointsPrice !== null));
  /** The titles of what runs out. */
  protected readonly low = computed(() => (this.rewards() ?? []).filter(isLow).map((reward) => {
    const gone = goneOf(reward);
    return gone.length > 0 ? `${this.titleOf(reward)} (${gone.join(', ')})` : this.titleOf(reward);
  }));
  protected readonly isLow = isLow;
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected money(cost: Money): string {
    return moneyText(cost, this.language.current());
  }

  protected worthOf({ worth, kind }: Reward): string | null {
    return worth && worthText(worth, kind, this.words, this.language.current());
  }

  /** What it has cost so far; null where nobody knows. */
  protected costOf({ cost, figures }: Reward): string | null {
    return cost && figures.costMinor !== null ? this.money({ amountMinor: figures.costMinor, currency: cost.currency }) : null;
  }

  protected titleOf(reward: Reward): string {
    return textIn(reward.title, this.language.current());
  }

  protected countsOf(reward: Reward): { status: string; count: number }[] {
    return Object.entries(reward.grants).map(([status, count]) => ({ status, count })).filter(({ count }) => count > 0).sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  }

  /** @param typed empty: there is always enough */
  protected async stock(reward: Reward, typed: string): Promise<void> {
    const body = { unitsLeft: typed === '' ? null : Number(typed) };
    if (!(await this.attempt.run(() => catalogueControllerStockOf({ path: { programId: this.program.id(), rewardId: reward.id }, body })))) return;
    this.stocking.set(null);
    this.reading.reload();
  }
}
