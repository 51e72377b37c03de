import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type PayoutBatch, type PayoutFileRequest, payoutsControllerPaid, payoutsControllerReturned } from '../../../api/generated';
import { payoutsControllerFileRequest, payoutsControllerShowResource } from '../../../api/generated/@angular/common.gen';
import { Attempt } from '../../../api/attempt';
import { problemOfRead } from '../../../api/problem';
import { readFile } from '../../../api/read-file';
import { Language } from '../../../i18n/language';
import { moneyText } from '../../../i18n/money';
import { download } from '../../../ui/download';
import { ProblemAlert } from '../../../ui/problem-alert';
import { Reading } from '../../../ui/reading';
import { StatusPill } from '../../../ui/status-pill';
import { StaffProgram } from '../../staff-program';

/** One batch: its file for the bank, and what the bank has made of it. */
@Component({
  selector: 'ff-payout-batch-page',
  imports: [ProblemAlert, Reading, RouterLink, StatusPill, TranslocoPipe],
  template: `
    <a class="link mb-4 inline-block" [routerLink]="['/staff', program.role()?.slug, 'rewards', 'payouts']">{{ 'payouts.back' | transloco }}</a>
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? problem()" />
    @if (batch(); as batch) {
      <div class="mb-6 flex flex-wrap items-center gap-3"><h1>{{ 'payouts.batch' | transloco: { number: batch.number } }}</h1><ff-pill [tone]="left() === 0 ? 'good' : 'warn'">{{ 'payouts.paid_of' | transloco: { paid: batch.paid, count: batch.lines } }}</ff-pill></div>
      <div class="grid items-start gap-5 xl:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <section class="card grid gap-4">
          <div class="flex flex-wrap items-center justify-between gap-3"><h2>{{ money(batch.amountMinor) }}</h2>
            @if (left() > 0) { <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="paid(null)">{{ 'payouts.all_paid' | transloco }}</button> }</div>
          <ul class="rows grid">
            @for (line of batch.payments; track line.grantId) {
              <li class="flex flex-wrap items-center justify-between gap-3">
                <div class="min-w-0"><span class="block font-semibold">{{ line.member.name ?? '–' }} · {{ money(line.amountMinor) }}</span><span class="block text-[13px] text-ink-2">{{ batch.number }}-{{ line.place }} · {{ line.title }}@if (line.iban) { · {{ line.iban }}}</span></div>
                <div class="flex flex-wrap items-center gap-2">
                  @if (line.paid) { <ff-pill tone="good">{{ 'payouts.paid' | transloco }}</ff-pill> } @else { <button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" (click)="paid([line.grantId])" [attr.aria-label]="'payouts.paid_named' | transloco: { name: line.member.name ?? '–' }">{{ 'payouts.paid' | transloco }}</button> }
                  <button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" (click)="returned(line.grantId)" [attr.aria-label]="'payouts.returned_named' | transloco: { name: line.member.name ?? '–' }">{{ 'payouts.returned' | transloco }}</button>
                </div>
              </li>
            }
          </ul>
        </section>
        @if (left() > 0) {
          <section class="card grid gap-4"><h2>{{ 'payouts.file' | transloco }}</h2><p class="text-ink-2">{{ 'payouts.file_text' | transloco }}</p>
            @if (batch.currency === 'EUR') {
              <form class="grid gap-4" (submit)="$event.preventDefault(); take({ format: 'sepa', debtor: { name: debtor.value, iban: account.value } })">
                <label class="field"><span class="label">{{ 'payouts.debtor' | transloco }}</span><input #debtor class="input" required maxlength="70" autocomplete="organization"></label>
                <label class="field"><span class="label">{{ 'payouts.debtor_iban' | transloco }}</span><input #account class="input font-mono" required maxlength="60" autocomplete="off" spellcheck="false" [attr.aria-invalid]="wrongIban()"></label>
                @if (wrongIban()) { <p class="field-error" role="alert">{{ 'field.iban' | transloco }}</p> }
                <div><button type="submit" class="btn btn-primary" [disabled]="attempt.busy()">{{ 'payouts.sepa' | transloco }}</button></div>
              </form>
            }
            <div><button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" (click)="take({ format: 'csv' })">{{ 'payouts.csv' | transloco }}</button></div>
          </section>
        }
      </div>
    } @else if (!problem()) { <ff-reading /> }
  `,
})
export class PayoutBatchPage {
  /** Of the address. */
  readonly batchId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  private readonly http = inject(HttpClient);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  private readonly reading = payoutsControllerShowResource(() => ({ path: this.path() }));
  protected readonly batch = computed<PayoutBatch | null>(() => (this.reading.hasValue() ? this.reading.value() : null));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));
  protected readonly left = computed(() => (this.batch()?.lines ?? 0) - (this.batch()?.paid ?? 0));
  protected readonly wrongIban = computed(() => this.attempt.problem()?.fields.some(({ field }) => field === 'debtor.iban') ?? false);

  protected money(amountMinor: number): string {
    return moneyText({ amountMinor, currency: this.batch()!.currency }, this.language.current());
  }

  protected async take(body: PayoutFileRequest): Promise<void> {
    const isSepa = body.format === 'sepa';
    await this.attempt.run(async () => download(
      `${this.program.role()?.slug}-${this.batch()!.number}.${isSepa ? 'xml' : 'csv'}`, await readFile(this.http, payoutsControllerFileRequest({ path: this.path(), body })), isSepa ? 'application/xml' : 'text/csv'));
  }

  protected async paid(grantIds: string[] | null): Promise<void> {
    if (await this.attempt.run(() => payoutsControllerPaid({ path: this.path(), body: { grantIds } }))) this.reading.reload();
  }

  protected async returned(grantId: string): Promise<void> {
    if (await this.attempt.run(() => payoutsControllerReturned({ path: { ...this.path(), grantId } }))) this.reading.reload();
    this.program.waiting.reload();
  }

  private path() {
    return { programId: this.program.id(), batchId: this.batchId() };
  }
}
