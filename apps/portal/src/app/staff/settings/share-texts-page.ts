import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { LIMITS, type Locale } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { type ShareTexts, shareTextsControllerReplace } from '../../api/generated';
import { shareTextsControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { FilterChips } from '../../ui/filter-chips';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { type KeepsUnsaved, Unsaved } from '../unsaved';
import { SaveBar } from './save-bar';
import { SettingsTabs } from './settings-tabs';
import { fillIn, isOwn, wrongText } from './share-text';

type Proposed = ShareTexts['items'][number];

/** What members may say when they share, per language and channel: ours, or the program's own words. */
@Component({
  selector: 'ff-share-texts-page',
  imports: [ConfirmDialog, FilterChips, PageHeading, ProblemAlert, Reading, SaveBar, SettingsTabs, StatusPill, TranslocoPipe],
  templateUrl: './share-texts-page.html',
  host: { '(window:beforeunload)': 'unsaved.hold($event)' },
})
export class ShareTextsPage implements KeepsUnsaved {
  protected readonly program = inject(StaffProgram);
  protected readonly most = LIMITS.shareTextChars;
  protected readonly attempt = new Attempt();
  protected readonly saved = signal(false);
  private readonly reading = shareTextsControllerShowResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly isReading = this.reading.isLoading;
  private readonly stored = computed<readonly Proposed[]>(() => (this.reading.hasValue() ? this.reading.value().items : []));
  protected readonly texts = linkedSignal<readonly Proposed[]>(() => this.stored());
  protected readonly locales = computed(() => [...new Set(this.stored().map(({ locale }) => locale))]);
  protected readonly locale = linkedSignal<Locale>(() => this.locales()[0] ?? 'en');
  protected readonly shown = computed(() => this.texts().filter(({ locale }) => locale === this.locale()));
  protected readonly isChanged = computed(() => this.texts().some(({ text }, index) => text !== this.stored()[index]?.text));
  /** By language and channel. */
  protected readonly wrong = computed(() => Object.fromEntries(this.texts().flatMap((one) => {
    const kind = wrongText(one.text, this.most);
    return kind ? [[`${one.locale}.${one.channel}`, kind]] : [];
  })));
  protected readonly problem = computed(() => this.attempt.problem() ?? problemOfRead(this.reading.error()));
  readonly unsaved = new Unsaved(() => this.isChanged());
  protected readonly isOwn = isOwn;

  protected write(one: Proposed, text: string): void {
    this.saved.set(false);
    this.texts.update((texts) => texts.map((other) => (other.locale === one.locale && other.channel === one.channel ? { ...other, text } : other)));
  }

  /** As a friend of a member reads it. */
  protected filled(text: string): string {
    const settings = this.program.settings;
    return fillIn(text, { link: `${location.host}/r/maja`, name: settings.hasValue() ? settings.value().name : '' });
  }

  protected discard(): void {
    this.texts.set(this.stored());
  }

  protected async save(): Promise<void> {
    if (Object.keys(this.wrong()).length > 0) return;
    const texts = this.texts().filter(isOwn).map(({ locale, channel, text }) => ({ locale, channel, text }));
    const worked = await this.attempt.run(async () => this.reading.set((await shareTextsControllerReplace({ path: { programId: this.program.id() }, body: { texts } })).data));
    this.saved.set(worked);
  }
}
