import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { WebhookWithSecret } from '../../api/generated';
import { webhooksControllerListResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { DevelopersTabs } from './developers-tabs';
import { SecretCard } from './secret-card';
import { WebhookForm } from './webhook-form';
import { WebhookState } from './webhook-state';

/** Where the brand's own systems are told of events. */
@Component({
  selector: 'ff-webhooks-page',
  imports: [DevelopersTabs, LocalDatePipe, PageHeading, ProblemAlert, Reading, RouterLink, SecretCard, TranslocoPipe, WebhookForm, WebhookState],
  template: `
    <ff-page-heading heading="staff.developers" text="developers.webhooks_text" />
    <ff-developers-tabs />
    <ff-problem class="mb-4" [problem]="problem()" />
    @if (added(); as added) { <ff-secret-card [secret]="added.secret" [heading]="'developers.webhook_added' | transloco" text="developers.webhook_added_text" label="developers.webhook_secret" (done)="this.added.set(null)" /> }
    @if (webhooks.hasValue()) {
      @if (webhooks.value().items.length === 0) {
        <p class="card text-ink-2">{{ 'developers.webhooks_none' | transloco }}</p>
      } @else {
        <ul class="card rows grid py-2!">
          @for (webhook of webhooks.value().items; track webhook.id) {
            <li class="grid gap-1 py-4!">
              <p class="flex flex-wrap items-center gap-x-3 gap-y-1"><a class="link min-w-0 break-all" [routerLink]="[webhook.id]">{{ webhook.url }}</a><ff-webhook-state [webhook]="webhook" /></p>
              <p class="text-ink-2">{{ 'developers.webhook_counts' | transloco: { pending: webhook.pending, dead: webhook.dead, topics: webhook.topics.length } }} · {{ webhook.createdAt | localDate }}</p>
            </li>
          }
        </ul>
      }
    } @else if (webhooks.isLoading()) { <ff-reading /> }
    <section class="card mt-5 grid max-w-[760px] gap-5"><h2>{{ 'developers.webhook_new' | transloco }}</h2><ff-webhook-form (added)="show($event)" /></section>
  `,
})
export class WebhooksPage {
  private readonly program = inject(StaffProgram);
  protected readonly webhooks = webhooksControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly added = signal<WebhookWithSecret | null>(null);
  protected readonly problem = computed(() => problemOfRead(this.webhooks.error()));

  protected show(added: WebhookWithSecret): void {
    this.added.set(added);
    this.webhooks.reload();
    scrollTo({ top: 0 });
  }
}
