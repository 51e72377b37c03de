import { Component, effect, inject, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { deliveriesControllerArrived, deliveriesControllerDismiss, deliveriesControllerPage, deliveriesControllerResend, type Delivery } from '../../api/generated';
import { deliveriesControllerStatusResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { FilterChips } from '../../ui/filter-chips';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { Toasts } from '../../ui/toasts';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { FailedWork } from './failed-work';

const STATUSES = ['parked', 'unknown', 'sent', 'suppressed', 'dismissed'] as const;
const TONES: Partial<Record<Delivery['status'], Tone>> = { sent: 'good', parked: 'warn', unknown: 'warn' };
const OUTCOMES = { resend: deliveriesControllerResend, arrived: deliveriesControllerArrived, dismiss: deliveriesControllerDismiss };

/** Mails that wait for a decision, and how others ended. */
@Component({
  selector: 'ff-mail-page',
  imports: [FailedWork, FilterChips, LocalDatePipe, PageHeading, PagesFoot, ProblemAlert, StatusPill, TranslocoPipe],
  templateUrl: './mail-page.html',
})
export class MailPage {
  protected readonly program = inject(StaffProgram);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);

  protected readonly statuses = STATUSES;
  protected readonly tones = TONES;
  protected readonly shown = signal<(typeof STATUSES)[number]>('parked');
  protected readonly attempt = new Attempt();
  protected readonly state = deliveriesControllerStatusResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly deliveries = new Pages<Delivery>(async (cursor) =>
    (await deliveriesControllerPage({ path: { programId: this.program.id() }, query: { status: this.shown(), ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    effect(() => {
      this.shown();
      this.deliveries.items.set([]);
      void this.deliveries.reload();
    });
    // Whoever comes because something waits is shown what waits.
    const first = effect(() => {
      if (!this.state.hasValue()) return;
      const { parked, unknown } = this.state.value();
      if (parked === 0 && unknown > 0) this.shown.set('unknown');
      first.destroy();
    });
  }

  /** Ours in words; a mail server's answer as it gave it. */
  protected reasonOf(error: string): string {
    const key = `mail_error.${error.replace('mail.', '')}`;
    return key in this.transloco.getTranslation(this.transloco.getActiveLang()) ? this.transloco.translate(key) : error;
  }

  protected waits(delivery: Delivery): boolean {
    return delivery.status === 'parked' || delivery.status === 'unknown';
  }

  /** Also after a refusal the list is read again: somebody else has decided meanwhile. */
  protected async decide(delivery: Delivery, outcome: keyof typeof OUTCOMES): Promise<void> {
    const path = { programId: this.program.id(), deliveryId: delivery.id };
    if (await this.attempt.run(() => OUTCOMES[outcome]({ path }))) this.toasts.say(this.transloco.translate(`mail.done.${outcome}`));
    this.state.reload();
    this.program.waiting.reload();
    await this.deliveries.reload();
  }
}
