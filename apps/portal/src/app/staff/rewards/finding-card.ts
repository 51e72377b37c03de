import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { reconciliationControllerAccept, type ReconciliationFinding, stepsControllerArrived } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { moneyText } from '../../i18n/money';
import { refusalText } from '../../i18n/payout-text';
import { AskDialog } from '../../ui/ask-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { textIn } from '../pages/text-in';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';

const NOTE_CHARS = 500;
const STUCK = new Set(['failed', 'unclear']);

/** Something that does not agree: what is known of it, what to do, and a button for each way it can end here. */
@Component({
  selector: 'ff-finding-card',
  imports: [AskDialog, ProblemAlert, RouterLink, TranslocoPipe, ZonedTimePipe],
  template: `
    @let it = finding();
    <div class="grid gap-1">
      <p class="font-semibold">{{ 'reconciliation.title.' + it.code | transloco }}@if (title(); as title) { · {{ title }} }</p>
      @if (it.member; as member) { <p class="text-[13px] text-ink-2"><a class="link" [routerLink]="['/staff', program.role()?.slug, 'people', member.id]">{{ member.name ?? ('staff.unnamed' | transloco) }}</a>@if (it.grant; as grant) { · {{ 'staff.grant.' + grant.status | transloco }} }</p> }
    </div>
    <p>{{ 'reconciliation.known.' + it.code | transloco: known() }}</p>
    <p class="text-ink-2">{{ 'reconciliation.do.' + it.code | transloco }}</p>
    @if (it.detail['reference']; as reference) { <p class="hint">{{ 'steps.reference' | transloco }} <code class="font-mono break-all">{{ reference }}</code></p> }
    <p class="hint">{{ 'reconciliation.seen' | transloco: { first: (it.firstSeenAt | zonedTime: program.timeZone()), last: (it.lastSeenAt | zonedTime: program.timeZone()) } }}@if (it.resolvedAt; as gone) { {{ 'reconciliation.gone' | transloco: { time: (gone | zonedTime: program.timeZone()) } }} }</p>
    @if (it.accepted; as accepted) { <p class="notice">{{ 'reconciliation.accepted_by' | transloco: { name: accepted.by ?? '–', time: (accepted.at | zonedTime: program.timeZone()) } }}@if (accepted.note) {<span class="block">“{{ accepted.note }}”</span>}</p> }
    @if (!it.resolvedAt) {
      <div class="flex flex-wrap gap-2">
        @if (adopts()) { <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="arrived()">{{ 'reconciliation.act.arrived' | transloco }}</button> }
        @if (stuck()) { <a class="btn btn-ghost btn-small" routerLink="../deliveries" [queryParams]="{ view: 'stuck' }">{{ 'reconciliation.act.stuck' | transloco }}</a> }
        @if (it.member; as member) { <a class="btn btn-ghost btn-small" routerLink="../granted" [queryParams]="{ memberId: member.id }">{{ (it.grant ? 'reconciliation.act.grant' : 'reconciliation.act.member') | transloco }}</a> }
        @if (it.reward; as reward) { <a class="btn btn-ghost btn-small" [routerLink]="it.code === 'budget_differs' ? ['..', 'budgets'] : ['..', reward.id]">{{ (it.code === 'budget_differs' ? 'reconciliation.act.budget' : 'reconciliation.act.reward') | transloco }}</a> }
        @if (!it.accepted) { <button type="button" class="btn btn-ghost btn-small" (click)="accepting.set(true)">{{ 'reconciliation.act.accept' | transloco }}</button> }
      </div>
    }
    @if (!accepting()) { <ff-problem [problem]="attempt.problem()" /> }
    @if (accepting()) {
      <ff-ask [heading]="'reconciliation.accept_ask' | transloco" [text]="'reconciliation.accept_text' | transloco" [label]="'reconciliation.note' | transloco" [action]="'reconciliation.act.accept' | transloco" [most]="noteChars" [problem]="attempt.problem()"
        (answered)="accept($event)" (closed)="accepting.set(false)" />
    }
  `,
  host: { class: 'grid gap-3' },
})
export class FindingCard {
  readonly finding = input.required<ReconciliationFinding>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly words = inject(TranslocoService);
  protected readonly attempt = new Attempt();
  protected readonly accepting = signal(false);
  protected readonly noteChars = NOTE_CHARS;
  protected readonly title = computed(() => {
    const of = this.finding().grant?.reward ?? this.finding().reward;
    return of && textIn(of.title, this.language.current());
  });
  protected readonly stuck = computed(() => STUCK.has(this.finding().step?.status ?? ''));
  /** What the provider has is what the step that waits for a person was to give. */
  protected readonly adopts = computed(() => this.finding().code === 'provider_unknown' && this.stuck());
  /** The figures, in words. */
  protected readonly known = computed(() => {
    const { detail } = this.finding();
    const text = (name: string) => String(detail[name] ?? '');
    const money = (name: string, currency: string) => (detail[name] == null ? '–' : detail[currency] ? moneyText({ amountMinor: Number(detail[name]), currency: text(currency) }, this.language.current()) : text(name));
    return {
      amount: money('amountMinor', 'currency'), there: money('thereMinor', detail['thereCurrency'] ? 'thereCurrency' : 'currency'), returned: money('returnedMinor', 'currency'), taken: money('taken', 'currency'), cost: money('cost', 'currency'),
      had: money('had', 'currency'), given: money('given', 'currency'), left: money('left', 'currency'), units: money('units', 'currency'), from: detail['currency'] ? 'budget' : 'stock', hasAmount: detail['amountMinor'] == null ? 'no' : 'yes',
      grant: detail['grant'] ? this.words.translate<string>(`staff.grant.${text('grant')}`) : '', why: this.words.translate<string>(refusalText({ problem: detail['problem'] == null ? null : text('problem') })),
    };
  });

  protected async accept(note: string): Promise<void> {
    if (!note) return;
    await this.act(() => reconciliationControllerAccept({ path: { programId: this.program.id(), id: this.finding().id }, body: { note } }));
  }

  protected async arrived(): Promise<void> {
    const { grant, step, detail } = this.finding();
    await this.act(() => stepsControllerArrived({ path: { programId: this.program.id(), grantId: grant!.id, step: step!.name }, body: { reference: String(detail['reference']) } }));
  }

  private async act(call: () => Promise<unknown>): Promise<void> {
    if (!(await this.attempt.run(call))) return;
    this.accepting.set(false);
    this.changed.emit();
  }
}
