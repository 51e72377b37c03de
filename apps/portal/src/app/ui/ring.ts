import { Component, computed, input } from '@angular/core';

const RADIUS = 52;
const AROUND = 2 * Math.PI * RADIUS;

/** Progress as a ring, drawn once; the figures inside are projected and say the same in words. */
@Component({
  selector: 'ff-ring',
  template: `
    <svg viewBox="0 0 120 120" class="absolute inset-0 size-full -rotate-90" fill="none" stroke-width="10" aria-hidden="true">
      <circle cx="60" cy="60" [attr.r]="radius" stroke="currentColor" stroke-opacity=".18" />
      @if (share() > 0) {
        <circle class="drawn" cx="60" cy="60" [attr.r]="radius" stroke="var(--brand-accent)" stroke-linecap="round" [style.--around]="around" [attr.stroke-dasharray]="around" [attr.stroke-dashoffset]="around * (1 - share())" />
      }
    </svg>
    <div class="relative grid place-items-center text-center"><ng-content /></div>
  `,
  styles: `
    .drawn { animation: draw 0.9s ease-out; }
    @keyframes draw { from { stroke-dashoffset: var(--around); } }
  `,
  host: { class: 'relative grid aspect-square place-items-center' },
})
export class Ring {
  readonly value = input.required<number>();
  /** What fills the ring; above it the ring stays full. */
  readonly of = input.required<number>();
  protected readonly radius = RADIUS;
  protected readonly around = AROUND;
  protected readonly share = computed(() => (this.of() > 0 ? Math.min(1, Math.max(0, this.value() / this.of())) : 1));
}
