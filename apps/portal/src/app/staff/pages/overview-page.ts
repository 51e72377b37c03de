import { HttpErrorResponse } from '@angular/common/http';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Overview } from '../../api/generated';
import { insightsControllerShowResource } from '../../api/generated/@angular/common.gen';
import { readProblem } from '../../api/problem';
import { Language } from '../../i18n/language';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { LineChart } from '../../ui/line-chart';
import { ProblemAlert } from '../../ui/problem-alert';
import { Sparkline } from '../../ui/sparkline';
import { TierPill } from '../../ui/tier-pill';
import { StaffProgram } from '../staff-program';
import { changeOf, valueText } from './figure-text';
import { ReviewQueue } from './review-queue';

const LENGTHS = ['7', '28', '84'] as const;
const FIGURES = [{ name: 'qualified', kind: 'count' }, { name: 'ambassadors', kind: 'count' }, { name: 'clickToSignUp', kind: 'share' }, { name: 'bringing', kind: 'share' }] as const;
const TO_DO = [{ name: 'held', path: 'review' }, { name: 'toShip', path: 'parcels' }, { name: 'unanswered', path: 'events' }, { name: 'parkedMail', path: 'mail' }] as const;
const LABELS = 5;

/** What the program brought, compared with the time before, and what needs doing today. */
@Component({
  selector: 'ff-overview-page',
  imports: [Avatar, Icon, LineChart, ProblemAlert, ReviewQueue, RouterLink, Sparkline, TierPill, TranslocoPipe],
  templateUrl: './overview-page.html',
})
export class OverviewPage {
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly lengths = LENGTHS;
  protected readonly days = signal<(typeof LENGTHS)[number]>('28');
  protected readonly reading = insightsControllerShowResource(() => ({ path: { programId: this.program.id() }, query: { days: this.days() } }));
  /** The last that was read, so that nothing flickers while it is read again. */
  protected readonly overview = linkedSignal<Overview | null, Overview | null>({
    source: () => (this.reading.hasValue() ? this.reading.value() : null),
    computation: (read, last) => read ?? last?.value ?? null,
  });
  protected readonly figures = computed(() => {
    const figures = this.overview()?.figures;
    const language = this.language.current();
    return figures ? FIGURES.map(({ name, kind }) => {
      const figure = figures[name];
      return { name, kind, value: valueText(figure.value, kind, language), previous: valueText(figure.previous, kind, language), change: changeOf(figure, kind), series: figure.series };
    }) : [];
  });
  protected readonly toDo = computed(() => {
    const counts = this.overview()?.toDo;
    const open = new Set<string>(this.program.screens().map(({ path }) => path));
    return counts ? TO_DO.map((item) => ({ ...item, count: counts[item.name] })).filter(({ count, path }) => count > 0 && open.has(path)) : [];
  });
  protected readonly period = computed(() => {
    const overview = this.overview();
    return overview ? this.dates({ day: 'numeric', month: 'long' }).formatRange(new Date(overview.from), new Date(overview.to)) : null;
  });
  protected readonly labels = computed(() => {
    const days = this.overview()?.days ?? [];
    const at = Array.from({ length: Math.min(LABELS, days.length) }, (_, index) => Math.round((index * (days.length - 1)) / (LABELS - 1)));
    return at.map((index) => this.dates({ day: 'numeric', month: 'short' }).format(new Date(days[index]!)));
  });
  protected readonly problem = computed(() => {
    const error = this.reading.error();
    return error ? readProblem(error instanceof HttpErrorResponse ? error.error : null) : null;
  });

  protected choose(days: string): void {
    this.days.set(LENGTHS.find((length) => length === days) ?? '28');
  }

  /** The API gives days of the program's calendar, not instants: they are read as they are written. */
  private dates(shown: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const language = this.language.current();
    return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...shown, timeZone: 'UTC' });
  }
}
