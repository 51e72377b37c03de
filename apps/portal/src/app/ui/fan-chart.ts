import { Component, computed, input } from '@angular/core';
import { curveOf, roundUp } from './curve';

const BOX = { width: 600, height: 240 };
const LINES = 4;

/** One value of what is to come, with the interval that it likely lies in. */
export interface Likely {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

/** What is to come as a line with a band around it, and what there is for it as a level. What it shows is also said in `summary`. */
@Component({
  selector: 'ff-fan-chart',
  template: `
    <div class="grid grid-cols-[auto_1fr] gap-x-3 text-[12px] text-ink-2" role="img" [attr.aria-label]="summary()">
      <div class="flex h-[260px] flex-col justify-between text-end tabular-nums" aria-hidden="true">@for (mark of marks(); track mark) { <span class="-my-[9px]">{{ written()(mark) }}</span> }</div>
      <div class="relative h-[260px]">
        @for (mark of marks(); track mark; let place = $index) { <span class="absolute inset-x-0 h-px bg-line" [style.top.%]="(place / lines) * 100"></span> }
        <svg class="absolute inset-0 size-full overflow-visible" viewBox="0 0 600 240" preserveAspectRatio="none" fill="none" aria-hidden="true">
          <path [attr.d]="band()" class="text-brand-ink" fill="currentColor" fill-opacity=".14" />
          <path [attr.d]="line()" class="text-brand-ink" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round" vector-effect="non-scaling-stroke" />
          <path [attr.d]="shelf()" class="text-ink-3" stroke="currentColor" stroke-width="1.5" stroke-dasharray="4 4" vector-effect="non-scaling-stroke" />
        </svg>
      </div>
      <span></span>
      <div class="mt-2 flex justify-between" aria-hidden="true">@for (label of labels(); track label) { <span>{{ label }}</span> }</div>
    </div>
  `,
})
export class FanChart {
  /** From now on, at equal distances. */
  readonly values = input.required<readonly Likely[]>();
  /** What there is; null where there is no end to it. */
  readonly level = input.required<number | null>();
  readonly labels = input.required<readonly string[]>();
  readonly summary = input.required<string>();
  /** How a value is written at the edge. */
  readonly written = input<(value: number) => string>(String);
  protected readonly lines = LINES;
  private readonly high = computed(() => roundUp(Math.max(this.level() ?? 0, ...this.values().map(({ high }) => high))));
  protected readonly marks = computed(() => Array.from({ length: LINES + 1 }, (_, index) => this.high() - (this.high() / LINES) * index));
  protected readonly line = computed(() => this.curve(this.values().map(({ mid }) => mid)));
  protected readonly shelf = computed(() => { const level = this.level(); return level === null ? '' : this.curve(this.values().map(() => level)); });
  protected readonly band = computed(() => {
    const upper = this.curve(this.values().map(({ high }) => high));
    // Back along the lower edge: drawn from its end, so mirrored.
    const back = this.curve(this.values().map(({ low }) => low).reverse()).replace(/(-?[\d.]+),(-?[\d.]+)/g, (_, x: string, y: string) => `${BOX.width - Number(x)},${y}`);
    return `${upper}L${back.slice(1)}Z`;
  });

  private curve(values: readonly number[]): string {
    return curveOf(values, BOX, 0, this.high());
  }
}
