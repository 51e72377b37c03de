import { Component, computed, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { FieldProblem } from '@fanfare/contracts';
import type { Rulebook } from '../../api/generated';
import { catalogueControllerListResource, rulebooksControllerListResource } from '../../api/generated/@angular/common.gen';
import { type ApiProblem, problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { PageHeading } from '../page-heading';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';
import { WhatIfList } from '../what-if/what-if-list';
import { CohortCard } from '../cohorts/cohort-card';
import { Cohorts } from '../cohorts/cohorts';
import { atCohort, unknownCohorts } from './cohort-sentences';
import { DraftList } from './draft-list';
import { DraftState } from './draft-state';
import { FanPreview } from './fan-preview';
import { PublishDialog } from './publish-dialog';
import { type RuleGroup, ruleGroups } from './rule-groups';
import { RulebookHistory } from './rulebook-history';
import { RulesDraft } from './rules-draft';
import type { Rules, Surroundings } from './sentence';
import { SentenceLine } from './sentence-line';

const PREFIX = 'rules.';
/** More additions than this are a list to choose from. */
const MANY = 5;

/** The rules as sentences. What is changed stays one's own draft until it is published as the next version. */
@Component({
  selector: 'ff-rules-page',
  imports: [CohortCard, DraftList, DraftState, FanPreview, Icon, PageHeading, ProblemAlert, PublishDialog, Reading, RulebookHistory, SentenceLine, TranslocoPipe, WhatIfList],
  templateUrl: './rules-page.html',
})
export class RulesPage {
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly cohorts = inject(Cohorts);
  private readonly rulebooks = rulebooksControllerListResource(() => ({ path: { programId: this.program.id() } }));
  private readonly catalogue = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));

  protected readonly versions = computed(() => (this.rulebooks.hasValue() ? this.rulebooks.value().items : []));
  protected readonly many = MANY;
  protected readonly newest = computed(() => this.versions()[0] ?? null);
  /** A version that waits for its time, which whatever is published now comes after. */
  protected readonly scheduled = computed(() => this.versions().find((version) => version.status === 'scheduled') ?? null);
  protected readonly rewards = computed(() => (this.catalogue.hasValue() ? this.catalogue.value().items : []));
  protected readonly around = computed<Surroundings>(() => ({
    zone: this.program.timeZone(), cohorts: this.cohorts.named(),
    rewards: this.rewards().map(({ id, title }) => ({ id, title: textIn(title, this.language.current()) })),
  }));
  protected readonly draft = new RulesDraft(this.program.id, this.newest, computed(() => this.program.may('rulebooks:publish')));
  protected readonly groups = computed(() => {
    const rules = this.draft.rules();
    return rules ? ruleGroups(rules, this.around()) : [];
  });
  protected readonly isReady = computed(() => this.rulebooks.hasValue() && !this.catalogue.isLoading() && this.cohorts.isReady());
  protected readonly publishing = signal(false);
  /** Whether what a fan will read is being looked at. */
  protected readonly reading = signal(false);
  protected readonly published = signal<Rulebook | null>(null);
  /** What the server found wrong, until something is changed. */
  private readonly refused = signal<readonly FieldProblem[]>([]);
  protected readonly wrong = computed(() => {
    const [rules, around] = [this.draft.rules(), this.around()];
    const all = [...this.draft.problems(), ...this.refused()];
    return rules ? [...all, ...(this.cohorts.isReady() ? unknownCohorts(rules, around) : [])].map((problem) => atCohort(problem, rules, around)) : all;
  });
  protected readonly problem = computed(() => problemOfRead(this.rulebooks.error()));

  protected change(rules: Rules): void {
    this.refused.set([]);
    this.published.set(null);
    this.draft.change(rules);
  }

  protected add(group: RuleGroup, index: number): void {
    const addition = group.adds[index];
    if (addition) this.change(addition.make());
  }

  protected discard(): void {
    this.refused.set([]);
    this.draft.discard();
  }

  protected isPublished(version: Rulebook): void {
    this.publishing.set(false);
    this.draft.discard();
    this.published.set(version);
    this.rulebooks.reload();
  }

  /** Back to the sentences, each problem at its own. */
  protected isRefused(problem: ApiProblem): void {
    this.publishing.set(false);
    this.refused.set(problem.fields.map((field) => ({ ...field, field: field.field.startsWith(PREFIX) ? field.field.slice(PREFIX.length) : field.field })));
  }
}
