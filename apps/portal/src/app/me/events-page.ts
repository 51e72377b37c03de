import { Component, computed, effect, inject } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MyEvent, myEventsControllerList } from '../api/generated';
import { Pages } from '../api/pages';
import { PagesFoot } from '../ui/pages-foot';
import { ProblemAlert } from '../ui/problem-alert';
import { EventAnswer } from './event-answer';
import { EventFacts } from './event-facts';
import { MemberProgram } from './member-program';

/** What the member is asked to, the nearest first, and what is past. */
@Component({
  selector: 'ff-events-page',
  imports: [EventAnswer, EventFacts, PagesFoot, ProblemAlert, TranslocoPipe],
  template: `
    <h1>{{ 'me.events' | transloco }}</h1>
    <p class="mt-2 text-ink-2">{{ 'me.events.text' | transloco }}</p>
    <ff-problem class="mt-4" [problem]="events.problem()" />
    @for (section of sections(); track section.heading) {
      <section class="mt-9 grid gap-4">
        <h2>{{ section.heading | transloco }}</h2>
        <ul class="grid gap-5 lg:grid-cols-2">
          @for (event of section.events; track event.id) {
            <li class="card flex flex-col gap-4">
              <ff-event-facts [event]="event" />
              @if (event.description; as text) { <p class="whitespace-pre-line text-ink-2">{{ text }}</p> }
              <ff-event-answer class="mt-auto" [event]="event" (answered)="program.refresh()" />
              @if (section.ahead && !event.cancelled) {
                <p class="border-t border-line pt-3"><a class="link" [href]="calendarOf(event)" download [attr.aria-label]="'me.events.calendar_named' | transloco: { title: event.title }">{{ 'me.events.calendar' | transloco }}</a></p>
              }
            </li>
          }
        </ul>
      </section>
    }
    <ff-pages-foot class="mt-6" [pages]="events"><p class="card text-ink-2">{{ 'me.events.none' | transloco }}</p></ff-pages-foot>
  `,
})
export class EventsPage {
  protected readonly program = inject(MemberProgram);
  protected readonly events = new Pages<MyEvent>(async (cursor) => (await myEventsControllerList({ path: { slug: this.program.slug() }, query: cursor ? { cursor } : {} })).data);
  protected readonly sections = computed(() => {
    const now = new Date().toISOString();
    const isAhead = (event: MyEvent) => event.endsAt > now;
    return [
      { heading: 'me.events.ahead', ahead: true, events: this.events.items().filter(isAhead).reverse() },
      { heading: 'me.events.past', ahead: false, events: this.events.items().filter((event) => !isAhead(event)) },
    ].filter(({ events }) => events.length > 0);
  });

  constructor() {
    effect(() => {
      this.program.changes();
      void this.events.reload();
    });
  }

  protected calendarOf(event: MyEvent): string {
    return `/api/v1/me/programs/${encodeURIComponent(this.program.slug())}/events/${event.id}/calendar.ics`;
  }
}
