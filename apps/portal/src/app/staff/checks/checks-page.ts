import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { PRESET_NAMES, type PresetName } from '@fanfare/domain/presets';
import type { Rulebook } from '../../api/generated';
import { domainListsControllerShowResource, rulebooksControllerListResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { Cohorts } from '../cohorts/cohorts';
import { PageHeading } from '../page-heading';
import { DraftState } from '../rules/draft-state';
import { PublishDialog } from '../rules/publish-dialog';
import { ruleGroups } from '../rules/rule-groups';
import { RulesDraft } from '../rules/rules-draft';
import type { Sentence, Surroundings } from '../rules/sentence';
import { SentenceLine } from '../rules/sentence-line';
import { StaffProgram } from '../staff-program';
import { nearestPreset, withPreset } from './chosen-preset';
import { DomainListCard } from './domain-list-card';

const WEIGHT_KEY = 'rules.say.weight';

/** How closely sign-ups are looked at: a preset, what it asks in sentences, and the program's own lists of domains. */
@Component({
  selector: 'ff-checks-page',
  imports: [DomainListCard, DraftState, PageHeading, ProblemAlert, PublishDialog, Reading, RouterLink, SentenceLine, TranslocoPipe],
  templateUrl: './checks-page.html',
})
export class ChecksPage {
  protected readonly program = inject(StaffProgram);
  protected readonly presets = PRESET_NAMES;
  protected readonly rulebooks = rulebooksControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly lists = domainListsControllerShowResource(() => (this.program.may('settings:read') ? { path: { programId: this.program.id() } } : undefined));
  protected readonly domains = computed(() => (this.lists.hasValue() ? this.lists.value().items : []));
  private readonly cohorts = inject(Cohorts);
  protected readonly versions = computed(() => (this.rulebooks.hasValue() ? this.rulebooks.value().items : []));
  protected readonly newest = computed(() => this.versions()[0] ?? null);
  /** The one draft of this person: what was begun under the rules goes along, and is shown before it is published. */
  protected readonly draft = new RulesDraft(this.program.id, this.newest, computed(() => this.program.may('rulebooks:publish')));
  protected readonly preset = computed(() => {
    const rules = this.draft.rules();
    return rules ? nearestPreset(rules) : null;
  });
  protected readonly around = computed<Surroundings>(() => ({ zone: this.program.timeZone(), cohorts: this.cohorts.named(), rewards: [] }));
  protected readonly sentences = computed(() => {
    const rules = this.draft.rules();
    return rules ? (ruleGroups(rules, this.around()).find(({ key }) => key === 'checks')?.sentences ?? []).map(withoutNothing) : [];
  });
  protected readonly publishing = signal(false);
  /** Whether the server found something wrong that is written under the rules; the draft is one. */
  protected readonly refused = signal(false);
  protected readonly published = signal<Rulebook | null>(null);
  protected readonly problem = computed(() => problemOfRead(this.rulebooks.error() ?? this.lists.error()));

  protected choose(name: PresetName): void {
    const rules = this.draft.rules();
    if (!rules) return;
    this.published.set(null);
    this.refused.set(false);
    this.draft.change(withPreset(rules, name));
  }

  protected isPublished(version: Rulebook): void {
    this.publishing.set(false);
    this.draft.discard();
    this.published.set(version);
    this.rulebooks.reload();
  }
}

/** What adds nothing to the score need not say so where it is only read. */
function withoutNothing(sentence: Sentence): Sentence {
  return sentence.slots['weight']?.value === 0 ? { ...sentence, keys: sentence.keys.filter((key) => key !== WEIGHT_KEY) } : sentence;
}
