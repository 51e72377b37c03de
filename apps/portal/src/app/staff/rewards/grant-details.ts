import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Grant, grantsControllerHold, grantsControllerPutBack, grantsControllerRelease, grantsControllerRevealCode, grantsControllerRevoke, moneyControllerExtend, type RevealedCode } from '../../api/generated';
import { grantsControllerHistoryResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ProblemAlert } from '../../ui/problem-alert';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';
import { providerText, stepStatus } from './step-text';

const HOLDABLE = new Set<Grant['status']>(['queued', 'claimable', 'claimed']);
const REVOCABLE = new Set<Grant['status']>(['granted', 'queued', 'on_hold', 'claimable', 'claimed', 'suspended']);
type Asked = 'hold' | 'revoke' | 'put_back' | 'extend' | 'reopen';
const SEND = { hold: grantsControllerHold, revoke: grantsControllerRevoke, put_back: grantsControllerPutBack };
/** More time, where nobody says otherwise. */
const EXTEND_DAYS = 14;

/** What happened to a grant, and what staff can still do about it. */
@Component({
  selector: 'ff-grant-details',
  imports: [LocalDatePipe, ProblemAlert, RouterLink, TranslocoPipe, ZonedTimePipe],
  template: `
    <div class="mt-3 grid gap-5 rounded-inset bg-sunken p-4 lg:grid-cols-[1fr_minmax(260px,340px)]">
      <section>
        <h3 class="mb-3">{{ 'staff.grant_history' | transloco }}</h3>
        <ff-problem [problem]="historyProblem()" />
        <ol class="grid gap-2.5">
          @for (moment of moments(); track $index) {
            <li class="grid gap-x-3 sm:grid-cols-[170px_1fr]"><span class="text-[13px] text-ink-2 tabular-nums">{{ moment.at | zonedTime: program.timeZone() }}</span>
              <span>{{ (moment.action ? 'staff.act.' + moment.action : 'staff.grant.' + moment.status) | transloco }}@if (moment.by) {<span class="text-ink-2"> · {{ moment.by }}</span>}
                @if (moment.reason && reasons.has(moment.reason)) {<span class="block text-[13px] text-ink-2">{{ 'staff.grant_reason.' + moment.reason | transloco }}</span>}
                @if (moment.note) {<span class="block text-[13px] text-ink-2">“{{ moment.note }}”</span>}</span></li>
          }
        </ol>
      </section>
      <section class="grid content-start gap-3">
        @if (grant().approvals.needed > 0) { <p class="text-ink-2">{{ 'staff.approvals_of' | transloco: { given: grant().approvals.given, needed: grant().approvals.needed } }}</p> }
        @if (grant().status === 'claimable' && grant().claimBy) { <p class="text-ink-2">{{ 'staff.claim_by' | transloco: { date: (grant().claimBy | localDate) } }}</p> }
        @if (program.may('members:read')) { <a class="link" [routerLink]="['/staff', program.role()?.slug, 'people', grant().member.id]">{{ 'staff.grant_person' | transloco }}</a> }
        @for (parcel of grant().parcels; track parcel.id) {
          <p><span class="block">{{ (parcel.reference ? 'staff.grant_parcel' : 'staff.grant_parcel_plain') | transloco: { parcel: parcel.reference, status: (parcel.status === 'to_pack' ? 'parcels.at.to_pack' : 'staff.grant.' + parcel.status) | transloco } }}</span>
            @if (parcel.contents.length > 0) { <span class="block text-[13px] text-ink-2">{{ parcel.contents.join(', ') }}</span> }
            @if (parcel.tracking?.url; as url) { <a class="link text-[13px]" target="_blank" rel="noopener noreferrer" [href]="url">{{ 'staff.grant_follow' | transloco: { carrier: parcel.tracking.carrierName } }}</a> }
            @else if (parcel.tracking; as tracking) { <span class="block text-[13px] text-ink-2">{{ tracking.carrierName }} {{ tracking.number }}</span> }</p>
        }
        @if (grant().parcels.length > 0 && grant().stillHere.length > 0) { <p class="text-ink-2">{{ 'staff.grant_still_here' | transloco: { pieces: grant().stillHere.join(', ') } }}</p> }
        @if (grant().delivery; as delivery) { <p class="text-ink-2">{{ stepStatus(delivery) | transloco: { time: '' } }} · {{ providerText(delivery.provider) | transloco: { provider: delivery.provider } }}</p> }
        @if (code(); as shown) { <p>{{ 'rewards.code' | transloco }}&ngsp;<code class="rounded-md bg-card px-2 py-1 font-mono">{{ shown.code }}</code>@if (shown.pin) {&ngsp;{{ 'rewards.card_pin' | transloco }}&ngsp;<code class="rounded-md bg-card px-2 py-1 font-mono">{{ shown.pin }}</code>}</p> }
        @if (asked(); as asked) {
          <form class="grid gap-3" (submit)="$event.preventDefault(); send(asked, why.value, more)">
            <p>{{ 'staff.grant_ask.' + asked | transloco }}@if (paid() && (asked === 'put_back' || asked === 'revoke')) { {{ 'staff.grant_ask_points' | transloco: { count: paid(), brought: grant().delivery?.status === 'done' ? 'yes' : 'no' } }} }</p>
            @if (asked === 'extend') { <label class="field"><span class="label">{{ 'staff.extend_days' | transloco }}</span><input #days class="input w-28" type="number" min="1" max="730" required [value]="more" (input)="more = +days.value"></label> }
            <label class="field"><span class="label">{{ 'staff.reason' | transloco }}</span><input #why class="input" required maxlength="500" autocomplete="off"></label>
            <div class="flex flex-wrap gap-2"><button type="submit" class="btn btn-small" [class]="asked === 'revoke' ? 'btn-danger' : 'btn-primary'" [disabled]="attempt.busy()">{{ labelOf(asked) | transloco: { count: paid() } }}</button><button type="button" class="btn btn-ghost btn-small" (click)="asking.set(null)">{{ 'cancel' | transloco }}</button></div>
          </form>
        } @else if (program.may('rewards:grant')) {
          <div class="flex flex-wrap gap-2">
            @if (grant().status === 'on_hold') { <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="release()">{{ 'staff.grant_release' | transloco }}</button> }
            @if (holdable()) { <button type="button" class="btn btn-ghost btn-small" (click)="asking.set('hold')">{{ 'staff.grant_hold' | transloco }}</button> }
            @if (hasCode() && !code()) { <button type="button" class="btn btn-ghost btn-small" (click)="revealCode()">{{ (grant().reward.kind === 'gift_card' ? 'staff.grant_card' : 'staff.grant_code') | transloco }}</button> }
            @if (grant().status === 'claimable' && grant().claimBy) { <button type="button" class="btn btn-ghost btn-small" (click)="asking.set('extend')">{{ 'staff.grant_extend' | transloco }}</button> }
            @if (grant().status === 'expired') { <button type="button" class="btn btn-primary btn-small" (click)="asking.set('reopen')">{{ 'staff.grant_reopen' | transloco }}</button> }
            @if (grant().status === 'returned') { <button type="button" class="btn btn-danger btn-small" (click)="asking.set('put_back')">{{ labelOf('put_back') | transloco: { count: paid() } }}</button> }
            @if (revocable()) { <button type="button" class="btn btn-danger btn-small" (click)="asking.set('revoke')">{{ 'staff.grant_revoke' | transloco }}</button> }
          </div>
        }
        <ff-problem [problem]="attempt.problem()" />
      </section>
    </div>
  `,
  host: { class: 'block' },
})
export class GrantDetails {
  readonly grant = input.required<Grant>();
  readonly changed = output<void>();
  protected readonly program = inject(StaffProgram);
  protected readonly attempt = new Attempt();
  /** Reasons that say more than the status does. */
  protected readonly reasons = new Set(['award_suspended', 'member_suspended', 'stands', 'not_approved', 'member_left', 'cancelled_by_member', 'returned_wrong_address', 'returned_not_collected', 'returned_refused', 'returned_damaged']);
  /** What a reason is asked for. */
  protected readonly asking = signal<Asked | null>(null);
  protected readonly asked = this.asking.asReadonly();
  protected more = EXTEND_DAYS;
  protected readonly code = signal<RevealedCode | null>(null);
  protected readonly hasCode = computed(() => this.grant().status === 'fulfilled' && (this.grant().reward.kind === 'discount_code' || this.grant().reward.kind === 'gift_card'));
  protected readonly holdable = computed(() => HOLDABLE.has(this.grant().status));
  /** Also what a provider has brought: it is asked for back. */
  protected readonly revocable = computed(() => REVOCABLE.has(this.grant().status) || (this.grant().status === 'fulfilled' && this.grant().delivery?.status === 'done'));
  /** Points that it was bought for and that are not back; 0: none. */
  protected readonly paid = computed(() => { const { bought } = this.grant(); return bought && !bought.back ? bought.points : 0; });
  private readonly history = grantsControllerHistoryResource(() => ({ path: this.path() }));
  protected readonly moments = computed(() => (this.history.hasValue() ? this.history.value().items : []));
  protected readonly historyProblem = computed(() => problemOfRead(this.history.error()));

