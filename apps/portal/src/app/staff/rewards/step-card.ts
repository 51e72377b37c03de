import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import {
  grantsControllerRevealCode, parcelsControllerReveal, type RevealedCode, type RewardStep, stepsControllerAgain, stepsControllerArrived, stepsControllerByHand, stepsControllerCannot, stepsControllerKeep,
} from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { moneyText } from '../../i18n/money';
import { payoutState, refusalText } from '../../i18n/payout-text';
import { CopyButton } from '../../ui/copy-button';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { textIn } from '../pages/text-in';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';
import { problemParts, providerText, stepStatus, stepTone } from './step-text';

const GOES_ON = new Set<RewardStep['grantStatus']>(['claimed', 'sending']);

/** One thing to bring: what is known of it, and one button for each way it can end. */
@Component({
  selector: 'ff-step-card',
  imports: [CopyButton, ProblemAlert, RouterLink, StatusPill, TranslocoPipe, ZonedTimePipe],
  template: `
    @let it = step();
    <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div class="min-w-0"><p class="font-semibold">{{ (byHand() ? 'steps.todo.' : 'steps.what.') + it.step | transloco }}@if (amount(); as amount) { · {{ amount }}}</p>
        <p class="text-[13px] text-ink-2">@if (program.may('members:read')) { <a class="link" [routerLink]="['/staff', program.role()?.slug, 'people', it.member.id]">{{ name() }}</a> } @else { {{ name() }} } · {{ title() }} · {{ by() | transloco: { provider: it.provider } }}</p></div>
      <ff-pill [tone]="tone()">{{ status() | transloco }}</ff-pill>
    </div>
    @if (problem(); as problem) { <p [class]="it.status === 'failed' || it.status === 'unclear' ? 'notice' : 'hint'">{{ problem.key | transloco }}@if (problem.detail) { <code class="ms-1 font-mono text-[13px]">{{ problem.detail }}</code> }</p> }
    @if (stopped()) { <p class="notice">{{ 'steps.stopped' | transloco: { status: ('staff.grant.' + it.grantStatus | transloco) } }}</p> }
    @if (it.firstSentAt; as sent) { <p class="hint">{{ 'steps.sent_since' | transloco: { time: (sent | zonedTime: program.timeZone()), count: it.attempts } }}@if (it.nextTryAt && it.status === 'due') { {{ 'steps.status.due' | transloco: { time: (it.nextTryAt | zonedTime: program.timeZone()) } }}. }</p> }
    @if (it.reference; as reference) { <p class="hint">{{ 'steps.reference' | transloco }} <code class="font-mono break-all">{{ reference }}</code></p> }
    @if (it.payout; as payout) { <p [class]="payout.status === 'failed' ? 'notice' : 'hint'">{{ 'steps.payout.' + payoutAt(payout) | transloco: { amount: money(payout), time: (payout.arrivesAt | zonedTime: program.timeZone()), why: (why(payout) | transloco) } }}</p> }
    @if (code(); as shown) { @if (shown.code) { <p class="flex flex-wrap items-center gap-2">{{ 'rewards.code' | transloco }} <code class="rounded-md bg-sunken px-2 py-1 font-mono">{{ shown.code }}</code><ff-copy label="copy.code" [text]="shown.code" />@if (shown.pin) { {{ 'rewards.card_pin' | transloco }} <code class="rounded-md bg-sunken px-2 py-1 font-mono">{{ shown.pin }}</code> }</p> } }
    @if (bank(); as shown) { @if (shown.iban) { <p class="flex flex-wrap items-center gap-2">{{ shown.holder }} <code class="rounded-md bg-sunken px-2 py-1 font-mono">{{ shown.iban }}</code><ff-copy label="copy.iban" [text]="shown.iban" /></p> } @else { <p class="notice">{{ 'steps.no_bank' | transloco }}</p> } }
    @if (asking(); as asked) {
      <form class="grid max-w-md gap-3" (submit)="$event.preventDefault(); asked === 'done' ? arrived(typed.value) : cannot(typed.value)">
        <label class="field"><span class="label">{{ (asked === 'done' ? 'steps.reference_label' : 'steps.cannot_why') | transloco }}</span><input #typed class="input" [attr.maxlength]="asked === 'done' ? 120 : 500" [required]="asked === 'cannot'" autocomplete="off"></label>
        @if (asked === 'done') { <p class="hint">{{ 'steps.reference_hint' | transloco }}</p> }
        <div class="flex flex-wrap gap-2"><button type="submit" class="btn btn-primary btn-small" [disabled]="attempt.busy()">{{ (asked === 'done' ? doneLabel() : 'steps.act.cannot') | transloco }}</button><button type="button" class="btn btn-ghost btn-small" (click)="asking.set(null)">{{ 'cancel' | transloco }}</button></div>
      </form>
    } @else if (decidable()) {
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-small" [class]="byHand() ? 'btn-primary' : 'btn-ghost'" (click)="asking.set('done')" [attr.aria-label]="'steps.act.done_named' | transloco: { title: title(), name: name() }">{{ doneLabel() | transloco }}</button>
        @if (byHand()) {
          @if (it.step === 'code' && !code()) { <button type="button" class="btn btn-ghost btn-small" (click)="showCode()">{{ 'steps.act.show_code' | transloco }}</button> }
          @if (it.step === 'transfer' && !bank()) { <button type="button" class="btn btn-ghost btn-small" (click)="showBank()">{{ 'steps.act.show_bank' | transloco }}</button> }
          <button type="button" class="btn btn-ghost btn-small" (click)="asking.set('cannot')">{{ 'steps.act.cannot' | transloco }}</button>
        } @else {
          @if (it.status !== 'waiting' && !stopped()) { <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="again()">{{ (it.status === 'unclear' ? 'steps.act.not_arrived' : 'steps.act.again') | transloco }}</button> }
          @if (it.provider !== 'manual' && !stopped()) { <button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" (click)="giveByHand()">{{ 'steps.act.by_hand' | transloco }}</button> }
        }
        @if (it.reward.kind === 'gift_card' && !code()) { <button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" (click)="showCode()">{{ 'steps.act.show_card' | transloco }}</button> }
        @if (it.step === 'reversal') { <button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" (click)="keep()">{{ 'steps.act.keep' | transloco }}</button> }
      </div>
      @if (it.status === 'unclear') { <p class="hint">{{ 'steps.again_hint' | transloco }}</p> }
    }
    <ff-problem [problem]="attempt.problem()" />
  `,
  host: { class: 'grid gap-3' },
})
export class StepCard {
  readonly step = input.required<RewardStep>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  protected readonly asking = signal<'done' | 'cannot' | null>(null);
  protected readonly code = signal<RevealedCode | null>(null);
  /** Once it was asked for; without an IBAN where the member has given none. */
  protected readonly bank = signal<{ holder: string; iban: string } | null>(null);
  protected readonly title = computed(() => textIn(this.step().reward.title, this.language.current()));
  protected readonly name = computed(() => this.step().member.name ?? '–');
  protected readonly amount = computed(() => {
    const { amount, percentOff } = this.step();
    return amount ? moneyText(amount, this.language.current()) : percentOff !== null ? `${percentOff} %` : null;
  });
  protected readonly by = computed(() => providerText(this.step().provider));
  protected readonly status = computed(() => stepStatus(this.step()));
  protected readonly tone = computed(() => stepTone(this.step()));
  protected readonly problem = computed(() => { const { problem, status } = this.step(); return problem && status !== 'done' ? problemParts(problem) : null; });
  protected readonly byHand = computed(() => this.step().status === 'waiting' && this.step().waitsFor === 'staff');
  protected readonly decidable = computed(() => ['waiting', 'failed', 'unclear'].includes(this.step().status));
  protected readonly stopped = computed(() => this.step().step !== 'reversal' && !['done', 'undone'].includes(this.step().status) && !GOES_ON.has(this.step().grantStatus));
  protected readonly doneLabel = computed(() => (this.byHand() ? 'steps.act.done' : 'steps.act.arrived'));

