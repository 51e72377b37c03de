import { Component, computed, effect, inject, linkedSignal, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Overview } from '../../api/generated';
import { insightsControllerShowResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { moneyText } from '../../i18n/money';
import { download } from '../../ui/download';
import { Icon } from '../../ui/icon';
import { LineChart } from '../../ui/line-chart';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { Sparkline } from '../../ui/sparkline';
import { StaffProgram } from '../staff-program';
import { ReviewQueue } from '../friends/review-queue';
import { VerdictDesk } from '../friends/verdict-desk';
import { changeOf, valueText } from './figure-text';
import { figuresCsv } from './figures-csv';
import { FirstSteps } from './first-steps';
import { TopTable } from './top-table';

const LENGTHS = ['7', '30', '90'] as const;
const FIGURES = [
  { name: 'qualified', kind: 'count' }, { name: 'signUps', kind: 'count' }, { name: 'clicks', kind: 'count' },
  { name: 'ambassadors', kind: 'count' }, { name: 'clickToSignUp', kind: 'share' }, { name: 'bringing', kind: 'share' },
] as const;
/** Of which there are some each day. */
const CHARTABLE = ['qualified', 'signUps', 'clicks'] as const;
const TO_DO = [
  { name: 'held', path: 'review', icon: 'inbox' }, { name: 'appeals', path: 'review/appeals', icon: 'heart' }, { name: 'messages', path: 'messages', icon: 'chat' }, { name: 'toShip', path: 'parcels', icon: 'truck' }, { name: 'toGive', path: 'rewards/deliveries', icon: 'gift' },
  { name: 'toApprove', path: 'rewards/granted', query: { waitsFor: 'approval' }, icon: 'check' }, { name: 'outOfStock', path: 'rewards', icon: 'gift' }, { name: 'lowBudgets', path: 'rewards/budgets', icon: 'gift' }, { name: 'unanswered', path: 'events', icon: 'calendar' }, { name: 'parkedMail', path: 'mail', icon: 'mail' },
  { name: 'failedWork', path: 'mail', icon: 'mail' },
] as const;
const LABELS = 5;

/** What the program brought, compared with the time before, and what needs doing today. */
@Component({
  selector: 'ff-overview-page',
  imports: [FirstSteps, Icon, LineChart, ProblemAlert, Reading, ReviewQueue, RouterLink, Sparkline, TopTable, TranslocoPipe],
  templateUrl: './overview-page.html',
})
export class OverviewPage {
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly desk = inject(VerdictDesk);
  protected readonly lengths = LENGTHS;
  protected readonly chartable = CHARTABLE;
  protected readonly charted = signal<(typeof CHARTABLE)[number]>('qualified');
  protected readonly days = signal<(typeof LENGTHS)[number]>('30');
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
  protected readonly costs = computed(() => {
    const language = this.language.current();
    return (this.overview()?.costs ?? []).map(({ currency, costMinor, previousMinor, perFriendMinor }) => {
      const text = (amountMinor: number) => moneyText({ amountMinor, currency }, language);
      return { currency, given: text(costMinor), before: text(previousMinor), perFriend: perFriendMinor === null ? '–' : text(perFriendMinor) };
    });
  });
  protected readonly toDo = computed(() => {
    const counts = this.overview()?.toDo;
    const open = new Set<string>(this.program.screens().map(({ path }) => path));
    return counts ? TO_DO.map(({ path, ...item }) => ({ query: null, ...item, path })).map(({ path, ...item }) => ({ ...item, link: path.split('/'), count: counts[item.name] ?? 0 })).filter(({ count, link }) => count > 0 && open.has(link[0]!))
      .map((item) => ({ ...item, link: ['/staff', this.program.role()?.slug, ...item.link] })) : [];
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
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  constructor() {
    effect(() => {
      if (this.desk.round() > 0) this.reading.reload();
    });
  }

  protected chart(name: string): void {
    this.charted.set(CHARTABLE.find((known) => known === name) ?? 'qualified');
  }

  protected export(): void {
    const overview = this.overview()!;
    download(`${this.program.role()!.slug}-${overview.from}-${overview.to}.csv`, figuresCsv(overview), 'text/csv;charset=utf-8');
  }

  protected choose(days: string): void {
    this.days.set(LENGTHS.find((length) => length === days) ?? '30');
  }

  /** The API gives days of the program's calendar, not instants: they are read as they are written. */
  private dates(shown: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const language = this.language.current();
    return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...shown, timeZone: 'UTC' });
  }
}
