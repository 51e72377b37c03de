import { Component, effect, inject, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { deliveriesControllerArrived, deliveriesControllerDismiss, deliveriesControllerPage, deliveriesControllerResend, type Delivery } from '../../api/generated';
import { deliveriesControllerStatusResource } from '../../api/generated/@angular/common.gen';
import { Pages } from '../../api/pages';
import { type ApiProblem, readProblem } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { FilterChips } from '../../ui/filter-chips';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { FailedWork } from './failed-work';

const STATUSES = ['parked', 'unknown', 'sent', 'suppressed', 'dismissed'] as const;
const TONES: Partial<Record<Delivery['status'], Tone>> = { sent: 'good', parked: 'warn', unknown: 'warn' };

/** Mails that wait for a decision, and how others ended. */
@Component({
  selector: 'ff-mail-page',
  imports: [FailedWork, FilterChips, LocalDatePipe, PageHeading, ProblemAlert, StatusPill, TranslocoPipe],
  templateUrl: './mail-page.html',
})
export class MailPage {
  protected readonly program = inject(StaffProgram);
  private readonly transloco = inject(TranslocoService);

  protected readonly statuses = STATUSES;
  protected readonly tones = TONES;
  protected readonly shown = signal<(typeof STATUSES)[number]>('parked');
  protected readonly busy = signal<string | null>(null);
  protected readonly problem = signal<ApiProblem | null>(null);
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

  protected resend(delivery: Delivery): Promise<void> {
    return this.attempt(delivery, deliveriesControllerResend);
  }

  protected arrived(delivery: Delivery): Promise<void> {
    return this.attempt(delivery, deliveriesControllerArrived);
  }

  protected dismiss(delivery: Delivery): Promise<void> {
    return this.attempt(delivery, deliveriesControllerDismiss);
  }

  private async attempt(delivery: Delivery, send: typeof deliveriesControllerResend | typeof deliveriesControllerDismiss | typeof deliveriesControllerArrived): Promise<void> {
    this.busy.set(delivery.id);
    this.problem.set(null);
    try {
      await send({ path: { programId: this.program.id(), deliveryId: delivery.id } });
      this.state.reload();
      this.program.waiting.reload();
      await this.deliveries.reload();
    } catch (error) {
      this.problem.set(readProblem(error));
    } finally {
      this.busy.set(null);
    }
  }
}
