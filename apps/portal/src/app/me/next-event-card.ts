import { Component, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MyEvent } from '../api/generated';
import { Avatar } from '../ui/avatar';
import { Icon } from '../ui/icon';
import { EventAnswer } from './event-answer';
import { EventFacts } from './event-facts';

/** The next event the member is asked to, with the answer in place. */
@Component({
  selector: 'ff-next-event-card',
  imports: [Avatar, EventAnswer, EventFacts, Icon, RouterLink, TranslocoPipe],
  template: `
    <section class="card flex h-full flex-col gap-4">
      <h2>{{ 'me.events.next' | transloco }}</h2>
      @if (event(); as event) {
        <ff-event-facts [event]="event" />
        @if (event.going > 0) {
          <p class="flex items-center gap-3">
            <span class="flex -space-x-2" aria-hidden="true">@for (face of event.faces; track $index) { <ff-avatar class="size-8! ring-2 ring-card" [name]="face" /> }</span>
            <span class="text-ink-2">{{ 'me.events.count_going' | transloco: { count: event.going } }}</span>
          </p>
        }
        <ff-event-answer [event]="event" (answered)="answered.emit()" />
      } @else {
        <p class="text-ink-2">{{ 'me.events.none_next' | transloco }}</p>
      }
      <a class="mt-auto inline-flex items-center gap-1.5 self-start font-semibold text-brand-ink no-underline hover:underline" [routerLink]="['/me', slug(), 'events']">{{ 'me.events.all' | transloco }}<ff-icon name="arrow" /></a>
    </section>
  `,
})
export class NextEventCard {
  readonly slug = input.required<string>();
  readonly event = input.required<MyEvent | null>();
  readonly answered = output<void>();
}
