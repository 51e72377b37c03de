import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { diffRulebooks } from '@fanfare/domain/diff-rulebooks';
import { whatIfsControllerCancel, whatIfsControllerPublish, whatIfsControllerStart } from '../../api/generated';
import { catalogueControllerListResource, rulebooksControllerListResource, whatIfsControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { FilterChips } from '../../ui/filter-chips';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { Toasts } from '../../ui/toasts';
import { Cohorts } from '../cohorts/cohorts';
import { lookAgainWhile } from '../look-again';
import { textIn } from '../pages/text-in';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { ChangeList } from '../rules/change-list';
import type { Surroundings } from '../rules/sentence';
import { RunProgress } from '../runs/run-progress';
import { isOpen, RUN_TONES } from '../runs/run-state';
import { StaffProgram } from '../staff-program';
import { outcomeOf } from './outcome';
import { WhatIfPeople } from './what-if-people';
import { WhatIfView } from './what-if-view';

const VIEWS = ['publish', 'history'] as const;

/** What a draft would change, for whom, and the way to publish just that. */
@Component({
  selector: 'ff-what-if-page',
  imports: [ChangeList, ConfirmDialog, FilterChips, ProblemAlert, Reading, RouterLink, RunProgress, StatusPill, TranslocoPipe, WhatIfPeople, WhatIfView, ZonedTimePipe],
  templateUrl: './what-if-page.html',
})
export class WhatIfPage {
  /** Of the address. */
  readonly whatIfId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  private readonly whatIf = whatIfsControllerShowResource(() => ({ path: { programId: this.program.id(), id: this.whatIfId() } }));
  private readonly rulebooks = rulebooksControllerListResource(() => ({ path: { programId: this.program.id() } }));
  private readonly catalogue = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));

  protected readonly tones = RUN_TONES;
  protected readonly views = VIEWS;
  private readonly cohorts = inject(Cohorts);
  protected readonly view = signal<(typeof VIEWS)[number]>('publish');
  protected readonly shown = computed(() => (this.whatIf.hasValue() ? this.whatIf.value() : null));
  protected readonly works = computed(() => { const shown = this.shown(); return shown !== null && isOpen(shown); });
  protected readonly outcome = computed(() => { const shown = this.shown(); return shown && outcomeOf(shown, new Date()); });
  protected readonly before = computed(() => (this.rulebooks.hasValue() ? (this.rulebooks.value().items.find(({ version }) => version === this.shown()?.basedOn)?.rules ?? null) : null));
  protected readonly changes = computed(() => {
    const [before, shown] = [this.before(), this.shown()];
    return before && shown ? diffRulebooks(before, shown.draft.rules) : null;
  });
  protected readonly around = computed<Surroundings>(() => ({
    zone: this.program.timeZone(), cohorts: this.cohorts.named(),
    rewards: this.catalogue.hasValue() ? this.catalogue.value().items.map(({ id, title }) => ({ id, title: textIn(title, this.language.current()) })) : [],
  }));
  protected readonly asking = signal(false);
  protected readonly attempt = new Attempt();
  protected readonly problem = computed(() => problemOfRead(this.whatIf.error() ?? this.rulebooks.error()) ?? this.attempt.problem());

  constructor() {
    lookAgainWhile(this.works, this.shown, () => this.whatIf.reload());
  }

  protected async stop(): Promise<void> {
    await this.attempt.run(() => whatIfsControllerCancel({ path: this.path() }));
    this.whatIf.reload();
  }

  /** The same question about today; a time that has passed is now. */
  protected async again(): Promise<void> {
    const { effectiveAt, ...draft } = this.shown()!.draft;
    const body = { ...draft, ...(effectiveAt && Date.parse(effectiveAt) > Date.now() && { effectiveAt }) };
    await this.attempt.run(async () => {
      const { data } = await whatIfsControllerStart({ path: { programId: this.program.id() }, body });
      await this.router.navigate(['/staff', this.program.role()?.slug, 'rules', 'what-if', data.id]);
    });
  }

  protected async publish(): Promise<void> {
    const later = this.shown()!.draft.effectiveAt !== undefined;
    const worked = await this.attempt.run(async () => {
      const { data } = await whatIfsControllerPublish({ path: this.path() });
      this.toasts.say(this.transloco.translate(later ? 'rules.published_later' : 'rules.published', { version: data.version }));
      await this.router.navigate(['/staff', this.program.role()?.slug, 'rules']);
    });
    if (!worked) this.whatIf.reload(); // others may have published meanwhile
  }

  private path() {
    return { programId: this.program.id(), id: this.whatIfId() };
  }
}
