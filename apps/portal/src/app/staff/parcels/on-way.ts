import { Component, effect, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { deskControllerDeliver, deskControllerList, deskControllerTakeBack, deskControllerTrack, type Parcel, type ReturnRequest } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { ReturnForm } from './return-form';
import { Titles } from './titles';
import { TrackingForm, type TrackingTyped } from './tracking-form';

/** Parcels with a carrier: arrived, come back, or under another number than was noted. */
@Component({
  selector: 'ff-on-way',
  imports: [LocalDatePipe, PagesFoot, ProblemAlert, ReturnForm, RouterLink, TrackingForm, TranslocoPipe],
  template: `
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? parcels.problem()" />
    @if (parcels.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (parcel of parcels.items(); track parcel.id) {
          <li class="grid gap-3 py-3.5! lg:grid-cols-[1fr_auto] lg:items-center">
            <div class="min-w-0"><strong class="font-semibold">{{ titles.inside(parcel) }}</strong>
              <span class="flex flex-wrap gap-x-3 text-[13px] text-ink-2">@if (parcel.member.name; as name) {<span>{{ name }}</span>}@if (parcel.country; as code) {<span>{{ titles.country(code) }}</span>}<span>{{ 'parcels.shipped_on' | transloco: { date: (parcel.shippedAt | localDate) } }}</span>
                @if (parcel.batch; as batch) {<a class="link font-normal" [routerLink]="['/staff', program.role()?.slug, 'parcels', batch.id]">{{ 'parcels.parcel' | transloco: { parcel: parcel.reference } }}</a>}</span>
              @if (parcel.tracking; as tracking) { <span class="block text-[13px]">{{ tracking.carrierName }} @if (tracking.url; as url) {<a class="link" target="_blank" rel="noopener noreferrer" [href]="url">{{ tracking.number }}</a>} @else {{{ tracking.number }}}</span> }</div>
            @if (asking()?.id === parcel.id) {
              @if (asking()?.what === 'return') { <ff-return-form [busy]="attempt.busy()" (returned)="takeBack(parcel, $event)" (closed)="asking.set(null)" /> }
              @else { <ff-tracking-form [busy]="attempt.busy()" [carrier]="parcel.tracking?.carrierName ?? ''" [number]="parcel.tracking?.number ?? ''" action="staff.save" (typed)="track(parcel, $event)" (closed)="asking.set(null)" /> }
            } @else {
              <div class="flex flex-wrap gap-2">
                <button type="button" class="btn btn-ghost btn-small" (click)="asking.set({ id: parcel.id, what: 'track' })" [attr.aria-label]="'parcels.track_named' | transloco: { title: titles.inside(parcel) }">{{ 'parcels.track' | transloco }}</button>
                <button type="button" class="btn btn-ghost btn-small" (click)="asking.set({ id: parcel.id, what: 'return' })" [attr.aria-label]="'parcels.return_named' | transloco: { title: titles.inside(parcel) }">{{ 'parcels.return' | transloco }}</button>
                <button type="button" class="btn btn-primary btn-small" [disabled]="attempt.busy()" (click)="deliver(parcel)" [attr.aria-label]="'parcels.deliver_named' | transloco: { title: titles.inside(parcel) }">{{ 'parcels.deliver' | transloco }}</button>
              </div>
            }
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="parcels"><p class="card text-ink-2">{{ 'parcels.on_way_none' | transloco }}</p></ff-pages-foot>
  `,
})
export class OnWay {
  protected readonly program = inject(StaffProgram);
  protected readonly titles = inject(Titles);
  protected readonly attempt = new Attempt();
  /** What is asked about which parcel. */
  protected readonly asking = signal<{ readonly id: string; readonly what: 'return' | 'track' } | null>(null);
  protected readonly parcels = new Pages<Parcel>(async (cursor) => (await deskControllerList({ path: { programId: this.program.id() }, query: { status: 'shipped', ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    effect(() => void this.parcels.reload());
  }

  protected deliver(parcel: Parcel): Promise<void> {
    return this.send(() => deskControllerDeliver({ path: this.pathOf(parcel) }));
  }

  protected takeBack(parcel: Parcel, reason: ReturnRequest['reason']): Promise<void> {
    return this.send(() => deskControllerTakeBack({ path: this.pathOf(parcel), body: { reason } }));
  }

  protected track(parcel: Parcel, body: TrackingTyped): Promise<void> {
    return this.send(() => deskControllerTrack({ path: this.pathOf(parcel), body }));
  }

  private async send(request: () => Promise<unknown>): Promise<void> {
    if (!(await this.attempt.run(request))) return;
    this.asking.set(null);
    await this.parcels.reload();
  }

  private pathOf(parcel: Parcel) {
    return { programId: this.program.id(), parcelId: parcel.id };
  }
}
