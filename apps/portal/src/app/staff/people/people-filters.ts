import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { PeopleFilter } from '../../api/generated';
import { memberBookControllerListTagsResource } from '../../api/generated/@angular/common.gen';
import { Language } from '../../i18n/language';
import { type Days, DaysChip } from '../../ui/days-chip';
import { FilterMenu, type FilterOption } from '../../ui/filter-menu';
import { Icon } from '../../ui/icon';
import { StaffProgram } from '../staff-program';
import { Cohorts } from '../cohorts/cohorts';
import { isEmpty } from './people-query';
import { Tiers } from './tiers';

const WAIT_MS = 200;
const STANDINGS = ['active', 'suspended', 'erased'] as const;
const FRIENDS = ['waiting', 'held'] as const;

/** What is searched by typing, and the filters beside it. */
@Component({
  selector: 'ff-people-filters',
  imports: [DaysChip, FilterMenu, Icon, TranslocoPipe],
  template: `
    <div class="mb-4 flex flex-wrap items-center gap-2">
      <label class="relative block w-full sm:w-72"><span class="sr-only">{{ 'staff.people_search' | transloco }}</span>
        <ff-icon name="search" class="absolute start-3 top-1/2 -translate-y-1/2 text-ink-2" />
        <input #field type="search" class="input min-h-9 ps-10" autocomplete="off" maxlength="100" [placeholder]="'staff.people_search' | transloco" [value]="typed()" (input)="typed.set(field.value)">
      </label>
      <ff-filter-menu label="staff.tier" [options]="tierOptions()" [value]="filter().tier ?? null" (valueChange)="set({ tier: $event ?? undefined })" />
      @if (cohortOptions().length > 0) { <ff-filter-menu label="people.cohort" [options]="cohortOptions()" [value]="filter().cohort ?? null" (valueChange)="set({ cohort: $event ?? undefined })" /> }
      <ff-filter-menu label="people.standing" [options]="standings()" [value]="filter().standing ?? null" (valueChange)="set({ standing: $any($event) ?? undefined })" />
      <ff-filter-menu label="people.tag" empty="people.no_tags" [options]="tagOptions()" [value]="filter().tag ?? null" (valueChange)="set({ tag: $event ?? undefined })" />
      <ff-days-chip label="staff.joined" [days]="days()" (chosen)="setDays($event)" />
      <ff-filter-menu label="staff.friends" [options]="friends()" [value]="filter().friends ?? null" (valueChange)="set({ friends: $any($event) ?? undefined })" />
      <ff-filter-menu label="people.language" [options]="languages()" [value]="filter().locale ?? null" (valueChange)="set({ locale: $event ?? undefined })" />
      @if (!empty()) { <button type="button" class="btn btn-small px-2! text-ink-2" (click)="changed.emit({})">{{ 'filter.clear_all' | transloco }}</button> }
    </div>
  `,
})
export class PeopleFilters {
  readonly filter = input.required<PeopleFilter>();
  readonly changed = output<PeopleFilter>();
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  private readonly tiers = inject(Tiers);
  private readonly cohorts = inject(Cohorts);
  private readonly tags = memberBookControllerListTagsResource(() => (this.program.id() ? { path: { programId: this.program.id() } } : undefined));

  protected readonly typed = signal('');
  private sent = '';
  protected readonly empty = computed(() => isEmpty(this.filter()));
  protected readonly days = computed<Days>(() => ({ from: this.filter().joinedFrom ?? '', to: this.filter().joinedTo ?? '' }));
  protected readonly tierOptions = computed<FilterOption[]>(() => [...this.tiers.all().map(({ id, name }) => ({ value: id, text: name })), { value: 'none', text: this.word('people.no_tier') }]);
  protected readonly cohortOptions = computed<FilterOption[]>(() => {
    const known = this.cohorts.inUse().map(({ key, name }) => ({ value: key, text: name }));
    return known.length === 0 ? [] : [...known, { value: '-', text: this.word('cohorts.of_none') }];
  });
  protected readonly standings = computed(() => STANDINGS.map((value): FilterOption => ({ value, text: this.word(`staff.standing.${value}`) })));
  protected readonly friends = computed(() => FRIENDS.map((value): FilterOption => ({ value, text: this.word(`people.friends.${value}`) })));
  protected readonly tagOptions = computed<FilterOption[]>(() => (this.tags.hasValue() ? this.tags.value().items.map(({ tag, members }) => ({ value: tag, text: `${tag} (${members})` })) : []));
  protected readonly languages = computed<FilterOption[]>(() => {
    const names = new Intl.DisplayNames([this.language.current()], { type: 'language' });
    return (this.program.settings.hasValue() ? this.program.settings.value().locales : []).map((value) => ({ value, text: names.of(value) ?? value }));
  });

  constructor() {
    // A view was chosen, or somebody went back. What was typed here is not taken for that, however late it comes round.
    effect(() => {
      const search = this.filter().search ?? '';
      if (search !== this.sent) this.typed.set((this.sent = search));
    });
    effect((onCleanup) => {
      const search = this.typed().trim();
      if (search === this.sent) return;
      const timer = setTimeout(() => this.set({ search: (this.sent = search) || undefined }), WAIT_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }

  /** Tags were given or taken meanwhile. */
  reloadTags(): void {
    this.tags.reload();
  }

  protected set(change: PeopleFilter): void {
    this.changed.emit({ ...this.filter(), ...change });
  }

  protected setDays({ from, to }: Days): void {
    this.set({ joinedFrom: from || undefined, joinedTo: to || undefined });
  }

  private word(key: string): string {
    this.language.current(); // again when the language changes
    return this.transloco.translate(key);
  }
}
