import { Component, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { PictureField } from '../../ui/picture-field';
import { BrandPreview } from './brand-preview';
import type { WrongFields } from './settings-check';
import type { SettingsDraft } from './settings-draft';
import { WrongField } from './wrong-field';

const COLOR = /^#[0-9a-f]{6}$/;

/** Name, logo and colour, beside what they make of the pages. */
@Component({
  selector: 'ff-brand-section',
  imports: [BrandPreview, PictureField, TranslocoPipe, WrongField],
  template: `
    <section class="card grid gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)]">
      <div class="grid content-start gap-5"><h2>{{ 'staff.set.brand' | transloco }}</h2>
        <label class="field"><span class="label">{{ 'staff.set.name' | transloco }}</span><input #name class="input" name="name" maxlength="80" autocomplete="off" [value]="draft().name" (input)="changed.emit({ name: name.value })" [attr.aria-invalid]="!!wrong()['name']" aria-describedby="wrong-name"><ff-wrong field="name" [wrong]="wrong()" /></label>
        <ff-picture-field label="staff.set.logo" [programId]="programId()" [picture]="draft().logo" (pictureChange)="changed.emit({ logo: $event })" />
        <p class="hint -mt-3">{{ 'staff.set.logo_hint' | transloco }}</p>
        <div class="field"><label class="label" for="brand-color">{{ 'staff.set.color' | transloco }}</label>
          <div class="flex flex-wrap items-center gap-3">
            <input #color type="color" id="brand-color" class="h-10 w-20 cursor-pointer rounded-control border border-ink-3 bg-card p-1" [value]="draft().brandColor" (input)="changed.emit({ brandColor: color.value })">
            <input #code class="input w-32! font-mono" maxlength="7" autocomplete="off" spellcheck="false" [value]="draft().brandColor" (change)="take(code)" [attr.aria-label]="'staff.set.color_code' | transloco">
          </div>
        </div>
      </div>
      <ff-brand-preview [draft]="draft()" />
    </section>
  `,
})
export class BrandSection {
  readonly draft = input.required<SettingsDraft>();
  readonly wrong = input.required<WrongFields>();
  readonly programId = input.required<string>();
  readonly changed = output<Partial<SettingsDraft>>();

  /** A colour by its code; what is none is put back. */
  protected take(field: HTMLInputElement): void {
    const typed = field.value.trim().toLowerCase();
    const code = typed.startsWith('#') ? typed : `#${typed}`;
    if (COLOR.test(code)) this.changed.emit({ brandColor: code });
    else field.value = this.draft().brandColor;
  }
}
