import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { batchesControllerShowResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StaffProgram } from '../staff-program';
import { isAmong, picksOf } from './picking';
import { Titles } from './titles';

/** What to take from the shelf, then what goes into which parcel: for the printer of the browser. It says of nobody where they live. */
@Component({
  selector: 'ff-list-page',
  imports: [Icon, ProblemAlert, Reading, RouterLink, TranslocoPipe],
  template: `
    <div class="mb-6 flex flex-wrap items-center justify-between gap-3 print:hidden">
      <a class="link" [routerLink]="['/staff', program.role()?.slug, 'parcels', batchId()]">{{ 'parcels.batch_back' | transloco }}</a>
      @if (parcels().length > 0) { <button type="button" class="btn btn-primary" (click)="print()"><ff-icon name="inbox" />{{ 'parcels.print_list' | transloco }}</button> }
    </div>
    <ff-problem [problem]="problem()" />
    @if (batch(); as batch) {
      <h1 class="mb-5">{{ 'parcels.list_of' | transloco: { number: batch.number } }}</h1>
      @if (parcels().length === 0) { <p class="card text-ink-2">{{ 'parcels.list_none' | transloco }}</p> }
      @else {
        <section class="card mb-6 print:border-0 print:p-0"><h2 class="mb-3">{{ 'parcels.from_shelf' | transloco }}</h2>
          <table class="w-full text-start">
            <thead class="text-[12.5px] text-ink-2"><tr><th scope="col" class="py-1.5 pe-3 text-start font-semibold">{{ 'parcels.item' | transloco }}</th><th scope="col" class="py-1.5 pe-3 text-start font-semibold">{{ 'staff.sku' | transloco }}</th><th scope="col" class="py-1.5 text-end font-semibold">{{ 'parcels.how_many' | transloco }}</th></tr></thead>
            <tbody>@for (pick of picks(); track pick.key) { <tr class="border-t border-line"><td class="py-2 pe-3">{{ titles.item(pick.item) }}</td><td class="py-2 pe-3 text-ink-2">{{ pick.item.sku ?? '–' }}</td><td class="py-2 text-end font-semibold tabular-nums">{{ pick.count }}</td></tr> }</tbody>
          </table></section>
        <section class="card print:border-0 print:p-0"><h2 class="mb-3">{{ 'parcels.by_parcel' | transloco }}</h2>
          <ul class="rows grid">@for (parcel of parcels(); track parcel.id) {
            <li class="grid grid-cols-[auto_auto_1fr] gap-x-4 break-inside-avoid"><span class="mt-1 size-4 rounded-sm border border-line-2" aria-hidden="true"></span><strong class="min-w-14 font-semibold tabular-nums">{{ parcel.reference }}</strong>
              <span class="min-w-0">@for (item of parcel.items; track item.grantId + item.piece) { <span class="block">{{ titles.item(item) }}</span> }
                <span class="block text-[13px] text-ink-2">@if (parcel.member.name; as name) {{{ name }} · }@if (parcel.country; as code) {{{ titles.country(code) }}}@if (parcel.stopped) { · <strong>{{ 'parcels.stopped' | transloco }}</strong> }</span></span></li>
          }</ul></section>
      }
    } @else if (!problem()) { <ff-reading /> }
  `,
})
export class ListPage {
  /** Of the address. */
  readonly batchId = input.required<string>();
  /** Places, separated by commas; without it all. */
  readonly only = input<string>();
  protected readonly program = inject(StaffProgram);
  protected readonly titles = inject(Titles);
  private readonly reading = batchesControllerShowResource(() => ({ path: { programId: this.program.id(), batchId: this.batchId() } }));
  protected readonly batch = computed(() => (this.reading.hasValue() ? this.reading.value().batch : null));
  /** Of what still has to be packed. */
  protected readonly parcels = computed(() => (this.reading.hasValue() ? this.reading.value().parcels : []).filter(({ status, reference }) => status === 'to_pack' && isAmong(reference, this.only())));
  /** Nothing is taken for what is stopped. */
  protected readonly picks = computed(() => picksOf(this.parcels().filter(({ stopped }) => !stopped)));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected print(): void {
    window.print();
  }
}
