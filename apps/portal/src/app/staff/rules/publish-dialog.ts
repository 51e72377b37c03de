import { afterNextRender, Component, computed, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { diffRulebooks } from '@fanfare/domain/diff-rulebooks';
import { type Rulebook, rulebooksControllerPublish, type WhatIfRequest } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import type { ApiProblem } from '../../api/problem';
import { ProblemAlert } from '../../ui/problem-alert';
import { toInstant, toWallClock } from '../pages/zoned';
import { StaffProgram } from '../staff-program';
import { Foresight } from '../what-if/foresight';
import { ChangeList } from './change-list';
import type { Rules, Surroundings } from './sentence';
import { Unfunded } from './unfunded';
import { versionBefore } from './version-before';

const HOUR_MS = 3_600_000;

/** The last look before rules hold: what changes, from when, and what becomes of what was counted under the old ones. */
@Component({ selector: 'ff-publish-dialog', imports: [ChangeList, Foresight, ProblemAlert, TranslocoPipe, Unfunded], templateUrl: './publish-dialog.html' })
export class PublishDialog {
  readonly rules = input.required<Rules>();
  /** All there are, the newest first: the one before takes effect before this one, or never. */
  readonly versions = input.required<readonly Rulebook[]>();
  readonly around = input.required<Surroundings>();
  readonly published = output<Rulebook>();
  /** With problems at fields of the rules. */
  readonly refused = output<ApiProblem>();
  readonly closed = output<void>();
  private readonly program = inject(StaffProgram);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly attempt = new Attempt();
  protected readonly when = signal<'now' | 'later'>('now');
  protected readonly at = signal('');
  protected readonly mode = signal<Rulebook['mode']>('from_now');
  protected readonly tiers = signal<'keep' | 'match'>('keep');
  protected readonly modes = ['from_now', 'recount'] as const;
  protected readonly keeping = ['keep', 'match'] as const;
  protected readonly zone = this.program.timeZone;
  protected readonly earliest = computed(() => toWallClock(new Date().toISOString(), this.zone()));
  protected readonly inThePast = computed(() => this.attempt.problem()?.fields.some(({ field }) => field === 'effectiveAt') ?? false);

  /** What would be published, as it is chosen now. A time that is not typed yet is none. */
  protected readonly draft = computed<WhatIfRequest>(() => ({
    rules: this.rules(), mode: this.mode(), keepTiers: this.tiers() === 'keep', ...(this.when() === 'later' && this.at() && { effectiveAt: toInstant(this.at(), this.zone()) }),
  }));

  /** The newest version, which this one follows. */
  protected readonly newest = computed(() => this.versions()[0]!);
  protected readonly before = computed(() => versionBefore(this.versions(), this.draft().effectiveAt ? Date.parse(this.draft().effectiveAt!) : Date.now())!);
  protected readonly changes = computed(() => diffRulebooks(this.before().rules, this.rules()));
  /** Where they hold other seasons, it is said what becomes of those who have counted in the ones of before. */
  protected readonly newSeasons = computed(() => this.changes().some(({ kind }) => kind === 'season' || kind === 'seasonPlan'));
  /** A version that waits, and would never come. */
  protected readonly overtaken = computed(() => (this.before() === this.newest() ? null : this.newest()));

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected chooseLater(): void {
    this.when.set('later');
    if (!this.at()) this.at.set(toWallClock(new Date(Date.now() + HOUR_MS).toISOString(), this.zone()));
  }

  protected async publish(): Promise<void> {
    const body = { ...this.draft(), basedOn: this.newest().version };
    const worked = await this.attempt.run(async () => this.published.emit((await rulebooksControllerPublish({ path: { programId: this.program.id() }, body })).data));
    const problem = this.attempt.problem();
    if (!worked && problem?.fields.some(({ field }) => field.startsWith('rules.'))) this.refused.emit(problem);
  }
}
