import { Component, computed, effect, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { batchesControllerOpen, type Grant, grantsControllerList } from '../../api/generated';
import { catalogueControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { textIn } from '../pages/text-in';
import { Language } from '../../i18n/language';
import { StaffProgram } from '../staff-program';
import { Titles } from './titles';

const SHOWN = 100;

/** Parcels that nobody packs yet: chosen into a batch, which then shows where they go. */
@Component({
  selector: 'ff-to-pack',
  imports: [Icon, LocalDatePipe, PagesFoot, ProblemAlert, RouterLink, StatusPill, TranslocoPipe],
  template: `
    <div class="mb-4 flex flex-wrap items-center gap-3">
      <select class="input min-h-9 w-auto max-w-full" #which [attr.aria-label]="'staff.granted_which' | transloco" (change)="rewardId.set(which.value)"><option value="">{{ 'staff.granted_all' | transloco }}</option>@for (reward of rewards(); track reward.id) { <option [value]="reward.id">{{ titleOf(reward.title) }}</option> }</select>
      <select class="input min-h-9 w-auto" #where [attr.aria-label]="'parcels.country' | transloco" (change)="country.set(where.value)"><option value="">{{ 'parcels.any_country' | transloco }}</option>@for (code of countries(); track code) { <option [value]="code">{{ titles.country(code) }}</option> }</select>
      <label class="flex items-center gap-2 text-[13.5px]"><input #both type="checkbox" class="size-4 accent-brand" [checked]="together()" (change)="together.set(both.checked)">{{ 'parcels.together' | transloco }}</label>
      <button type="button" class="btn btn-primary ms-auto max-sm:w-full" [disabled]="chosen().length === 0 || attempt.busy()" (click)="open()"><ff-icon name="truck" />{{ 'parcels.make_batch' | transloco: { count: chosen().length } }}</button>
    </div>
    <ff-problem class="mb-4" [problem]="attempt.problem() ?? grants.problem()" />
    @if (cameBack() && program.may('rewards:grant')) { <p class="mb-4 text-ink-2">{{ 'parcels.came_back' | transloco }} <a class="link" [routerLink]="['/staff', program.role()?.slug, 'rewards', 'granted']" [queryParams]="{ status: 'returned' }">{{ 'parcels.came_back_keep' | transloco }}</a></p> }
    @if (grants.items().length > 0) {
      <div class="card overflow-hidden p-0!">
        <label class="flex items-center gap-3.5 border-b border-line bg-paper px-4 py-2.5 text-[12.5px] font-semibold text-ink-2 sm:px-6"><input #all type="checkbox" class="size-4 accent-brand" [checked]="isAll()" [indeterminate]="chosen().length > 0 && !isAll()" (change)="chooseAll(all.checked)">{{ 'parcels.choose_all' | transloco: { count: grants.items().length } }}</label>
        <ul>
          @for (grant of grants.items(); track grant.id) {
            <li class="border-b border-line last:border-b-0">
              <label class="flex items-center gap-3.5 px-4 py-3 hover:bg-sunken sm:px-6"><input #box type="checkbox" class="size-4 shrink-0 accent-brand" [checked]="isChosen(grant)" (change)="choose(grant, box.checked)">
                <span class="min-w-0 flex-1"><span class="block font-semibold">{{ titles.of(grant) }}</span><span class="block text-[13px] text-ink-2">@if (grant.member.name) {{{ grant.member.name }} · }{{ 'parcels.claimed_on' | transloco: { date: (grant.claimedAt | localDate) } }}</span></span>
                <span class="flex flex-wrap items-center justify-end gap-x-3.5 gap-y-1 max-sm:flex-col max-sm:items-end">@if (grant.status === 'returned') { <ff-pill tone="warn">{{ 'staff.grant.returned' | transloco }}</ff-pill> } @else if (grant.status === 'packed') { <ff-pill tone="warn">{{ 'parcels.rest_of' | transloco: { pieces: grant.stillHere.join(', ') } }}</ff-pill> }@if (grant.country; as code) { <span class="text-ink-2">{{ titles.country(code) }}</span> }</span></label>
            </li>
          }
        </ul>
      </div>
    }
    <ff-pages-foot class="mt-4" [pages]="grants"><p class="card text-ink-2">{{ (rewardId() || country() ? 'parcels.none_found' : 'parcels.none') | transloco }}</p></ff-pages-foot>
  `,
})
export class ToPack {
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly router = inject(Router);
  protected readonly titles = inject(Titles);
  protected readonly attempt = new Attempt();
  protected readonly rewardId = signal('');
  protected readonly country = signal('');
  /** Whether what goes to the same member and address goes in one parcel. */
  protected readonly together = signal(true);
  private readonly marked = signal<ReadonlySet<string>>(new Set());
  private readonly reading = catalogueControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly rewards = computed(() => (this.reading.hasValue() ? this.reading.value().items.filter(({ needsAddress }) => needsAddress) : []));
  protected readonly grants = new Pages<Grant>(async (cursor) => (await grantsControllerList({ path: { programId: this.program.id() }, query: this.query(cursor) })).data);
  /** All that were seen, so that a choice does not empty its own list. */
  protected readonly countries = signal<readonly string[]>([]);
  protected readonly chosen = computed(() => this.grants.items().filter(({ id }) => this.marked().has(id)));
  protected readonly cameBack = computed(() => this.grants.items().some(({ status }) => status === 'returned'));
  protected readonly isAll = computed(() => this.chosen().length === this.grants.items().length);

  constructor() {
    effect(() => {
      this.rewardId();
      this.country();
      void this.grants.reload();
    });
    effect(() => {
      const seen = this.grants.items().flatMap(({ country }) => country ?? []);
      this.countries.update((known) => [...new Set([...known, ...seen])].sort());
    });
  }

  protected titleOf(title: Readonly<Record<string, string>>): string {
    return textIn(title, this.language.current());
  }

  protected isChosen(grant: Grant): boolean {
    return this.marked().has(grant.id);
  }

  protected choose(grant: Grant, on: boolean): void {
    this.marked.update((known) => new Set(on ? [...known, grant.id] : [...known].filter((id) => id !== grant.id)));
  }

  protected chooseAll(on: boolean): void {
    this.marked.set(new Set(on ? this.grants.items().map(({ id }) => id) : []));
  }

  /** Somebody else may have taken one of them meanwhile: then the list is read again. */
  protected async open(): Promise<void> {
    const worked = await this.attempt.run(async () => {
      const { data } = await batchesControllerOpen({ path: { programId: this.program.id() }, body: { grantIds: this.chosen().map(({ id }) => id), packing: this.together() ? 'together' : 'each' } });
      await this.router.navigate(['/staff', this.program.role()?.slug, 'parcels', data.batch.id]);
    });
    if (!worked) await this.grants.reload();
  }

  private query(cursor: string | undefined) {
    return { work: 'to_pack' as const, limit: SHOWN, ...(this.rewardId() ? { rewardId: this.rewardId() } : {}), ...(this.country() ? { country: this.country() } : {}), ...(cursor ? { cursor } : {}) };
  }
}
