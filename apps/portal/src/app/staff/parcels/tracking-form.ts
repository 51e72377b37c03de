import { Component, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { CARRIER_CODES, carrierName } from '@fanfare/domain/carriers';
import { newId } from '../../api/new-id';
import type { TrackingRequest } from '../../api/generated';

export type TrackingTyped = TrackingRequest;
export const CARRIERS = CARRIER_CODES.map(carrierName);

/** Carrier and number of one parcel; known carriers are proposed, any may be typed. */
@Component({
  selector: 'ff-tracking-form',
  imports: [TranslocoPipe],
  template: `
    <form class="flex flex-wrap items-end gap-2" (submit)="$event.preventDefault(); send(by.value, which.value)">
      <label class="field"><span class="label">{{ 'parcels.carrier' | transloco }}</span><input #by class="input min-h-9 w-36" maxlength="40" autocomplete="off" [attr.list]="listId" [value]="carrier()"></label>
      <label class="field"><span class="label">{{ 'parcels.tracking' | transloco }}</span><input #which class="input min-h-9 w-44" maxlength="100" autocomplete="off" [value]="number()"></label>
      <datalist [id]="listId">@for (name of carriers; track name) { <option [value]="name"></option> }</datalist>
      <button type="submit" class="btn btn-primary btn-small" [disabled]="busy()">{{ action() | transloco }}</button>
      <button type="button" class="btn btn-ghost btn-small" (click)="closed.emit()">{{ 'cancel' | transloco }}</button>
    </form>
  `,
})
export class TrackingForm {
  readonly busy = input.required<boolean>();
  readonly carrier = input('');
  readonly number = input('');
  /** Message key. */
  readonly action = input.required<string>();
  readonly typed = output<TrackingTyped>();
  readonly closed = output<void>();
  protected readonly carriers = CARRIERS;
  protected readonly listId = `carriers-${newId()}`;

  protected send(carrier: string, tracking: string): void {
    this.typed.emit({ ...(carrier.trim() ? { carrier: carrier.trim() } : {}), ...(tracking.trim() ? { tracking: tracking.trim() } : {}) });
  }
}