  protected readonly stepStatus = stepStatus;
  protected readonly providerText = providerText;

  protected async send(what: Asked, typed: string, days: number): Promise<void> {
    const reason = typed.trim();
    const request = () => (what === 'hold' || what === 'revoke' || what === 'put_back' ? SEND[what]({ path: this.path(), body: { reason } }) : moneyControllerExtend({ path: this.path(), body: { days, reason } }));
    if (!reason || !(await this.attempt.run(request))) return;
    this.asking.set(null);
    this.done();
  }

  protected async release(): Promise<void> {
    if (await this.attempt.run(() => grantsControllerRelease({ path: this.path() }))) this.done();
  }

  /** Noted, so it is asked for once. */
  protected async revealCode(): Promise<void> {
    if (await this.attempt.run(async () => this.code.set((await grantsControllerRevealCode({ path: this.path() })).data))) this.history.reload();
  }

  /** Who keeps what was bought gives its points back: the button says so. */
  protected labelOf(asked: Asked): string {
    return asked === 'put_back' && this.paid() ? 'staff.grant_points_back' : `staff.grant_${asked}`;
  }

  private done(): void {
    this.history.reload();
    this.changed.emit();
  }

  private path() {
    return { programId: this.program.id(), grantId: this.grant().id };
  }
}
