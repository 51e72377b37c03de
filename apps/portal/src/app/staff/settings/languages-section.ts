import { Component, input, output } from '@angular/core';
import { type Locale, LOCALES } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import type { WrongFields } from './settings-check';
import type { SettingsDraft } from './settings-draft';
import { WrongField } from './wrong-field';

/** Which languages the program speaks, and which it falls back to. */
@Component({
  selector: 'ff-languages-section',
  imports: [TranslocoPipe, WrongField],
  template: `
    <section class="card grid max-w-[760px] gap-4"><h2>{{ 'staff.set.languages' | transloco }}</h2>
      <p class="text-ink-2">{{ 'staff.set.languages_text' | transloco }}</p>
      <ul class="rows grid">
        @for (locale of all; track locale) {
          @let spoken = draft().locales.includes(locale);
          <li class="flex flex-wrap items-center justify-between gap-3">
            <label class="flex min-h-9 items-center gap-2.5"><input #box type="checkbox" class="size-4 accent-brand" [checked]="spoken" [disabled]="locale === draft().defaultLocale" (change)="speak(locale, box.checked)">{{ 'language.' + locale | transloco }}</label>
            <label class="flex min-h-9 items-center gap-2 text-ink-2"><input type="radio" name="defaultLocale" class="size-4 accent-brand" [checked]="locale === draft().defaultLocale" [disabled]="!spoken" (change)="changed.emit({ defaultLocale: locale })" [attr.aria-label]="'staff.set.default_named' | transloco: { language: 'language.' + locale | transloco }">{{ 'staff.set.default_language' | transloco }}</label>
          </li>
        }
      </ul>
      <ff-wrong field="defaultLocale" [wrong]="wrong()" />
    </section>
  `,
})
export class LanguagesSection {
  readonly draft = input.required<SettingsDraft>();
  readonly wrong = input.required<WrongFields>();
  readonly changed = output<Partial<SettingsDraft>>();
  protected readonly all = LOCALES;

  protected speak(locale: Locale, speaks: boolean): void {
    const locales = LOCALES.filter((other) => (other === locale ? speaks : this.draft().locales.includes(other)));
    this.changed.emit({ locales });
  }
}
