import { Component, computed, input } from '@angular/core';

const TONES = {
  good: 'bg-good-bg text-good',
  warn: 'bg-warn-bg text-warn',
  bad: 'bg-bad-bg text-bad',
  plain: 'bg-sunken text-ink-2',
} as const;
export type Tone = keyof typeof TONES;

/** A state: a tinted pill with its word. */
@Component({ selector: 'ff-pill', template: '<span class="pill" [class]="colours()"><ng-content /></span>' })
export class StatusPill {
  readonly tone = input<Tone>('plain');
  protected readonly colours = computed(() => TONES[this.tone()]);
}
