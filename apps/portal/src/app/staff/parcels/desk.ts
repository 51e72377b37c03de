import { Component, computed, effect, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { CARRIER_CODES, carrierName } from '@fanfare/domain/carriers';
import { readSlipCode } from '@fanfare/domain/parcels';
import { deskControllerList, deskControllerScan, deskControllerShip, deskControllerUnpack, deskControllerUnship, type Parcel, type Scan } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { Titles } from './titles';

const COLUMNS = ['to_pack', 'packed', 'shipped', 'returned'] as const;
const SHOWN = 25;
/** How each outcome looks: what went on, what waits for the next scan, what did not work. */
const LOOKS = {
  packed: 'border-good bg-good-bg text-good', shipped: 'border-good bg-good-bg text-good', undone: 'border-line-2 bg-card text-ink', ready: 'border-brand-ink bg-brand-50 text-brand-ink',
  already: 'border-warn bg-warn-bg text-warn', stopped: 'border-bad bg-bad-bg text-bad', unknown: 'border-bad bg-bad-bg text-bad',
} as const;

/** What came of the last scan, shown large. */
interface Result {
  readonly outcome: keyof typeof LOOKS;
  /** As it was scanned. */
  readonly code: string;
  readonly parcel: Parcel | null;
  /** On the slip, and no longer to be sent. */
  readonly leftOut?: Scan['leftOut'];
}

/** The packing table: a scanner names the parcel and it goes on; the carrier's label after it ships it. Nothing needs the mouse. */
@Component({
  selector: 'ff-desk',
  imports: [Icon, PagesFoot, ProblemAlert, TranslocoPipe],
  host: { '(document:keydown)': 'catchKeys($event)' },
  template: `
    <form class="mb-4 grid gap-3 sm:grid-cols-[1fr_200px]" (submit)="$event.preventDefault(); take()">
      <label class="field"><span class="label">{{ (current() ? 'parcels.scan_label' : 'parcels.scan') | transloco }}</span>
        <input #field class="input min-h-12 text-[18px]" maxlength="100" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" aria-describedby="scan-hint"></label>
      <label class="field"><span class="label">{{ 'parcels.carrier' | transloco }}</span>
        <select #by class="input min-h-12" (change)="carrier.set(by.value); field.focus()"><option value="">{{ 'parcels.no_carrier' | transloco }}</option>@for (code of carriers; track code) { <option [value]="code" [selected]="code === carrier()">{{ nameOf(code) }}</option> }</select></label>
      <p class="hint sm:col-span-2" id="scan-hint">{{ 'parcels.scan_hint' | transloco }}</p>
    </form>
    <ff-problem class="mb-4" [problem]="attempt.problem()" />
    <div role="status" aria-atomic="true">
      @if (result(); as result) {
        <section class="mb-6 grid gap-2 rounded-card border-2 p-5 sm:p-7" [class]="looks[result.outcome]" data-testid="scan-result" [attr.data-outcome]="result.outcome">
          <p class="text-[15px] font-semibold">{{ 'parcels.scanned.' + result.outcome | transloco: { code: result.code } }}</p>
          @if (result.leftOut?.length) {
            <div class="rounded-inset border-2 border-bad bg-bad-bg p-3 text-bad"><p class="text-[15px] font-semibold">{{ 'parcels.take_out' | transloco }}</p>
              <ul class="text-[17px] font-semibold">@for (item of result.leftOut; track item.grantId + item.piece) { <li>{{ titles.item(item) }}</li> }</ul></div>
          }
          @if (result.parcel; as parcel) {
            <p class="text-[30px]/[1.1] font-semibold tabular-nums sm:text-[44px]/[1.1]">{{ parcel.reference }}</p>
            <ul class="text-[17px]">@for (item of parcel.items; track item.grantId + item.piece) { <li>{{ titles.item(item) }}</li> }</ul>
            <p class="text-[14px]">@if (parcel.member.name; as name) {{{ name }} · }@if (parcel.country; as code) {{{ titles.country(code) }}}@if (parcel.tracking?.number; as number) { · {{ parcel.tracking.carrierName }} {{ number }}}</p>
          } @else { <p class="text-[30px]/[1.1] font-semibold break-all sm:text-[44px]/[1.1]">{{ result.code }}</p> }
          @if (current() || undoable()) {
            <div class="mt-1 flex flex-wrap gap-2">
              @if (current(); as parcel) { <button type="button" class="btn btn-ghost bg-card!" [disabled]="attempt.busy()" (click)="shipUnnumbered()"><ff-icon name="truck" />{{ 'parcels.ship_unnumbered' | transloco }}</button> }
              @if (undoable(); as last) { <button type="button" class="btn btn-ghost bg-card!" aria-keyshortcuts="Control+Z" [disabled]="attempt.busy()" (click)="undo()">{{ 'parcels.undo.' + last.what | transloco: { parcel: last.parcel.reference } }}</button> }
            </div>
          }
        </section>
      }
    </div>
    <div class="grid gap-5 lg:grid-cols-2 xl:grid-cols-4">
      @for (column of columns; track column.status) {
        <section class="card min-w-0 p-4!" [attr.aria-labelledby]="'column-' + column.status"><h2 class="mb-2 text-[15px]" [id]="'column-' + column.status">{{ 'parcels.column.' + column.status | transloco }}</h2>
          <ul class="grid">@for (parcel of column.pages.items(); track parcel.id) {
            <li class="border-t border-line py-2 first:border-t-0"><strong class="font-semibold tabular-nums">{{ parcel.reference ?? '–' }}</strong> <span class="ms-1 text-[13.5px]">{{ titles.inside(parcel) }}</span>
              <span class="block text-[13px] text-ink-2">@if (parcel.stopped && column.status !== 'returned') { <strong class="text-warn">{{ 'parcels.stopped' | transloco }}</strong> · }@if (parcel.member.name; as name) {{{ name }} · }@if (parcel.country; as code) {{{ titles.country(code) }}}</span></li>
          }</ul>
          <ff-problem [problem]="column.pages.problem()" />
          <ff-pages-foot [pages]="column.pages"><p class="text-[13.5px] text-ink-2">{{ 'parcels.column_none' | transloco }}</p></ff-pages-foot></section>
      }
    </div>
  `,
})
export class Desk {
  private readonly program = inject(StaffProgram);
  protected readonly titles = inject(Titles);
  protected readonly attempt = new Attempt();
  protected readonly looks = LOOKS;
  protected readonly carriers = CARRIER_CODES;
  protected readonly nameOf = carrierName;
  /** Of all that is shipped here: who comes today. */
  protected readonly carrier = signal('');
  protected readonly result = signal<Result | null>(null);
  /** What the next label is for. */
  protected readonly current = computed(() => { const { outcome, parcel } = this.result() ?? {}; return outcome === 'packed' || outcome === 'ready' ? (parcel ?? null) : null; });
  protected readonly undoable = signal<{ readonly what: 'packed' | 'shipped'; readonly parcel: Parcel } | null>(null);
  protected readonly columns = COLUMNS.map((status) => ({
    status, pages: new Pages<Parcel>(async (cursor) => (await deskControllerList({ path: { programId: this.program.id() }, query: { status, limit: SHOWN, ...(cursor ? { cursor } : {}) } })).data),
  }));
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  /** A scanner is faster than a network: one scan after the other. */
  private queue: Promise<void> = Promise.resolve();

  constructor() {
    effect(() => {
      this.field().nativeElement.focus();
    });
    effect(() => {
      if (this.program.id()) this.reload();
    });
  }

  /** Whatever a scanner types ends in the field, wherever the focus was left. */
  protected catchKeys(event: KeyboardEvent): void {
    const isElsewhere = !(event.target instanceof Element && event.target.closest('input, select, textarea, dialog, [contenteditable]'));
    const isField = event.target === this.field().nativeElement;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && (isElsewhere || (isField && !this.field().nativeElement.value)) && this.undoable()) {
      event.preventDefault();
      void this.undo();
    } else if (isElsewhere && event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) this.field().nativeElement.focus();
  }

  protected take(): void {
    const field = this.field().nativeElement;
    const code = field.value.trim();
    field.value = '';
    if (code) void this.next(() => (readSlipCode(code) ? this.find(code) : this.ship(code)));
  }

  protected shipUnnumbered(): void {
    void this.next(() => this.ship(null));
  }

  protected undo(): Promise<void> {
    return this.next(async () => {
      const last = this.undoable();
      if (!last) return;
      const request = last.what === 'packed' ? deskControllerUnpack : deskControllerUnship;
      const worked = await this.attempt.run(async () => this.result.set({ outcome: 'undone', code: '', parcel: (await request({ path: this.pathOf(last.parcel) })).data }));
      if (worked) this.undoable.set(null);
    });
  }

  private async find(code: string): Promise<void> {
    const worked = await this.attempt.run(async () => {
      const { data } = await deskControllerScan({ path: { programId: this.program.id() }, body: { code } });
      this.result.set({ ...data, code });
      if (data.outcome === 'packed') this.undoable.set({ what: 'packed', parcel: data.parcel });
    });
    if (!worked) this.explain('parcel.not_found', { outcome: 'unknown', code, parcel: null });
  }

  /** With the number of the carrier's label; null: without one. */
  private async ship(tracking: string | null): Promise<void> {
    const parcel = this.current();
    if (!parcel) return this.result.set({ outcome: 'unknown', code: tracking ?? '', parcel: null });
    const worked = await this.attempt.run(async () => {
      const { data } = await deskControllerShip({ path: this.pathOf(parcel), body: { ...(this.carrier() ? { carrier: this.carrier() } : {}), ...(tracking ? { tracking } : {}) } });
      this.result.set({ outcome: 'shipped', code: tracking ?? '', parcel: data });
      this.undoable.set({ what: 'shipped', parcel: data });
    });
    if (!worked) this.explain('parcel.wrong_state', { outcome: 'already', code: tracking ?? '', parcel });
  }

  /** What somebody at the table understands is shown as a result; the rest stays a problem. */
  private explain(code: string, result: Result): void {
    if (this.attempt.problem()?.code !== code) return;
    this.attempt.problem.set(null);
    this.result.set(result);
  }

  private next(what: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(what).then(() => this.reload());
    return this.queue;
  }

  private reload(): void {
    for (const { pages } of this.columns) void pages.reload();
    this.field().nativeElement.focus();
  }

  private pathOf(parcel: Parcel) {
    return { programId: this.program.id(), parcelId: parcel.id };
  }
}
