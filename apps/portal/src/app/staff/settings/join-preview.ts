import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Mark } from '../../ui/mark';
import type { LandingText, SettingsDraft } from './settings-draft';

/** The sign-up page in small, in both schemes, as it is being written. */
@Component({
  selector: 'ff-join-preview',
  imports: [Mark, TranslocoPipe],
  template: `
    <h3>{{ 'staff.set.preview' | transloco }}</h3>
    <div class="grid gap-3 sm:grid-cols-2" aria-hidden="true" inert>
      @for (scheme of schemes; track scheme) {
        <div class="grid content-start gap-3 overflow-hidden rounded-inset border border-line bg-paper p-4 text-[12px] text-ink" [style.color-scheme]="scheme">
          <div class="flex min-w-0 items-center gap-2"><ff-mark class="h-7! min-w-7 text-sm!" [name]="draft().name" [logo]="draft().logo?.url ?? null" /><strong class="truncate font-display text-[13px]">{{ draft().name }}</strong></div>
          <div class="grid gap-2 rounded-card p-4 text-on-brand" style="background: linear-gradient(160deg, var(--brand), var(--hero-end, var(--brand-deep)))">
            <strong class="font-display text-[19px] leading-tight tracking-tight">{{ text().title || ('staff.set.our_title' | transloco: { name: draft().name }) }}</strong>
            <span class="whitespace-pre-line">{{ text().body || ('staff.set.our_body' | transloco) }}</span>
          </div>
          @if (draft().landingPicture; as picture) { <img class="max-h-40 w-full rounded-inset object-cover" [src]="picture.url" alt=""> }
          <div class="grid gap-2 rounded-inset border border-line bg-card p-3"><span class="label">{{ 'sign_in.email' | transloco }}</span><span class="h-8 rounded-control border border-ink-3"></span><span class="btn btn-primary btn-small">{{ 'staff.set.sample' | transloco }}</span></div>
        </div>
      }
    </div>
  `,
  host: { class: 'grid content-start gap-3' },
})
export class JoinPreview {
  readonly draft = input.required<SettingsDraft>();
  readonly text = input.required<LandingText>();
  protected readonly schemes = ['light', 'dark'] as const;
}
