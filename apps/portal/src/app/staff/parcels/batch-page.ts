import { NgTemplateOutlet } from '@angular/common';
import { HttpClient, HttpResponse } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { lastValueFrom } from 'rxjs';
import {
  batchesControllerCheckTracking, batchesControllerDeliver, batchesControllerPack, batchesControllerShip, type CheckedTracking, deskControllerLeaveOut, deskControllerTakeBack,
  type LabelsRequest, type Parcel, type ReturnRequest,
} from '../../api/generated';
import { batchesControllerExportRequest, batchesControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { download } from '../../ui/download';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { ReturnForm } from './return-form';
import { Titles } from './titles';
import { CARRIERS } from './tracking-form';

const LAYOUTS = ['fanfare', 'generic', 'dhl'] as const satisfies readonly LabelsRequest['layout'][];
const STOPPED = new Set(['suspended', 'revoked', 'on_hold']);

/** Carrier and number as they are being typed. */
interface Typed { readonly carrier: string; readonly tracking: string }

/** Parcels packed together: slips, numbers, and off they go. */
@Component({
  selector: 'ff-batch-page',
  imports: [Icon, LocalDatePipe, NgTemplateOutlet, ProblemAlert, Reading, ReturnForm, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './batch-page.html',
})
export class BatchPage {
  /** Of the address. */
  readonly batchId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  private readonly http = inject(HttpClient);
  protected readonly titles = inject(Titles);
  protected readonly carriers = CARRIERS;
  protected readonly layouts = LAYOUTS;
  protected readonly attempt = new Attempt();
  protected readonly returning = signal<string | null>(null);
  protected readonly done = signal<{ readonly what: 'packed' | 'shipped' | 'delivered'; readonly count: number } | null>(null);
  protected readonly typed = signal<Readonly<Record<string, Typed>>>({});
  /** What a list of numbers said, line by line. */
  protected readonly checked = signal<CheckedTracking['items'] | null>(null);
  /** What slips, list and labels are of; nothing chosen: all. */
  private readonly marked = signal<ReadonlySet<string>>(new Set());
  private readonly reading = batchesControllerShowResource(() => ({ path: this.path() }));
  protected readonly batch = computed(() => (this.reading.hasValue() ? this.reading.value().batch : null));
  private readonly parcels = computed(() => (this.reading.hasValue() ? this.reading.value().parcels : []));
  protected readonly toPack = computed(() => this.parcels().filter(({ status }) => status === 'to_pack'));
  protected readonly packed = computed(() => this.parcels().filter(({ status }) => status === 'packed'));
  protected readonly onWay = computed(() => this.parcels().filter(({ status }) => status === 'shipped'));
  protected readonly rest = computed(() => this.parcels().filter(({ status }) => !['to_pack', 'packed', 'shipped'].includes(status)));
  protected readonly chosen = computed(() => [...this.toPack(), ...this.packed()].filter(({ id }) => this.marked().has(id)));
  /** Their places, for the address of what is printed. */
  protected readonly only = computed(() => (this.chosen().length > 0 ? this.chosen().map(({ reference }) => reference?.split('-')[1]).join(',') : null));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected isStopped(status: string): boolean {
    return STOPPED.has(status);
  }

  protected isChosen(parcel: Parcel): boolean {
    return this.marked().has(parcel.id);
  }

  protected choose(parcel: Parcel, on: boolean): void {
    this.marked.update((known) => new Set(on ? [...known, parcel.id] : [...known].filter((id) => id !== parcel.id)));
  }

  /** It is not there: it waits to be packed in a parcel of its own. */
  protected async leaveOut(parcel: Parcel, { grantId, piece }: Parcel['items'][number]): Promise<void> {
    this.done.set(null);
    await this.attempt.run(() => deskControllerLeaveOut({ path: { programId: this.program.id(), parcelId: parcel.id }, body: { items: [{ grantId, piece }] } }));
    this.reading.reload();
  }

  protected pack(): Promise<void> {
    const parcelIds = this.toPack().map(({ id }) => id);
    return this.move('packed', async () => (await batchesControllerPack({ path: this.path(), body: { parcelIds } })).data.moved);
  }

  protected ship(): Promise<void> {
    const parcels = this.packed().map(({ id }) => {
      const { carrier = '', tracking = '' } = this.typed()[id] ?? {};
      return { parcelId: id, ...(carrier.trim() ? { carrier: carrier.trim() } : {}), ...(tracking.trim() ? { tracking: tracking.trim() } : {}) };
    });
    return this.move('shipped', async () => (await batchesControllerShip({ path: this.path(), body: { parcels } })).data.moved);
  }

  protected deliver(parcels: readonly Parcel[]): Promise<void> {
    const parcelIds = parcels.map(({ id }) => id);
    return this.move('delivered', async () => (await batchesControllerDeliver({ path: this.path(), body: { parcelIds } })).data.moved);
  }

  protected async takeBack(parcel: Parcel, reason: ReturnRequest['reason']): Promise<void> {
    if (!(await this.attempt.run(() => deskControllerTakeBack({ path: { programId: this.program.id(), parcelId: parcel.id }, body: { reason } })))) return;
    this.returning.set(null);
    this.reading.reload();
  }

  protected type(parcelId: string, change: Partial<Typed>): void {
    this.typed.update((known) => ({ ...known, [parcelId]: { carrier: '', tracking: '', ...known[parcelId], ...change } }));
  }

  /** Fills in the numbers of a list; nothing is shipped until somebody has looked. */
  protected async readNumbers(from: HTMLInputElement): Promise<void> {
    const file = from.files?.[0];
    if (file) await this.attempt.run(async () => this.fill((await batchesControllerCheckTracking({ path: this.path(), body: file })).data.items));
    from.value = '';
  }

  protected fitting(lines: CheckedTracking['items']): number {
    return lines.filter(({ parcelId }) => parcelId).length;
  }

  protected async export(number: number, layout: string): Promise<void> {
    // The client reads answers as JSON; this one is a file.
    const request = batchesControllerExportRequest({ path: this.path(), body: { layout: LAYOUTS.find((each) => each === layout)!, ...(this.chosen().length > 0 ? { parcelIds: this.chosen().map(({ id }) => id) } : {}) } }).clone({ responseType: 'blob' });
    await this.attempt.run(async () => {
      const answer = await lastValueFrom(this.http.request<Blob>(request));
      if (answer instanceof HttpResponse && answer.body) download(`batch-${number}${layout === 'fanfare' ? '' : `-${layout}`}.csv`, answer.body, 'text/csv');
    });
  }

  private fill(lines: CheckedTracking['items']): void {
    this.checked.set(lines);
    for (const { parcelId, carrier, tracking } of lines) if (parcelId) this.type(parcelId, { carrier: carrier ?? '', tracking });
  }

  private async move(what: 'packed' | 'shipped' | 'delivered', send: () => Promise<number>): Promise<void> {
    this.done.set(null);
    this.checked.set(null);
    await this.attempt.run(async () => this.done.set({ what, count: await send() }));
    this.reading.reload();
  }

  private path() {
    return { programId: this.program.id(), batchId: this.batchId() };
  }
}
