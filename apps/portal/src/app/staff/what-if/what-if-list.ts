import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { whatIfsControllerListResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { RUN_TONES } from '../runs/run-state';
import { StaffProgram } from '../staff-program';

/** What was asked lately, with its answer in a line. Nothing where nothing was asked. */
@Component({
  selector: 'ff-what-if-list',
  imports: [ProblemAlert, RouterLink, StatusPill, TranslocoPipe, ZonedTimePipe],
  template: `
    <ff-problem [problem]="problem()" />
    @if (asked().length > 0) {
      <h2 class="mb-4">{{ 'what_if.list' | transloco }}</h2>
      <ul class="card rows grid py-2!">
        @for (one of asked(); track one.id) {
          <li class="relative flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3!">
            <span class="min-w-0"><a class="font-semibold text-ink no-underline after:absolute after:inset-0" [routerLink]="['/staff', program.role()?.slug, 'rules', 'what-if', one.id]">{{ 'what_if.asked' | transloco: { time: one.createdAt | zonedTime: program.timeZone(), version: one.basedOn } }}</a>
              @if (one.result?.publish; as view) { <span class="block text-[13px] text-ink-2">{{ (view.people.changed === 0 ? 'what_if.nothing' : 'what_if.sentence') | transloco: { gain: view.people.gain, lose: view.people.lose, reviews: view.reviews, changed: view.people.changed } }}</span> }</span>
            <ff-pill [tone]="tones[one.status]">{{ 'run.status.' + one.status | transloco }}</ff-pill>
          </li>
        }
      </ul>
    }
  `,
})
export class WhatIfList {
  protected readonly program = inject(StaffProgram);
  protected readonly tones = RUN_TONES;
  private readonly list = whatIfsControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly asked = computed(() => (this.list.hasValue() ? this.list.value().items : []));
  protected readonly problem = computed(() => problemOfRead(this.list.error()));
}