  protected readonly payoutAt = payoutState;
  protected readonly why = refusalText;

  protected money(payout: NonNullable<RewardStep['payout']>): string {
    return moneyText(payout, this.language.current());
  }

  protected arrived(reference: string): Promise<void> {
    return this.act(() => stepsControllerArrived({ path: this.path(), body: { reference: reference.trim() || null } }));
  }

  protected async cannot(reason: string): Promise<void> {
    if (reason.trim()) await this.act(() => stepsControllerCannot({ path: this.path(), body: { reason: reason.trim() } }));
  }

  protected again(): Promise<void> {
    return this.act(() => stepsControllerAgain({ path: this.path() }));
  }

  protected giveByHand(): Promise<void> {
    return this.act(() => stepsControllerByHand({ path: this.path() }));
  }

  protected keep(): Promise<void> {
    return this.act(() => stepsControllerKeep({ path: this.path() }));
  }

  /** Noted, so it is asked for. */
  protected async showCode(): Promise<void> {
    await this.attempt.run(async () => this.code.set((await grantsControllerRevealCode({ path: this.path() })).data));
  }

  /** As the code. */
  protected async showBank(): Promise<void> {
    await this.attempt.run(async () => this.bank.set((await parcelsControllerReveal({ path: this.path() })).data.bank ?? { holder: '', iban: '' }));
  }

  private async act(call: () => Promise<unknown>): Promise<void> {
    if (!(await this.attempt.run(call))) return;
    this.asking.set(null);
    this.changed.emit();
  }

  private path() {
    return { programId: this.program.id(), grantId: this.step().grantId, step: this.step().step };
  }
}
