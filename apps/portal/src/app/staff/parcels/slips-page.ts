import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type AddressedParcels, batchesControllerAddresses } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Language } from '../../i18n/language';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';
import { Titles } from './titles';

type Parcel = AddressedParcels['items'][number];

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
    @for (slip of slips(); track slip.grantId) {
      <article class="slip">
        <header><strong>{{ sender()?.name }}</strong><span>{{ 'parcels.parcel' | transloco: { parcel: slip.parcel } }}</span></header>
        <address>@for (line of slip.lines; track $index) { <span>{{ line }}</span> }<span class="country">{{ titles.country(slip.address.country) }}</span></address>
        @if (slip.address.phone; as phone) { <p>{{ 'parcels.phone' | transloco: { phone } }}</p> }
        <table><thead><tr><th scope="col">{{ 'parcels.item' | transloco }}</th><th scope="col">{{ 'parcels.variant' | transloco }}</th><th scope="col">{{ 'staff.sku' | transloco }}</th></tr></thead>
          <tbody><tr><td>{{ itemOf(slip) }}</td><td>{{ slip.variant ?? '–' }}</td><td>{{ slip.sku ?? '–' }}</td></tr></tbody></table>
        <p>{{ 'parcels.thanks' | transloco: { name: slip.memberName ?? slip.address.name, program: sender()?.name } }}</p>
        <footer>{{ 'parcels.sender' | transloco: { address: sender()?.postalAddress } }}</footer>
      </article>
    }
  `,
  styles: `
    .slip { display: flex; flex-direction: column; gap: 24px; max-width: 640px; min-height: 420px; margin-bottom: 20px; border: 1px solid var(--line); border-radius: 14px; background: #fff; padding: 36px; color: #111; }
    header { display: flex; justify-content: space-between; font-size: 16px; }
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
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly titles = inject(Titles);
  protected readonly attempt = new Attempt();
  protected readonly parcels = signal<readonly Parcel[] | null>(null);
  /** Of what still has to be packed or sent. */
  protected readonly slips = computed(() => (this.parcels() ?? []).filter(({ status }) => status === 'claimed' || status === 'packed'));
  protected readonly sender = computed(() => (this.program.settings.hasValue() ? this.program.settings.value() : null));

  constructor() {
    effect(() => void this.load(this.program.id(), this.batchId()));
  }

  protected itemOf(parcel: Parcel): string {
    return textIn(parcel.item, this.language.current());
  }

  protected print(): void {
    window.print();
  }

  private async load(programId: string, batchId: string): Promise<void> {
    if (programId) await this.attempt.run(async () => this.parcels.set((await batchesControllerAddresses({ path: { programId, batchId } })).data.items));
  }
}
