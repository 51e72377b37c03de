import { Component, computed, input } from '@angular/core';
import { Icon } from '../ui/icon';

const HUES = [155, 60, 255, 20, 320, 200] as const;

/** A picture in place of a photograph: tinted by the reward's name, without colour and with a lock while it is ahead. */
@Component({
  selector: 'ff-reward-art',
  imports: [Icon],
  template: `
    @if (picture(); as url) { <img class="size-full object-cover" [class.grayscale]="locked()" [src]="url" alt="" loading="lazy" decoding="async"> } @else {
    <svg viewBox="0 0 240 112" preserveAspectRatio="xMidYMid slice" class="size-full" fill="none" aria-hidden="true">
      <rect width="240" height="112" style="fill: var(--base)" />
      <circle cx="212" cy="14" r="66" style="fill: var(--far)" />
      <circle cx="24" cy="116" r="52" style="fill: var(--near)" />
      <g transform="rotate(-4 120 56)">
        @switch (kind()) {
          @case ('discount_code') {
            <path d="M66 32h108a6 6 0 0 1 6 6v10a8 8 0 0 0 0 16v10a6 6 0 0 1-6 6H66a6 6 0 0 1-6-6V64a8 8 0 0 0 0-16V38a6 6 0 0 1 6-6z" style="fill: var(--paper-art)" />
            <path d="M148 36v40" stroke-dasharray="4 4" stroke-width="3" style="stroke: var(--mark)" />
            <path d="M78 46h44M78 56h30M78 66h18" stroke-width="4" stroke-linecap="round" style="stroke: var(--mark)" />
          }
          @case ('gift_card') {
            <rect x="62" y="24" width="116" height="66" rx="8" style="fill: var(--paper-art)" />
            <path d="M62 44h116v12H62z" style="fill: var(--mark)" />
            <path d="M76 70h34M76 80h20" stroke-width="4" stroke-linecap="round" style="stroke: var(--mark)" />
            <circle cx="158" cy="74" r="8" style="fill: var(--mark)" />
          }
          @case ('unlock') {
            <path d="M102 52V38a18 18 0 0 1 34-8" stroke-width="8" stroke-linecap="round" style="stroke: var(--paper-art)" />
            <rect x="84" y="50" width="72" height="50" rx="8" style="fill: var(--paper-art)" />
            <circle cx="120" cy="70" r="7" style="fill: var(--mark)" />
            <path d="M120 74v12" stroke-width="6" stroke-linecap="round" style="stroke: var(--mark)" />
          }
          @case ('event_seat') {
            <path d="M104 -6 118 24M136 -6 122 24" stroke-width="4" style="stroke: var(--mark)" />
            <rect x="92" y="20" width="56" height="78" rx="7" style="fill: var(--paper-art)" />
            <circle cx="120" cy="50" r="11" style="fill: var(--mark)" />
            <path d="M104 74h32M110 84h20" stroke-width="4" stroke-linecap="round" style="stroke: var(--mark)" />
          }
          @case ('swag') {
            <rect x="78" y="46" width="84" height="50" rx="5" style="fill: var(--paper-art)" />
            <rect x="72" y="32" width="96" height="20" rx="5" style="fill: var(--paper-art); stroke: var(--base)" stroke-width="2" />
            <path d="M120 33v62" stroke-width="9" style="stroke: var(--mark)" />
            <path d="M120 30c-8-16-28-16-26-4 1 6 16 5 26 4zm0 0c8-16 28-16 26-4-1 6-16 5-26 4z" stroke-width="5" style="stroke: var(--mark)" />
          }
          @default {
            <rect x="66" y="22" width="72" height="68" rx="6" style="fill: var(--paper-art)" />
            <path d="M78 38h22M78 48h14" stroke-width="4" stroke-linecap="round" style="stroke: var(--mark)" />
            <circle cx="146" cy="56" r="32" style="fill: var(--mark)" />
            <circle cx="146" cy="56" r="9" style="fill: var(--paper-art)" />
          }
        }
      </g>
    </svg>
    }
    @if (locked()) { <span class="absolute end-2 top-2 grid size-7 place-items-center rounded-full bg-card text-ink-2"><ff-icon name="lock" /></span> }
  `,
  styles: `
    :host {
      --base: color-mix(in oklab, oklch(0.8 var(--c) var(--h)) 38%, var(--card));
      --far: color-mix(in oklab, oklch(0.85 var(--c) calc(var(--h) + 40)) 34%, var(--card));
      --near: color-mix(in oklab, oklch(0.8 var(--c) calc(var(--h) - 40)) 42%, var(--card));
      --mark: oklch(0.62 var(--c) var(--h));
      --paper-art: oklch(0.99 0.004 95);
    }
  `,
  host: { class: 'relative block overflow-hidden', '[style.--h]': 'hue()', '[style.--c]': 'locked() ? 0.012 : 0.13' },
})
export class RewardArt {
  readonly title = input.required<string>();
  /** Of the reward; null where that is not known. */
  readonly kind = input<string | null>(null);
  /** Of the brand's own, where it has one. */
  readonly picture = input<string | null>(null);
  readonly locked = input(false);
  /** The same name has the same colour everywhere. */
  protected readonly hue = computed(() => HUES[[...this.title()].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % HUES.length]);
}
