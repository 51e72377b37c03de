import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import {
  type Webhook, webhooksControllerChange, webhooksControllerDeliveries, webhooksControllerRemove, webhooksControllerResend, webhooksControllerRotate,
  webhooksControllerTryOut, type WebhookDelivery,
} from '../../api/generated';
import { webhooksControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { problemOfRead } from '../../api/problem';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { FilterChips } from '../../ui/filter-chips';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { Toasts } from '../../ui/toasts';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';
import { SecretCard } from './secret-card';
import { WebhookForm } from './webhook-form';
import { WebhookState } from './webhook-state';

const SHOWN = ['all', 'dead', 'pending', 'delivered'] as const;
const TONES: Record<WebhookDelivery['status'], Tone> = { delivered: 'good', pending: 'warn', dead: 'bad' };

/** What is asked before it is done. */
const ASKS = {
  rotate: { heading: 'developers.webhook_rotate_ask', text: 'developers.webhook_rotate_text', action: 'developers.webhook_rotate' },
  remove: { heading: 'developers.webhook_remove_ask', text: 'developers.webhook_remove_text', action: 'developers.webhook_remove' },
} as const;

/** One address: what it was told and whether it arrived, its events, its secret. */
@Component({
  selector: 'ff-webhook-page',
  imports: [ConfirmDialog, FilterChips, Icon, PagesFoot, ProblemAlert, Reading, RouterLink, SecretCard, StatusPill, TranslocoPipe, WebhookForm, WebhookState, ZonedTimePipe],
  templateUrl: './webhook-page.html',
})
export class WebhookPage {
  /** From the address. */
  readonly webhookId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  protected readonly tones = TONES;
  protected readonly asks = ASKS;
  protected readonly choices = SHOWN;
  protected readonly shown = signal<(typeof SHOWN)[number]>('all');
  private readonly list = webhooksControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly webhook = computed(() => (this.list.hasValue() ? (this.list.value().items.find(({ id }) => id === this.webhookId()) ?? null) : null));
  protected readonly secret = signal<string | null>(null);
  protected readonly asked = signal<keyof typeof ASKS | null>(null);
  protected readonly attempt = new Attempt();
  protected readonly deliveries = new Pages<WebhookDelivery>(async (cursor) => {
    const status = this.shown();
    return (await webhooksControllerDeliveries({ path: this.path(), query: { ...(status !== 'all' && { status }), ...(cursor && { cursor }) } })).data;
  });
  protected readonly problem = computed(() => this.attempt.problem() ?? this.deliveries.problem() ?? problemOfRead(this.list.error()));

  constructor() {
    effect(() => {
      this.shown();
      this.deliveries.items.set([]);
      void this.deliveries.reload();
    });
  }

  protected async turn(webhook: Webhook): Promise<void> {
    const { url, topics } = webhook;
    await this.do(() => webhooksControllerChange({ path: this.path(), body: { url, topics, status: webhook.status === 'active' ? 'disabled' : 'active' } }));
  }

  protected async tryOut(): Promise<void> {
    if (await this.do(() => webhooksControllerTryOut({ path: this.path() }))) this.toasts.say(this.transloco.translate('developers.tried'));
  }

  protected async resend(delivery: WebhookDelivery): Promise<void> {
    await this.do(() => webhooksControllerResend({ path: { ...this.path(), deliveryId: delivery.id } }));
  }

  protected async confirmed(what: NonNullable<ReturnType<typeof this.asked>>): Promise<void> {
    if (what === 'rotate') await this.do(async () => this.secret.set((await webhooksControllerRotate({ path: this.path() })).data.secret));
    else if (await this.attempt.run(() => webhooksControllerRemove({ path: this.path() }))) await this.router.navigate(['/staff', this.program.role()?.slug, 'developers', 'webhooks']);
  }

  protected async reload(): Promise<void> {
    this.list.reload();
    await this.deliveries.reload();
  }

  private async do(send: () => Promise<unknown>): Promise<boolean> {
    const worked = await this.attempt.run(send);
    await this.reload();
    return worked;
  }

  private path() {
    return { programId: this.program.id(), webhookId: this.webhookId() };
  }
}
