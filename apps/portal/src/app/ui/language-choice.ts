import { Component, inject } from '@angular/core';
import { LOCALES, type Locale } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { Language } from '../i18n/language';

@Component({
  selector: 'ff-language-choice',
  host: { class: 'block' },
  imports: [TranslocoPipe],
  template: `
    <label class="flex items-center gap-2 text-ink-2"><span>{{ 'language.label' | transloco }}</span>
      <select class="input min-h-9 w-auto" #select (change)="choose(select.value)">
        @for (locale of locales; track locale) { <option [value]="locale" [selected]="locale === language.current()">{{ 'language.' + locale | transloco }}</option> }
      </select>
    </label>
  `,
})
export class LanguageChoice {
  protected readonly language = inject(Language);
  protected readonly locales = LOCALES;

  protected choose(value: string): void {
    this.language.choose(value as Locale);
  }
}
