import { Component, computed, effect, inject, linkedSignal, type OnDestroy, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type ProgramSettings, settingsControllerReplace } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { Brand } from '../../brand/brand';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { type KeepsUnsaved, Unsaved } from '../unsaved';
import { BrandSection } from './brand-section';
import { DestinationsSection } from './destinations-section';
import { LandingSection } from './landing-section';
import { LanguagesSection } from './languages-section';
import { SaveBar } from './save-bar';
import { SettingsTabs } from './settings-tabs';
import { type WrongFields, wrongFields } from './settings-check';
import { type DraftChange, draftOf, requestOf, type SettingsDraft } from './settings-draft';
import { WrongField } from './wrong-field';

const REVIEW_HOURS = [4, 8, 24, 48, 72, 168];
const APPEAL_DAYS = [1, 2, 3, 5, 7, 14, 30];

/** What the program is called, how it looks, which languages it speaks and where its links may lead. Saved as a whole. */
@Component({
  selector: 'ff-settings-page',
  imports: [BrandSection, ConfirmDialog, DestinationsSection, LandingSection, LanguagesSection, PageHeading, ProblemAlert, Reading, SaveBar, SettingsTabs, TranslocoPipe, WrongField],
  templateUrl: './settings-page.html',
  host: { '(window:beforeunload)': 'unsaved.hold($event)' },
})
export class SettingsPage implements KeepsUnsaved, OnDestroy {
  protected readonly program = inject(StaffProgram);
  private readonly brand = inject(Brand);
  protected readonly attempt = new Attempt();
  protected readonly saved = signal(false);
  protected readonly asking = signal(false);
  /** Whether saving was tried: from then on what is wrong is said at its field. */
  private readonly tried = signal(false);
  protected readonly settings = computed(() => (this.program.settings.hasValue() ? this.program.settings.value() : null));
  protected readonly unreadable = computed(() => problemOfRead(this.program.settings.error()));
  protected readonly draft = linkedSignal<SettingsDraft | null>(() => {
    const settings = this.settings();
    return settings && draftOf(settings);
  });
  /** The usual ones, and what the program has. */
  protected readonly reviewTargets = computed(() => choices(REVIEW_HOURS, this.draft()?.reviewTargetHours));
  protected readonly appealTargets = computed(() => choices(APPEAL_DAYS, this.draft()?.appealTargetDays));
  protected readonly isChanged = computed(() => {
    const [settings, draft] = [this.settings(), this.draft()];
    return settings !== null && draft !== null && JSON.stringify(requestOf(draft)) !== JSON.stringify(requestOf(draftOf(settings)));
  });
  protected readonly wrong = computed<WrongFields>(() => {
    const draft = this.draft();
    const refused = Object.fromEntries((this.attempt.problem()?.fields ?? []).map(({ field }) => [field, 'refused']));
    return { ...refused, ...(this.tried() && draft ? wrongFields(draft) : {}) };
  });
  readonly unsaved = new Unsaved(() => this.isChanged());

  constructor() {
    effect(() => {
      const draft = this.draft();
      if (draft) this.brand.wear(draft.name, draft.brandColor); // tried on while it is chosen
    });
  }

  /** What was tried on and not saved comes off again. */
  ngOnDestroy(): void {
    const settings = this.settings();
    if (settings) this.brand.wear(settings.name, settings.brandColor);
  }

  protected change(change: DraftChange): void {
    this.saved.set(false);
    this.draft.update((draft) => draft && { ...draft, ...(typeof change === 'function' ? change(draft) : change) });
  }

  protected discard(): void {
    const settings = this.settings();
    this.tried.set(false);
    this.attempt.problem.set(null);
    if (settings) this.draft.set(draftOf(settings));
  }

  protected async save(): Promise<void> {
    const draft = this.draft();
    this.tried.set(true);
    if (!draft || Object.keys(wrongFields(draft)).length > 0) return;
    if (await this.replace(requestOf(draft))) this.tried.set(false);
  }

  /** Without what is being changed beside it. */
  protected async turn(status: ProgramSettings['status']): Promise<void> {
    const settings = this.settings();
    if (settings) await this.replace({ ...requestOf(draftOf(settings)), status });
  }

  private async replace(body: ProgramSettings): Promise<boolean> {
    const worked = await this.attempt.run(async () => this.program.settings.set((await settingsControllerReplace({ path: { programId: this.program.id() }, body })).data));
    this.saved.set(worked);
    return worked;
  }
}

function choices(usual: readonly number[], own: number | undefined): number[] {
  return [...new Set([...usual, ...(own === undefined ? [] : [own])])].toSorted((a, b) => a - b);
}
