import { CdkTrapFocus } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Language } from '../i18n/language';
import { Icon } from './icon';

/** First and last day, `YYYY-MM-DD`; empty: open on that side. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** A span of days as a filter chip. */
@Component({
  selector: 'ff-days-chip',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, CdkTrapFocus, Icon, TranslocoPipe],
  template: `
    <span class="chip" cdkOverlayOrigin #origin="cdkOverlayOrigin" [class.chip-set]="text()">
      <button #opener type="button" class="chip-part" aria-haspopup="dialog" [attr.aria-expanded]="open()" (click)="open.set(true)">
        @if (text(); as text) { <span class="font-normal">{{ label() | transloco }}:</span> {{ text }} } @else { <ff-icon name="filter" />{{ label() | transloco }} }
      </button>
      @if (text()) { <button type="button" class="chip-part chip-clear" [attr.aria-label]="'filter.clear' | transloco: { name: label() | transloco }" (click)="chosen.emit({ from: '', to: '' })"><ff-icon name="x" /></button> }
    </span>
    <ng-template cdkConnectedOverlay [cdkConnectedOverlayOrigin]="origin" [cdkConnectedOverlayOpen]="open()" [cdkConnectedOverlayHasBackdrop]="true" cdkConnectedOverlayBackdropClass="cdk-overlay-transparent-backdrop" [cdkConnectedOverlayOffsetY]="6" (backdropClick)="open.set(false)" (detach)="open.set(false)">
      <form class="menu grid gap-3 p-4!" role="dialog" cdkTrapFocus [cdkTrapFocusAutoCapture]="true" [attr.aria-label]="label() | transloco" (keydown.escape)="open.set(false); opener.focus()" (submit)="$event.preventDefault(); open.set(false); chosen.emit({ from: from.value, to: to.value })">
        <label class="field"><span class="label">{{ 'filter.from' | transloco }}</span><input #from class="input" type="date" [value]="days().from"></label>
        <label class="field"><span class="label">{{ 'filter.to' | transloco }}</span><input #to class="input" type="date" [value]="days().to"></label>
        <button type="submit" class="btn btn-ghost btn-small">{{ 'filter.apply' | transloco }}</button>
      </form>
    </ng-template>
  `,
})
export class DaysChip {
  private readonly language = inject(Language);
  /** Message key. */
  readonly label = input.required<string>();
  readonly days = input.required<Days>();
  readonly chosen = output<Days>();
  protected readonly open = signal(false);
  protected readonly text = computed(() => {
    const { from, to } = this.days();
    const format = new Intl.DateTimeFormat(this.language.current(), { dateStyle: 'medium', timeZone: 'UTC' });
    const day = (text: string) => format.format(new Date(text));
    if (from && to) return from === to ? day(from) : format.formatRange(new Date(from), new Date(to));
    return from ? `≥ ${day(from)}` : to ? `≤ ${day(to)}` : '';
  });
}
