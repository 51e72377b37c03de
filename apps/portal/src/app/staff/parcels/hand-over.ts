import { Component, effect, inject } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Grant, grantsControllerList, parcelsControllerFulfil } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { Titles } from './titles';

/** Claimed, and needs no parcel: a seat, something done by hand. */
@Component({
  selector: 'ff-hand-over',
  imports: [LocalDatePipe, ProblemAlert, TranslocoPipe],
  template: `
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? grants.problem()" />
    @if (grants.isEmpty()) { <p class="card text-ink-2">{{ 'parcels.hand_over_none' | transloco }}</p> } @else {
      <ul class="card rows grid py-2!">
        @for (grant of grants.items(); track grant.id) {
          <li class="flex flex-wrap items-center justify-between gap-3 py-3.5!">
            <div><strong class="font-semibold">{{ titles.of(grant) }}</strong><span class="block text-[13px] text-ink-2">@if (grant.member.name; as name) {{{ name }} · }{{ 'parcels.claimed_on' | transloco: { date: (grant.claimedAt | localDate) } }}</span></div>
            <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="fulfil(grant)" [attr.aria-label]="'parcels.fulfil_named' | transloco: { title: titles.of(grant) }">{{ 'parcels.fulfil' | transloco }}</button>
          </li>
        }
      </ul>
    }
    @if (grants.hasMore()) { <button type="button" class="btn btn-ghost mt-4" [disabled]="grants.loading()" (click)="grants.more()">{{ 'more' | transloco }}</button> }
  `,
})
export class HandOver {
  private readonly program = inject(StaffProgram);
  protected readonly titles = inject(Titles);
  protected readonly attempt = new Attempt();
  protected readonly grants = new Pages<Grant>(async (cursor) => (await grantsControllerList({ path: { programId: this.program.id() }, query: { work: 'to_hand_over', ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    effect(() => void this.grants.reload());
  }

  protected async fulfil(grant: Grant): Promise<void> {
    if (await this.attempt.run(() => parcelsControllerFulfil({ path: { programId: this.program.id(), grantId: grant.id } }))) await this.grants.reload();
  }
}
