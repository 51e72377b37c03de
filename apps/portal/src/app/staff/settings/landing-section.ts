import { Component, computed, input, linkedSignal, output } from '@angular/core';
import type { Locale } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { FilterChips } from '../../ui/filter-chips';
import { PictureField } from '../../ui/picture-field';
import { JoinPreview } from './join-preview';
import type { WrongFields } from './settings-check';
import type { DraftChange, LandingText, SettingsDraft } from './settings-draft';
import { WrongField } from './wrong-field';

const NOTHING: LandingText = { title: '', body: '' };

/** What a visitor reads and sees on the sign-up page, beside the page. */
@Component({
  selector: 'ff-landing-section',
  imports: [FilterChips, JoinPreview, PictureField, TranslocoPipe, WrongField],
  template: `
    <section class="card grid gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)]">
      <div class="grid content-start gap-5"><div><h2>{{ 'staff.set.landing' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'staff.set.landing_text' | transloco }}</p></div>
        @if (draft().locales.length > 1) { <ff-filter-chips class="-mb-5" [choices]="draft().locales" [(value)]="locale" prefix="language." label="staff.set.landing_language" /> }
        <label class="field"><span class="label">{{ 'staff.in_language' | transloco: { field: 'staff.title' | transloco, language: language() | transloco } }}</span><input #title class="input" maxlength="120" autocomplete="off" [value]="text().title" (input)="say({ title: title.value })" [attr.aria-invalid]="!!wrong()[field('title')]" [attr.aria-describedby]="'wrong-' + field('title')"><ff-wrong [field]="field('title')" [wrong]="wrong()" /></label>
        <label class="field"><span class="label">{{ 'staff.in_language' | transloco: { field: 'staff.set.body' | transloco, language: language() | transloco } }}</span><textarea #body class="input min-h-28 py-2" maxlength="600" [value]="text().body" (input)="say({ body: body.value })" [attr.aria-invalid]="!!wrong()[field('body')]" [attr.aria-describedby]="'wrong-' + field('body')"></textarea><ff-wrong [field]="field('body')" [wrong]="wrong()" /></label>
        <ff-picture-field label="staff.set.landing_picture" [programId]="programId()" [picture]="draft().landingPicture" (pictureChange)="changed.emit({ landingPicture: $event })" />
        <a class="link justify-self-start" [href]="'/join/' + slug()" target="_blank" rel="noopener">{{ 'staff.set.landing_open' | transloco }}</a>
      </div>
      <ff-join-preview [draft]="draft()" [text]="text()" />
    </section>
  `,
})
export class LandingSection {
  readonly draft = input.required<SettingsDraft>();
  readonly wrong = input.required<WrongFields>();
  readonly slug = input.required<string>();
  readonly programId = input.required<string>();
  readonly changed = output<DraftChange>();
  protected readonly locale = linkedSignal<Locale>(() => this.draft().defaultLocale);
  protected readonly language = computed(() => `language.${this.locale()}`);
  protected readonly text = computed(() => this.draft().landing[this.locale()] ?? NOTHING);

  protected field(part: keyof LandingText): string {
    return `landing.${this.locale()}.${part}`;
  }

  protected say(part: Partial<LandingText>): void {
    const locale = this.locale();
    this.changed.emit(({ landing }) => ({ landing: { ...landing, [locale]: { ...(landing[locale] ?? NOTHING), ...part } } }));
  }
}
