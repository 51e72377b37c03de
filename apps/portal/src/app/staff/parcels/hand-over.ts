import { Component, effect, inject } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Grant, grantsControllerList, parcelsControllerFulfil } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { Titles } from './titles';

/** Claimed, and needs no parcel: a seat, something done by hand. */
@Component({
  selector: 'ff-hand-over',
  imports: [LocalDatePipe, PagesFoot, ProblemAlert, TranslocoPipe],
  template: `
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? grants.problem()" />
    @if (grants.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (grant of grants.items(); track grant.id) {
          <li class="flex flex-wrap items-center justify-between gap-3 py-3.5!">
            <div><strong class="font-semibold">{{ titles.of(grant) }}</strong><span class="block text-[13px] text-ink-2">@if (grant.member.name; as name) {{{ name }} · }{{ 'parcels.claimed_on' | transloco: { date: (grant.claimedAt | localDate) } }}</span></div>
            <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="fulfil(grant)" [attr.aria-label]="'parcels.fulfil_named' | transloco: { title: titles.of(grant) }">{{ 'parcels.fulfil' | transloco }}</button>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="grants"><p class="card text-ink-2">{{ 'parcels.hand_over_none' | transloco }}</p></ff-pages-foot>
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
