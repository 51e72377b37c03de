import { Component, computed, input } from '@angular/core';
import { curveOf, roundUp } from './curve';

const BOX = { width: 600, height: 240 };
const LINES = 4;

/** One line and the line of the period before, over days. What it shows is also said in `summary`. */
@Component({
  selector: 'ff-line-chart',
  template: `
    <div class="grid grid-cols-[auto_1fr] gap-x-3 text-[12px] text-ink-2" role="img" [attr.aria-label]="summary()">
      <div class="flex h-[260px] flex-col justify-between pb-0 text-end tabular-nums" aria-hidden="true">@for (mark of marks(); track mark) { <span class="-my-[9px]">{{ mark }}</span> }</div>
      <div class="relative h-[260px]">
        @for (mark of marks(); track mark; let place = $index) { <span class="absolute inset-x-0 h-px bg-line" [style.top.%]="(place / lines) * 100"></span> }
        <svg class="absolute inset-0 size-full overflow-visible" viewBox="0 0 600 240" preserveAspectRatio="none" fill="none" aria-hidden="true">
          <path [attr.d]="previousLine()" class="text-ink-3" stroke="currentColor" stroke-width="1.5" stroke-dasharray="4 4" vector-effect="non-scaling-stroke" />
          <path [attr.d]="area()" class="text-brand-ink" fill="currentColor" fill-opacity=".07" />
          <path [attr.d]="line()" class="text-brand-ink" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round" vector-effect="non-scaling-stroke" />
        </svg>
      </div>
      <span></span>
      <div class="mt-2 flex justify-between" aria-hidden="true">@for (label of labels(); track label) { <span>{{ label }}</span> }</div>
    </div>
  `,
})
export class LineChart {
  readonly values = input.required<readonly (number | null)[]>();
  readonly previous = input.required<readonly (number | null)[]>();
  /** Along the lower edge, from the first day to the last. */
  readonly labels = input.required<readonly string[]>();
  readonly summary = input.required<string>();
  protected readonly lines = LINES;
  private readonly known = computed(() => [...this.values(), ...this.previous()].filter((value) => value !== null));
  private readonly high = computed(() => roundUp(Math.max(0, ...this.known())));
  /** Below nothing only where more was taken back than came. */
  private readonly low = computed(() => {
    const least = Math.min(0, ...this.known());
    return least < 0 ? -roundUp(-least) : 0;
  });
  protected readonly marks = computed(() => Array.from({ length: LINES + 1 }, (_, index) => this.high() - ((this.high() - this.low()) / LINES) * index));
  protected readonly line = computed(() => curveOf(this.values(), BOX, this.low(), this.high()));
  protected readonly previousLine = computed(() => curveOf(this.previous(), BOX, this.low(), this.high()));
  protected readonly area = computed(() => (this.line() ? `${this.line()}V${BOX.height}H0Z` : ''));
}
