import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { batchesControllerList, type ParcelBatch } from '../../api/generated';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';

const ORDER = ['to_pack', 'packed', 'shipped', 'delivered', 'returned'] as const;

/** Who packs what, newest first. */
@Component({
  selector: 'ff-batch-list',
  imports: [LocalDatePipe, PagesFoot, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  template: `
    <ff-problem class="mb-4" [problem]="batches.problem()" />
    @if (batches.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (batch of batches.items(); track batch.id) {
          <li class="relative flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3.5!">
            <div><a class="font-semibold text-ink no-underline after:absolute after:inset-0" [routerLink]="['/staff', program.role()?.slug, 'parcels', batch.id]">{{ 'parcels.batch' | transloco: { number: batch.number } }}</a>
              <span class="block text-[13px] text-ink-2">{{ batch.openedBy.name ?? ('parcels.somebody' | transloco) }} · {{ batch.openedAt | localDate }}</span></div>
            <p class="flex flex-wrap gap-1.5">@for (status of statusesOf(batch); track status) { <ff-pill [tone]="status === 'to_pack' || status === 'returned' ? 'warn' : 'plain'">{{ batch.parcels[status] }} · {{ 'parcels.at.' + status | transloco }}</ff-pill> }</p>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="batches"><p class="card text-ink-2">{{ 'parcels.batches_none' | transloco }}</p></ff-pages-foot>
  `,
})
export class BatchList {
  protected readonly program = inject(StaffProgram);
  protected readonly batches = new Pages<ParcelBatch>(async (cursor) => (await batchesControllerList({ path: { programId: this.program.id() }, query: cursor ? { cursor } : {} })).data);

  constructor() {
    void this.batches.reload();
  }

  protected statusesOf(batch: ParcelBatch): (typeof ORDER)[number][] {
    return ORDER.filter((status) => batch.parcels[status]);
  }
}
