import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Forecast, forecastControllerDraft, type WhatIfRequest } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { moneyText } from '../../i18n/money';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';

/** Before rules are published: which of their rewards have no stock or money for what the next 90 days will likely bring. */
@Component({
  selector: 'ff-unfunded',
  imports: [TranslocoPipe],
  template: `
    @if (lacking().length > 0) {
      <section class="notice grid gap-1.5" role="status"><strong class="font-semibold">{{ 'forecast.unfunded' | transloco: { count: lacking().length } }}</strong>
        <ul class="grid gap-1">@for (reward of lacking(); track reward.id) { <li>{{ textOf(reward) }}: {{ 'forecast.unfunded_wants' | transloco: { count: wanted(reward) } }}@for (lack of reward.lacks; track lack) {<span>{{ 'forecast.short.' + lack | transloco: { stock: reward.stockLeft, money: left(reward) } }}</span>}</li> }</ul>
        <span class="text-[13px]">{{ 'forecast.unfunded_hint' | transloco }}</span></section>
    }
  `,
})
export class Unfunded {
  readonly draft = input.required<WhatIfRequest>();
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly attempt = new Attempt();
  private readonly made = signal<Forecast | null>(null);
  protected readonly lacking = computed(() => (this.made()?.rewards ?? []).filter(({ lacks }) => lacks.length > 0));
  /** What the forecast depends on: not from when on the rules hold. */
  private readonly milestones = computed(() => JSON.stringify(this.draft().rules.milestones.map(({ id, at, measure, every, rewardId, friendRewardId }) => ({ id, at, measure, ...(every ? { every } : {}), rewardId, ...(friendRewardId ? { friendRewardId } : {}) }))));

  constructor() {
    effect(() => {
      const milestones = JSON.parse(this.milestones()) as Parameters<typeof forecastControllerDraft>[0]['body']['milestones'];
      // Advice: without it publishing goes on as before.
      void this.attempt.run(async () => this.made.set((await forecastControllerDraft({ path: { programId: this.program.id() }, body: { milestones } })).data));
    });
  }

  protected textOf(reward: Forecast['rewards'][number]): string {
    return textIn(reward.title, this.language.current());
  }

  protected wanted({ waiting, units }: Forecast['rewards'][number]): number {
    return waiting + units.at(-1)!.mid;
  }

  protected left({ budgetLeftMinor, cost }: Forecast['rewards'][number]): string {
    return cost && budgetLeftMinor !== null ? moneyText({ amountMinor: budgetLeftMinor, currency: cost.currency }, this.language.current()) : '';
  }
}
