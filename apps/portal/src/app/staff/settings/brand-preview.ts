import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { contrast, onBrand } from '@fanfare/domain/color';
import type { Progress } from '../../api/generated';
import { Hero } from '../../me/hero';
import { Mark } from '../../ui/mark';
import type { SettingsDraft } from './settings-draft';

const EASY = 7;
const ON_PAPER = 3;
const PAPER = '#faf9f6';
/** Somebody on the way, so that the hero has something to tell. */
const SAMPLE: Progress = {
  points: null, qualified: 7, pending: 2, held: 0, rejected: 0, reversed: 0, rank: 12, tier: null, milestones: [], version: 1, season: null,
  nextTier: { id: '', name: 'Ambassador', measure: 'qualified', per: 'life', threshold: 10, sum: 7, remaining: 3 }, tiers: [],
};

/** The colour where it will stand, in both schemes at once, and in words how well it can be read. */
@Component({
  selector: 'ff-brand-preview',
  imports: [Hero, Mark, TranslocoPipe],
  template: `
    <h3>{{ 'staff.set.preview' | transloco }}</h3>
    <div class="grid gap-3 sm:grid-cols-2" aria-hidden="true" inert>
      @for (scheme of schemes; track scheme) {
        <div class="grid content-start gap-3 overflow-hidden rounded-inset border border-line bg-paper p-3 text-ink" [style.color-scheme]="scheme">
          <div class="flex min-w-0 items-center gap-2.5"><ff-mark [name]="draft().name" [logo]="draft().logo?.url ?? null" /><strong class="truncate font-display">{{ draft().name }}</strong></div>
          <div style="zoom: .45"><ff-hero [progress]="sample" [name]="null" /></div>
          <div class="flex flex-wrap items-center gap-3 rounded-inset border border-line bg-card p-3"><span class="btn btn-primary btn-small">{{ 'staff.set.sample' | transloco }}</span><span class="link">{{ 'staff.set.sample_link' | transloco }}</span></div>
        </div>
      }
    </div>
    <p class="hint" role="status">{{ 'staff.set.contrast' | transloco: facts() }} {{ note() | transloco }}@if (isPale()) { {{ 'staff.set.pale' | transloco }}}</p>
  `,
  host: { class: 'grid content-start gap-3' },
})
export class BrandPreview {
  readonly draft = input.required<SettingsDraft>();
  protected readonly schemes = ['light', 'dark'] as const;
  protected readonly sample = SAMPLE;
  private readonly text = computed(() => onBrand(this.draft().brandColor));
  private readonly ratio = computed(() => contrast(this.draft().brandColor, this.text()));
  protected readonly facts = computed(() => ({ dark: this.text() === '#ffffff' ? 0 : 1, ratio: Math.round(this.ratio() * 10) / 10 }));
  protected readonly note = computed(() => (this.ratio() >= EASY ? 'staff.set.reads_easily' : 'staff.set.reads_well'));
  /** Too light for thin lines and links on paper. */
  protected readonly isPale = computed(() => contrast(this.draft().brandColor, PAPER) < ON_PAPER);
}
