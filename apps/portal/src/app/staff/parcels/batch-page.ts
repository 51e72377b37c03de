import { NgTemplateOutlet } from '@angular/common';
import { HttpClient, HttpResponse } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { lastValueFrom } from 'rxjs';
import {
  batchesControllerCheckTracking, batchesControllerDeliver, batchesControllerPack, batchesControllerShip, type CheckedTracking, type Grant, parcelsControllerTakeBack,
  type ReturnRequest,
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
  protected readonly attempt = new Attempt();
  protected readonly returning = signal<string | null>(null);
  protected readonly done = signal<{ readonly what: 'packed' | 'shipped' | 'delivered'; readonly count: number } | null>(null);
  protected readonly typed = signal<Readonly<Record<string, Typed>>>({});
  /** What a list of numbers said, line by line. */
  protected readonly checked = signal<CheckedTracking['items'] | null>(null);
  private readonly reading = batchesControllerShowResource(() => ({ path: this.path() }));
  protected readonly batch = computed(() => (this.reading.hasValue() ? this.reading.value().batch : null));
  private readonly parcels = computed(() => (this.reading.hasValue() ? this.reading.value().parcels : []));
  protected readonly toPack = computed(() => this.parcels().filter(({ status }) => status === 'claimed'));
  protected readonly packed = computed(() => this.parcels().filter(({ status }) => status === 'packed'));
  protected readonly onWay = computed(() => this.parcels().filter(({ status }) => status === 'shipped'));
  protected readonly rest = computed(() => this.parcels().filter(({ status }) => !['claimed', 'packed', 'shipped'].includes(status)));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected pack(): Promise<void> {
    const grantIds = this.toPack().map(({ id }) => id);
    return this.move('packed', async () => (await batchesControllerPack({ path: this.path(), body: { grantIds } })).data.moved);
  }

  protected ship(): Promise<void> {
    const parcels = this.packed().map(({ id }) => {
      const { carrier = '', tracking = '' } = this.typed()[id] ?? {};
      return { grantId: id, ...(carrier.trim() ? { carrier: carrier.trim() } : {}), ...(tracking.trim() ? { tracking: tracking.trim() } : {}) };
    });
    return this.move('shipped', async () => (await batchesControllerShip({ path: this.path(), body: { parcels } })).data.moved);
  }

  protected deliver(parcels: readonly Grant[]): Promise<void> {
    const grantIds = parcels.map(({ id }) => id);
    return this.move('delivered', async () => (await batchesControllerDeliver({ path: this.path(), body: { grantIds } })).data.moved);
  }

  protected async takeBack(parcel: Grant, reason: ReturnRequest['reason']): Promise<void> {
    if (!(await this.attempt.run(() => parcelsControllerTakeBack({ path: { programId: this.program.id(), grantId: parcel.id }, body: { reason } })))) return;
    this.returning.set(null);
    this.reading.reload();
  }

  protected type(grantId: string, change: Partial<Typed>): void {
    this.typed.update((known) => ({ ...known, [grantId]: { carrier: '', tracking: '', ...known[grantId], ...change } }));
  }

  /** Fills in the numbers of a list; nothing is shipped until somebody has looked. */
  protected async readNumbers(from: HTMLInputElement): Promise<void> {
    const file = from.files?.[0];
    if (file) await this.attempt.run(async () => this.fill((await batchesControllerCheckTracking({ path: this.path(), body: file })).data.items));
    from.value = '';
  }

  protected fitting(lines: CheckedTracking['items']): number {
    return lines.filter(({ grantId }) => grantId).length;
  }

  protected async export(number: number): Promise<void> {
    // The client reads answers as JSON; this one is a file.
    const request = batchesControllerExportRequest({ path: this.path() }).clone({ responseType: 'blob' });
    await this.attempt.run(async () => {
      const answer = await lastValueFrom(this.http.request<Blob>(request));
      if (answer instanceof HttpResponse && answer.body) download(`batch-${number}.csv`, answer.body, 'text/csv');
    });
  }

  private fill(lines: CheckedTracking['items']): void {
    this.checked.set(lines);
    for (const { grantId, carrier, tracking } of lines) if (grantId) this.type(grantId, { carrier: carrier ?? '', tracking });
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
