import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Event as Gathering, WhatIfView as View } from '../../api/generated';
import { eventsControllerListResource } from '../../api/generated/@angular/common.gen';
import { Language } from '../../i18n/language';
import { moneyText, sums } from '../../i18n/money';
import { textIn } from '../pages/text-in';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import type { Rules } from '../rules/sentence';
import { StaffProgram } from '../staff-program';
import { invitedTo } from './invited-to';

const EVENTS = 100;

/** What rules change in all: counts, tiers, milestones, rewards from stock and budgets, work for the team, invitations. */
@Component({
  selector: 'ff-what-if-view',
  imports: [TranslocoPipe, ZonedTimePipe],
  templateUrl: './what-if-view.html',
  host: { class: 'block' },
})
export class WhatIfView {
  readonly view = input.required<View>();
  /** From when the rules were taken to hold. */
  readonly at = input.required<string>();
  /** Names what the draft has dropped. */
  readonly before = input.required<Rules | null>();
  /** Whether anybody is invited by it: only publishing does. */
  readonly invites = input.required<boolean>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly events = eventsControllerListResource(() => (this.invites() && this.program.may('events:read') ? { path: { programId: this.program.id() }, query: { status: 'published', limit: EVENTS } } : undefined));
  protected readonly figures = computed(() => {
    const { people, reviews, qualified, points } = this.view();
    return {
      people: [{ key: 'gain', count: people.gain }, { key: 'lose', count: people.lose }, { key: 'reviews', count: reviews }] as const,
      counts: [{ key: 'qualified', ...qualified }, { key: 'points', ...points }].filter(({ key, before, after }) => key === 'qualified' || before !== after),
    };
  });
  protected readonly tiers = computed(() => this.view().tiers.map((tier) => ({ ...tier, name: tier.name || this.nameBefore('tiers', tier.id) })));
  protected readonly milestones = computed(() => this.view().milestones.map((milestone) => ({ ...milestone, name: milestone.name || this.nameBefore('milestones', milestone.id) })));
  protected readonly cost = computed(() => {
    const { rewards } = this.view();
    const known = sums(rewards.flatMap(({ cost }) => cost ?? [])).map((sum) => this.money(sum));
    return { total: rewards.length > 1 && known.length > 0 ? known.join(' + ') : null, unknown: rewards.filter(({ cost }) => cost === null).map((reward) => this.titleOf(reward)) };
  });
  protected readonly invited = computed(() => (this.events.hasValue() ? invitedTo(this.events.value().items, this.view().tiers, this.at()) : []));

  protected titleOf({ title }: Pick<Gathering, 'title'> | View['rewards'][number]): string {
    return textIn(title, this.language.current());
  }

  protected money(cost: NonNullable<View['rewards'][number]['cost']>): string {
    return moneyText(cost, this.language.current());
  }

  protected inBudget({ currency }: { readonly currency: string }, amountMinor: number): string {
    return moneyText({ amountMinor, currency }, this.language.current());
  }

  /** Why some have to wait. An answer from before there were budgets knew of stock only. */
  protected lacksOf({ queued, lacks = { stock: queued, money: 0 } }: View['rewards'][number]): { what: 'stock' | 'money'; count: number }[] {
    return (['stock', 'money'] as const).map((what) => ({ what, count: lacks[what] })).filter(({ count }) => count > 0);
  }

  private nameBefore(list: 'tiers' | 'milestones', id: string): string {
    const all: readonly { readonly id: string; readonly name: string }[] = this.before()?.[list] ?? [];
    return all.find((one) => one.id === id)?.name ?? '';
  }
}
