import { Component, effect, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type NewPayoutBatchRequest, type PayoutBatches, type PayoutBatchSummary, payoutsControllerList, payoutsControllerOpen } from '../../../api/generated';
import { Attempt } from '../../../api/attempt';
import { Pages } from '../../../api/pages';
import { Language } from '../../../i18n/language';
import { LocalDatePipe } from '../../../i18n/local-date.pipe';
import { moneyText } from '../../../i18n/money';
import { PagesFoot } from '../../../ui/pages-foot';
import { ProblemAlert } from '../../../ui/problem-alert';
import { StatusPill } from '../../../ui/status-pill';
import { PageHeading } from '../../page-heading';
import { StaffProgram } from '../../staff-program';
import { RewardTabs } from '../reward-tabs';

/** Money that is sent by hand: what waits, taken together, and the batches that were. */
@Component({
  selector: 'ff-payouts-page',
  imports: [LocalDatePipe, PageHeading, PagesFoot, ProblemAlert, RewardTabs, RouterLink, StatusPill, TranslocoPipe],
  template: `
    <ff-page-heading heading="staff.rewards" text="payouts.text" />
    <ff-reward-tabs />
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? batches.problem()" />
    @for (each of waiting(); track each.currency) {
      <p class="notice mb-4 flex flex-wrap items-center justify-between gap-3"><span>{{ 'payouts.waiting' | transloco: { count: each.count, currency: each.currency } }}</span>
        <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="open(each.currency)">{{ 'payouts.open' | transloco }}</button></p>
    }
    @if (batches.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (batch of batches.items(); track batch.id) {
          <li class="relative flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3.5!">
            <div><a class="font-semibold text-ink no-underline after:absolute after:inset-0" [routerLink]="['/staff', program.role()?.slug, 'rewards', 'payouts', batch.id]">{{ 'payouts.batch' | transloco: { number: batch.number } }} · {{ money(batch) }}</a>
              <span class="block text-[13px] text-ink-2">@if (batch.openedBy) {{{ batch.openedBy }} · }{{ batch.openedAt | localDate }}</span></div>
            <ff-pill [tone]="batch.paid === batch.lines ? 'good' : 'warn'">{{ 'payouts.paid_of' | transloco: { paid: batch.paid, count: batch.lines } }}</ff-pill>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="batches"><p class="card text-ink-2">{{ 'payouts.none' | transloco }}</p></ff-pages-foot>
  `,
})
export class PayoutsPage {
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  protected readonly waiting = signal<PayoutBatches['waiting']>([]);
  protected readonly batches = new Pages<PayoutBatchSummary>(async (cursor) => {
    const { data } = await payoutsControllerList({ path: { programId: this.program.id() }, query: cursor ? { cursor } : {} });
    this.waiting.set(data.waiting);
    return data;
  });

  constructor() {
    effect(() => {
      if (this.program.id()) void this.batches.reload();
    });
  }

  protected money(batch: PayoutBatchSummary): string {
    return moneyText(batch, this.language.current());
  }

  protected async open(currency: string): Promise<void> {
    let id = '';
    const worked = await this.attempt.run(async () => {
      id = (await payoutsControllerOpen({ path: { programId: this.program.id() }, body: { currency: currency as NewPayoutBatchRequest['currency'] } })).data.id;
    });
    this.program.waiting.reload();
    if (worked) await this.router.navigate(['/staff', this.program.role()?.slug, 'rewards', 'payouts', id]);
  }
}
