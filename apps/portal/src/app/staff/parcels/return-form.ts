import { Component, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { ReturnRequest } from '../../api/generated';

const REASONS = ['wrong_address', 'not_collected', 'refused', 'damaged'] as const;

/** Why a parcel came back: its member is told. */
@Component({
  selector: 'ff-return-form',
  imports: [TranslocoPipe],
  template: `
    <form class="flex flex-wrap items-end gap-2" (submit)="$event.preventDefault(); send(why.value)">
      <label class="field"><span class="label">{{ 'parcels.return_why' | transloco }}</span><select #why class="input min-h-9 w-auto">@for (reason of reasons; track reason) { <option [value]="reason">{{ 'parcels.return_reason.' + reason | transloco }}</option> }</select></label>
      <button type="submit" class="btn btn-primary btn-small" [disabled]="busy()">{{ 'parcels.return' | transloco }}</button>
      <button type="button" class="btn btn-ghost btn-small" (click)="closed.emit()">{{ 'cancel' | transloco }}</button>
    </form>
  `,
})
export class ReturnForm {
  readonly busy = input.required<boolean>();
  readonly returned = output<ReturnRequest['reason']>();
  readonly closed = output<void>();
  protected readonly reasons = REASONS;

  protected send(value: string): void {
    const reason = REASONS.find((each) => each === value);
    if (reason) this.returned.emit(reason);
  }
}
