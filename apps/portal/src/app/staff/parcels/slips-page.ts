import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type AddressedParcels, batchesControllerAddresses } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StaffProgram } from '../staff-program';
import { isAmong } from './picking';
import { Titles } from './titles';

type Slip = AddressedParcels['items'][number];

/** One slip a page, for the printer of the browser: who it is for, what is in it, who sends it. That it was opened is noted. */
@Component({
  selector: 'ff-slips-page',
  imports: [Icon, ProblemAlert, Reading, RouterLink, TranslocoPipe],
  template: `
    <div class="mb-6 flex flex-wrap items-center justify-between gap-3 print:hidden">
      <a class="link" [routerLink]="['/staff', program.role()?.slug, 'parcels', batchId()]">{{ 'parcels.batch_back' | transloco }}</a>
      @if (slips().length > 0) { <button type="button" class="btn btn-primary" (click)="print()"><ff-icon name="inbox" />{{ 'parcels.print' | transloco: { count: slips().length } }}</button> }
    </div>
    <ff-problem [problem]="attempt.problem()" />
    @if (parcels() && slips().length === 0) { <p class="card text-ink-2">{{ 'parcels.slips_none' | transloco }}</p> }
    @if (!parcels() && !attempt.problem()) { <ff-reading /> }
    @for (slip of slips(); track slip.parcel.id) {
      <article class="slip">
        <header><strong>{{ sender()?.name }}</strong><span class="code"><span>{{ 'parcels.parcel' | transloco: { parcel: slip.reference } }}</span>
          <svg role="img" shape-rendering="crispEdges" [attr.aria-label]="'parcels.code_of' | transloco: { parcel: slip.reference }" [attr.viewBox]="'-4 -4 ' + (slip.qr.side + 8) + ' ' + (slip.qr.side + 8)"><path [attr.d]="slip.qr.d" /></svg></span></header>
        <address>@for (line of slip.lines; track $index) { <span>{{ line }}</span> }<span class="country">{{ titles.country(slip.address.country) }}</span></address>
        @if (slip.address.phone; as phone) { <p>{{ 'parcels.phone' | transloco: { phone } }}</p> }
        <table><thead><tr><th scope="col">{{ 'parcels.item' | transloco }}</th><th scope="col">{{ 'parcels.variant' | transloco }}</th><th scope="col">{{ 'staff.sku' | transloco }}</th></tr></thead>
          <tbody>@for (item of slip.parcel.items; track item.grantId + item.piece) { <tr><td>{{ titles.item({ title: item.title, name: item.name, variant: null }) }}</td><td>{{ item.variant ?? '–' }}</td><td>{{ item.sku ?? '–' }}</td></tr> }</tbody></table>
        <p>{{ 'parcels.thanks' | transloco: { name: slip.parcel.member.name ?? slip.address.name, program: sender()?.name } }}</p>
        <footer>{{ 'parcels.sender' | transloco: { address: sender()?.postalAddress } }}</footer>
      </article>
    }
  `,
  styles: `
    .slip { display: flex; flex-direction: column; gap: 24px; max-width: 640px; min-height: 420px; margin-bottom: 20px; border: 1px solid var(--line); border-radius: 14px; background: #fff; padding: 36px; color: #111; }
    header { display: flex; justify-content: space-between; gap: 16px; font-size: 16px; }
    .code { display: flex; align-items: flex-start; gap: 8px; white-space: nowrap; }
    .code svg { width: 88px; height: 88px; margin: -8px -8px 0 0; }
    address { display: grid; font-size: 18px; line-height: 1.4; font-style: normal; }
    .country { text-transform: uppercase; }
    table { width: 100%; border-collapse: collapse; text-align: start; }
    th, td { border-bottom: 1px solid #bbb; padding: 8px 8px 8px 0; text-align: start; }
    footer { margin-top: auto; font-size: 12px; color: #444; }
    @media print {
      .slip { max-width: none; min-height: 0; height: 94vh; margin: 0; border: 0; border-radius: 0; padding: 0; break-after: page; }
      .slip:last-child { break-after: auto; }
    }
  `,
})
export class SlipsPage {
  /** Of the address. */
  readonly batchId = input.required<string>();
  /** Places, separated by commas; without it all. */
  readonly only = input<string>();
  protected readonly program = inject(StaffProgram);
  protected readonly titles = inject(Titles);
  protected readonly attempt = new Attempt();
  protected readonly parcels = signal<readonly Slip[] | null>(null);
  /** Of what still has to be packed or sent. */
  protected readonly slips = computed(() => (this.parcels() ?? []).filter(({ parcel, reference }) => (parcel.status === 'to_pack' || parcel.status === 'packed') && isAmong(reference, this.only())));
  protected readonly sender = computed(() => (this.program.settings.hasValue() ? this.program.settings.value() : null));

  constructor() {
    effect(() => void this.load(this.program.id(), this.batchId()));
  }

  protected print(): void {
    window.print();
  }

  private async load(programId: string, batchId: string): Promise<void> {
    if (programId) await this.attempt.run(async () => this.parcels.set((await batchesControllerAddresses({ path: { programId, batchId } })).data.items));
  }
}
