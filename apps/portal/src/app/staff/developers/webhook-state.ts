import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Webhook } from '../../api/generated';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { StatusPill } from '../../ui/status-pill';

/** Whether an address is told of events, and if not, who switched it off. */
@Component({
  selector: 'ff-webhook-state',
  imports: [LocalDatePipe, StatusPill, TranslocoPipe],
  template: `
    @let one = webhook();
    @if (one.status === 'disabled') { <ff-pill tone="bad">{{ 'developers.off.' + one.disabledBecause | transloco }}</ff-pill> }
    @else if (one.failingSince; as since) { <ff-pill tone="warn">{{ 'developers.failing' | transloco: { date: (since | localDate) } }}</ff-pill> }
    @else { <ff-pill tone="good">{{ 'developers.on' | transloco }}</ff-pill> }
  `,
})
export class WebhookState {
  readonly webhook = input.required<Webhook>();
}
