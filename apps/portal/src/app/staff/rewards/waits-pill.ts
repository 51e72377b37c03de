import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Grant } from '../../api/generated';
import { ShortDatePipe } from '../../i18n/local-date.pipe';
import { StatusPill, type Tone } from '../../ui/status-pill';

const TONES: Partial<Record<Grant['status'], Tone>> = {
  claimed: 'good', sending: 'good', packed: 'good', shipped: 'good', delivered: 'good', fulfilled: 'good', granted: 'warn', queued: 'warn', on_hold: 'warn', suspended: 'warn', returned: 'warn', revoked: 'bad', expired: 'bad',
};

/** Where a grant is; of one that is not there yet, what it waits for. */
@Component({
  selector: 'ff-waits-pill',
  imports: [ShortDatePipe, StatusPill, TranslocoPipe],
  template: `<ff-pill [tone]="tone()">@if (grant().waitsFor; as what) {{{ 'staff.waits.' + what | transloco: { date: (grant().heldUntil | shortDate) } }}} @else {{{ 'staff.grant.' + grant().status | transloco }}}</ff-pill>`,
})
export class WaitsPill {
  readonly grant = input.required<Grant>();
  protected readonly tone = computed(() => TONES[this.grant().status] ?? 'plain');
}
