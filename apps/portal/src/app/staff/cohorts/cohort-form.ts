import { afterNextRender, Component, computed, type ElementRef, inject, input, linkedSignal, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { LIMITS, LOCALES, type Locale } from '@fanfare/contracts';
import { cohortKeyFrom, isCohortKey } from '@fanfare/domain/cohort-key';
import { type Cohort, cohortsControllerChange, cohortsControllerCreate } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** Makes a cohort, or calls one otherwise. The key follows the first name until somebody types one. */
@Component({
  selector: 'ff-cohort-form',
  imports: [ProblemAlert, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(480px,calc(100vw-32px))] rounded-card border border-line bg-card p-5 text-ink shadow-2xl backdrop:bg-black/50 sm:p-7" aria-labelledby="cohort-title" (close)="closed.emit()">
      <form class="grid gap-4" novalidate (submit)="$event.preventDefault(); save()">
        <h2 id="cohort-title">{{ (cohort() ? 'cohorts.edit' : 'cohorts.new') | transloco }}</h2>
        @for (locale of locales(); track locale) {
          <label class="field"><span class="label">{{ 'cohorts.name' | transloco: { language: languageOf(locale) } }}</span>
            <input #name class="input" autocomplete="off" [attr.maxlength]="limits.cohortNameChars" [value]="names()[locale] ?? ''" [attr.aria-invalid]="isNameless()" [attr.aria-describedby]="isNameless() ? 'cohort-name-wrong' : null" (input)="call(locale, name.value)"></label>
        }
        @if (isNameless()) { <p class="field-error" id="cohort-name-wrong" role="alert">{{ 'cohorts.name_needed' | transloco }}</p> }
        @if (!cohort()) {
          <label class="field"><span class="label">{{ 'cohorts.key' | transloco }}</span>
            <input #keyField class="input" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="30" [value]="key()" [attr.aria-invalid]="isKeyWrong()" aria-describedby="cohort-key-hint" (input)="key.set(keyField.value)">
            <span [class]="isKeyWrong() ? 'field-error' : 'hint'" id="cohort-key-hint">{{ (isKeyWrong() ? 'cohorts.key_wrong' : 'cohorts.key_hint') | transloco }}</span></label>
        }
        <label class="flex items-start gap-2.5"><input #openField type="checkbox" class="mt-1 size-4 accent-brand" [checked]="open()" (change)="open.set(openField.checked)"><span>{{ 'cohorts.open_label' | transloco }}<span class="hint block">{{ 'cohorts.open_hint' | transloco: { key: cohort()?.key ?? key() } }}</span></span></label>
        <ff-problem [problem]="attempt.problem()" />
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'cancel' | transloco }}</button>
          <button type="submit" class="btn btn-primary" [disabled]="attempt.busy()">{{ 'cohorts.save' | transloco }}</button>
        </div>
      </form>
    </dialog>
  `,
})
export class CohortForm {
  /** Null: a new one. */
  readonly cohort = input.required<Cohort | null>();
  readonly saved = output<Cohort>();
  readonly closed = output<void>();
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected readonly limits = LIMITS;
  protected readonly attempt = new Attempt();
  /** Those of the program, its own first, and what the cohort is called already in others. */
  protected readonly locales = computed<readonly Locale[]>(() => {
    const settings = this.program.settings.hasValue() ? this.program.settings.value() : null;
    const spoken = settings ? [settings.defaultLocale, ...settings.locales] : [...LOCALES];
    return [...new Set([...spoken, ...(Object.keys(this.cohort()?.name ?? {}) as Locale[])])];
  });
  protected readonly names = linkedSignal<Partial<Record<Locale, string>>>(() => ({ ...this.cohort()?.name }));
  protected readonly key = linkedSignal(() => cohortKeyFrom(this.locales().map((locale) => this.names()[locale]?.trim()).find(Boolean) ?? ''));
  protected readonly open = linkedSignal(() => this.cohort()?.openForSignup ?? false);
  private readonly asked = signal(false);
  private readonly called = computed(() => Object.fromEntries(Object.entries(this.names()).flatMap(([locale, name]) => (name.trim() ? [[locale, name.trim()]] : []))));
  protected readonly isNameless = computed(() => this.asked() && Object.keys(this.called()).length === 0);
  protected readonly isKeyWrong = computed(() => this.asked() && !isCohortKey(this.key()));

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected languageOf(locale: Locale): string {
    return new Intl.DisplayNames([this.language.current()], { type: 'language' }).of(locale) ?? locale;
  }

  /** What was typed as a key stays. */
  protected call(locale: Locale, name: string): void {
    const typed = this.key();
    const followed = typed === cohortKeyFrom(this.locales().map((one) => this.names()[one]?.trim()).find(Boolean) ?? '');
    this.names.update((names) => ({ ...names, [locale]: name }));
    if (!followed) this.key.set(typed);
  }

  protected async save(): Promise<void> {
    this.asked.set(true);
    const known = this.cohort();
    if (this.isNameless() || (!known && this.isKeyWrong())) return;
    const [programId, content] = [this.program.id(), { name: this.called(), openForSignup: this.open() }];
    await this.attempt.run(async () => {
      const { data } = await (known ? cohortsControllerChange({ path: { programId, key: known.key }, body: content }) : cohortsControllerCreate({ path: { programId }, body: { key: this.key(), ...content } }));
      this.saved.emit(data);
    });
  }
}
