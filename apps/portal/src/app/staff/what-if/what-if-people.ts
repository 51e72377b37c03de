import { Component, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type WhatIfPeople as People, whatIfsControllerListPeople } from '../../api/generated';
import { Pages } from '../../api/pages';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { FilterChips } from '../../ui/filter-chips';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { Cohorts } from '../cohorts/cohorts';
import { TierMove } from '../people/tier-move';
import { StaffProgram } from '../staff-program';

type Person = People['items'][number];
const EFFECTS = ['any', 'gains', 'loses', 'reviews'] as const;

/** Whom rules touch, and how, person by person. */
@Component({
  selector: 'ff-what-if-people',
  imports: [Avatar, FilterChips, LocalDatePipe, PagesFoot, ProblemAlert, RouterLink, TierMove, TranslocoPipe],
  template: `
    <h2 class="mb-4">{{ 'what_if.who' | transloco }}</h2>
    <ff-filter-chips prefix="what_if.effect." label="what_if.who" [choices]="choices" [(value)]="which" />
    <ff-problem class="mb-4" [problem]="people.problem()" />
    @if (people.items().length) {
      <ul class="card rows grid py-2!">
        @for (person of people.items(); track person.memberId) {
          <li class="relative flex items-start gap-3 py-3!">
            <ff-avatar class="max-sm:hidden" [name]="person.name" />
            <div class="min-w-0 flex-1 sm:grid sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] sm:gap-4">
              <a class="font-semibold text-ink no-underline after:absolute after:inset-0" [routerLink]="['/staff', program.role()?.slug, 'people', person.memberId]">{{ person.name ?? ('staff.erased_person' | transloco) }}@if (person.cohort; as key) { <span class="block text-[13px] font-normal text-ink-2">{{ cohorts.nameOf(key) }}</span> }</a>
              <ul class="grid gap-1">
                @if (person.tier.before?.id !== person.tier.after?.id) {
                  <li><ff-tier-move [before]="person.tier.before" [after]="person.tier.after" /></li>
                }
                @if (person.tierEndsAt; as until) { <li>{{ 'what_if.tier_until' | transloco: { date: until | localDate } }}</li> }
                @for (award of person.gained; track $index) { <li>{{ (award.side === 'own' ? 'what_if.gets' : 'what_if.friend_gets') | transloco: { name: award.name } }}</li> }
                @for (award of person.lost; track $index) { <li>{{ (award.side === 'own' ? 'what_if.not' : 'what_if.friend_not') | transloco: { name: award.name } }}</li> }
                @if (person.reviews) { <li>{{ 'what_if.reviews_of' | transloco: { count: person.reviews } }}</li> }
                @if (person.qualified.before !== person.qualified.after) { <li class="text-ink-2 tabular-nums">{{ 'what_if.qualified_of' | transloco: person.qualified }}</li> }
                @if (person.points.before !== person.points.after) { <li class="text-ink-2 tabular-nums">{{ 'what_if.points_of' | transloco: person.points }}</li> }
              </ul>
            </div>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="people"><p class="card text-ink-2">{{ 'what_if.nobody' | transloco }}</p></ff-pages-foot>
  `,
  host: { class: 'block' },
})
export class WhatIfPeople {
  readonly whatIfId = input.required<string>();
  readonly view = input.required<'publish' | 'history'>();
  protected readonly program = inject(StaffProgram);
  protected readonly cohorts = inject(Cohorts);
  protected readonly choices = EFFECTS;
  protected readonly which = signal<(typeof EFFECTS)[number]>('any');
  protected readonly people = new Pages<Person>(async (cursor) => (await whatIfsControllerListPeople({
    path: { programId: this.program.id(), id: this.whatIfId() }, query: { view: this.view(), effect: this.which(), ...(cursor && { cursor }) },
  })).data);

  constructor() {
    effect(() => {
      this.whatIfId();
      this.view();
      this.which();
      void this.people.reload();
    });
  }
}
