import { Component, computed, inject, type OnDestroy, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type ProgramSettings, type ProgramSettingsView, settingsControllerReplace } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Brand } from '../../brand/brand';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { textsOf } from './texts-of';

/** What the program is called, how it looks and where it leads. The colour is tried on while it is chosen. */
@Component({ selector: 'ff-settings-page', imports: [ConfirmDialog, PageHeading, ProblemAlert, TranslocoPipe], templateUrl: './settings-page.html' })
export class SettingsPage implements OnDestroy {
  private readonly program = inject(StaffProgram);
  private readonly brand = inject(Brand);
  protected readonly attempt = new Attempt();
  protected readonly saved = signal(false);
  protected readonly asking = signal(false);
  protected readonly settings = computed(() => (this.program.settings.hasValue() ? this.program.settings.value() : null));

  /** A colour that was tried on and not saved comes off again. */
  ngOnDestroy(): void {
    const settings = this.settings();
    if (settings) this.brand.wear(settings.name, settings.brandColor);
  }

  protected preview(color: string): void {
    const settings = this.settings();
    if (settings) this.brand.wear(settings.name, color);
  }

  protected save(form: HTMLFormElement): Promise<void> {
    const settings = this.settings();
    return settings ? this.replace(read(new FormData(form), settings)) : Promise.resolve();
  }

  protected turn(status: ProgramSettings['status']): Promise<void> {
    const settings = this.settings();
    return settings ? this.replace({ ...whatCanChange(settings), status }) : Promise.resolve();
  }

  private async replace(body: ProgramSettings): Promise<void> {
    this.saved.set(false);
    const worked = await this.attempt.run(() => settingsControllerReplace({ path: { programId: this.program.id() }, body }));
    if (worked) this.program.settings.reload();
    this.saved.set(worked);
  }
}

/** What the API takes back of what it gave. */
function whatCanChange({ name, status, brandColor, defaultLocale, locales, senderName, postalAddress, landing, destination, allowedHosts }: ProgramSettingsView): ProgramSettings {
  return { name, status, brandColor, defaultLocale, locales, senderName, postalAddress, landing, destination, allowedHosts };
}

/** The form over what it does not show. A language with only a title or only a text is sent as typed, and refused. */
function read(form: FormData, before: ProgramSettingsView): ProgramSettings {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const titles = textsOf(form, 'title');
  const bodies = textsOf(form, 'body');
  const landing = Object.fromEntries(before.locales.flatMap((locale) => {
    const [title = '', body = ''] = [titles[locale], bodies[locale]];
    return title || body ? [[locale, { title, body }]] : [];
  }));
  return {
    ...whatCanChange(before), name: text('name'), brandColor: text('brandColor'), senderName: text('senderName'), postalAddress: text('postalAddress'),
    landing, destination: text('destination') || null,
  };
}
