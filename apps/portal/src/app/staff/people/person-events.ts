import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MemberBook } from '../../api/generated';
import { Language } from '../../i18n/language';
import { StatusPill } from '../../ui/status-pill';
import { textIn } from '../pages/text-in';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';

/** What somebody was asked to, and what they answered. */
@Component({
  selector: 'ff-person-events',
  imports: [RouterLink, StatusPill, TranslocoPipe, ZonedTimePipe],
  template: `
    <ul class="rows grid">
      @for (event of book().events; track event.id) {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <span class="min-w-0"><a class="font-semibold text-ink" [routerLink]="['/staff', program.role()?.slug, 'events', event.id]">{{ titleOf(event) }}</a><span class="block text-[13px] text-ink-2">{{ event.startsAt | zonedTime: program.timeZone() }}@if (event.guests) { · {{ 'staff.brings' | transloco: { count: event.guests } }} }</span></span>
          @if (event.checkedInAt) { <ff-pill tone="good">{{ 'staff.checked_in' | transloco }}</ff-pill> } @else { <ff-pill>{{ 'staff.answer.' + event.answer | transloco }}</ff-pill> }
        </li>
      } @empty { <li class="text-ink-2">{{ 'person.events_none' | transloco }}</li> }
    </ul>
  `,
})
export class PersonEvents {
  readonly book = input.required<MemberBook>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);

  protected titleOf(event: { readonly title: Readonly<Record<string, string>> }): string {
    return textIn(event.title, this.language.current());
  }
}
