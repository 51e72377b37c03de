import { Component, computed, inject } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Forecast, ForecastRange } from '../../api/generated';
import { forecastControllerInForceResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { fractionDigits, moneyText } from '../../i18n/money';
import { FanChart } from '../../ui/fan-chart';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';
import { RewardTabs } from './reward-tabs';

type Total = Forecast['totals'][number];

/** What the next 90 days will take from stock and budgets, if members go on as they do. */
@Component({
  selector: 'ff-forecast-page',
  imports: [FanChart, PageHeading, ProblemAlert, Reading, RewardTabs, StatusPill, TranslocoPipe],
  templateUrl: './forecast-page.html',
})
export class ForecastPage {
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly words = inject(TranslocoService);
  private readonly reading = forecastControllerInForceResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly forecast = computed(() => (this.reading.hasValue() ? this.reading.value() : null));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected titleOf(reward: Forecast['rewards'][number]): string {
    return textIn(reward.title, this.language.current());
  }

  /** From today, when nothing has been spent yet but on those who wait. */
  protected seriesOf({ waitingMinor, costMinor }: Total): ForecastRange[] {
    return [{ low: 0, mid: 0, high: 0 }, ...costMinor].map(({ low, mid, high }) => ({ low: low + waitingMinor, mid: mid + waitingMinor, high: high + waitingMinor }));
  }

  protected labels(days: readonly number[]): string[] {
    return [0, ...days].map((day) => (day === 0 ? this.words.translate('forecast.today') : this.words.translate('forecast.in_days', { count: day })));
  }

  protected money(amountMinor: number, currency: string): string {
    return moneyText({ amountMinor, currency }, this.language.current());
  }

  /** Whole units at the edge of a chart. */
  protected written(currency: string): (minor: number) => string {
    const format = new Intl.NumberFormat(this.language.current(), { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 });
    return (minor) => format.format(minor / 10 ** fractionDigits(currency));
  }

  protected costOf(range: ForecastRange, each: { amountMinor: number; currency: string }): string {
    return this.money(range.mid * each.amountMinor, each.currency);
  }

  protected lasts({ waitingMinor, costMinor, budgetLeftMinor }: Total): boolean {
    return budgetLeftMinor === null || waitingMinor + costMinor.at(-1)!.mid <= budgetLeftMinor;
  }
}
