import { Component, computed, effect, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { LIMITS } from '@fanfare/contracts';
import { remindersControllerList, remindersControllerRemind, type UnclaimedGrants } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { Titles } from './titles';

type Row = UnclaimedGrants['items'][number];

/** What waits to be claimed, so that nobody knows where to send it: one button reminds. */
@Component({
  selector: 'ff-unclaimed',
  imports: [Icon, LocalDatePipe, PagesFoot, ProblemAlert, StatusPill, TranslocoPipe],
  template: `
    <div class="mb-4 flex flex-wrap items-center justify-between gap-3"><p class="text-ink-2">{{ 'parcels.unclaimed_text' | transloco: { days } }}</p>
      <button type="button" class="btn btn-primary" [disabled]="due().length === 0 || attempt.busy()" (click)="remind()"><ff-icon name="mail" />{{ 'parcels.remind' | transloco: { count: due().length } }}</button></div>
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? rows.problem()" />
    <div role="status">@if (reminded(); as count) { <p class="done mb-4">{{ 'parcels.reminded' | transloco: { count } }}</p> }</div>
    @if (rows.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (row of rows.items(); track row.grant.id) {
          <li class="flex flex-wrap items-center justify-between gap-3 py-3.5!">
            <div><strong class="font-semibold">{{ titles.of(row.grant) }}</strong><span class="block text-[13px] text-ink-2">@if (row.grant.member.name; as name) {{{ name }} · }{{ 'parcels.waits_since' | transloco: { date: (row.grant.updatedAt | localDate) } }}</span></div>
            <span class="flex flex-wrap gap-1.5">@if (row.grant.reward.needsAddress) { <ff-pill tone="warn">{{ 'parcels.address_missing' | transloco }}</ff-pill> }
            @if (row.grant.remindedAt; as at) { <ff-pill>{{ 'parcels.reminded_on' | transloco: { date: (at | localDate) } }}</ff-pill> }</span>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="rows"><p class="card text-ink-2">{{ 'parcels.unclaimed_none' | transloco: { days } }}</p></ff-pages-foot>
  `,
})
export class Unclaimed {
  private readonly program = inject(StaffProgram);
  protected readonly titles = inject(Titles);
  protected readonly days = LIMITS.remindEveryDays;
  protected readonly attempt = new Attempt();
  protected readonly reminded = signal(0);
  protected readonly rows = new Pages<Row>(async (cursor) => (await remindersControllerList({ path: { programId: this.program.id() }, query: cursor ? { cursor } : {} })).data);
  protected readonly due = computed(() => this.rows.items().filter(({ remindableAt }) => remindableAt === null));

  constructor() {
    effect(() => void this.rows.reload());
  }

  protected async remind(): Promise<void> {
    const grantIds = this.due().map(({ grant }) => grant.id);
    await this.attempt.run(async () => this.reminded.set((await remindersControllerRemind({ path: { programId: this.program.id() }, body: { grantIds } })).data.reminded));
    await this.rows.reload();
  }
}
