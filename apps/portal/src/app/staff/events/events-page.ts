import { Component, effect, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Event as Gathering, eventsControllerList } from '../../api/generated';
import { Pages } from '../../api/pages';
import { Language } from '../../i18n/language';
import { FilterChips } from '../../ui/filter-chips';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { EVENT_TONES, shownStatus } from './event-status';
import { textIn } from '../pages/text-in';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';

const SHOWN = ['all', 'draft', 'published', 'cancelled'] as const;

/** Gatherings, how full they are, and the way to a new one. */
@Component({
  selector: 'ff-events-page',
  imports: [FilterChips, Icon, PageHeading, PagesFoot, ProblemAlert, RouterLink, StatusPill, TranslocoPipe, ZonedTimePipe],
  template: `
    <div class="flex flex-wrap items-start justify-between gap-x-4"><ff-page-heading heading="staff.events" text="staff.events_text" />
      @if (program.may('events:manage')) { <a class="btn btn-primary mb-6" routerLink="new"><ff-icon name="plus" />{{ 'staff.event_new' | transloco }}</a> }
    </div>
    <ff-filter-chips [choices]="choices" [(value)]="shown" prefix="staff.event_status." label="staff.events_filter" />
    <ff-problem class="mb-4" [problem]="events.problem()" />
    @if (events.items().length > 0) {
      <ul class="card rows grid py-2!">
        @for (event of events.items(); track event.id) {
          <li class="relative grid gap-2 py-4! sm:grid-cols-[1fr_auto] sm:items-center">
            <div>
              <a class="font-semibold text-ink no-underline after:absolute after:inset-0" [routerLink]="[event.id]">{{ titleOf(event) }}</a>
              <span class="block text-ink-2">{{ event.startsAt | zonedTime: program.timeZone() }} · {{ event.venue }}</span>
            </div>
            <div class="flex flex-wrap items-center gap-3"><span class="text-ink-2 tabular-nums">{{ 'staff.seats_of' | transloco: { taken: event.seatsTaken, capacity: event.capacity } }}</span>
              @if (event.answers.waiting > 0) { <ff-pill tone="warn">{{ 'staff.on_list' | transloco: { count: event.answers.waiting } }}</ff-pill> }
              @let status = statusOf(event);
              <ff-pill [tone]="tones[status]">{{ 'staff.event_status.' + status | transloco }}</ff-pill></div>
          </li>
        }
      </ul>
    }
    <ff-pages-foot class="mt-4" [pages]="events"><p class="card text-ink-2">{{ 'staff.events_none' | transloco }}</p></ff-pages-foot>
  `,
})
export class EventsPage {
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly choices = SHOWN;
  protected readonly tones = EVENT_TONES;
  protected readonly shown = signal<(typeof SHOWN)[number]>('all');
  protected readonly events = new Pages<Gathering>(async (cursor) => {
    const status = this.shown();
    return (await eventsControllerList({ path: { programId: this.program.id() }, query: { ...(status === 'all' ? {} : { status }), ...(cursor ? { cursor } : {}) } })).data;
  });

  constructor() {
    effect(() => {
      this.shown();
      void this.events.reload();
    });
  }

  protected statusOf(event: Gathering): ReturnType<typeof shownStatus> {
    return shownStatus(event, new Date());
  }

  protected titleOf(event: Gathering): string {
    return textIn(event.title, this.language.current());
  }
}
