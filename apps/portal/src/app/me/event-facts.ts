import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { MyEvent } from '../api/generated';
import { Language } from '../i18n/language';
import { regional } from '../i18n/local-date.pipe';
import { Icon } from '../ui/icon';
import { eventTimes } from './event-times';

/** What, when and where, beside the leaf of a calendar. */
@Component({
  selector: 'ff-event-facts',
  imports: [Icon, TranslocoPipe],
  template: `
    <div class="h-fit w-14 shrink-0 overflow-hidden rounded-inset border border-line text-center" aria-hidden="true">
      <span class="block bg-brand py-0.5 text-[12px] font-semibold text-on-brand">{{ times().month }}</span>
      <span class="block py-1.5 font-display text-[21px] leading-none font-semibold">{{ times().day }}</span>
    </div>
    <div class="grid min-w-0 gap-1.5">
      <h3>{{ event().title }}</h3>
      <p class="flex gap-2 text-[13px] text-ink-2"><ff-icon class="mt-0.5" name="calendar" /><span>{{ times().words }}@if (times().zone; as zone) { ({{ zone }})}</span></p>
      <p class="flex gap-2 text-[13px] text-ink-2"><ff-icon class="mt-0.5" name="pin" /><a class="text-ink-2 underline-offset-3 hover:text-ink" [href]="map()" target="_blank" rel="noopener noreferrer" [attr.aria-label]="'me.events.map' | transloco: { venue: event().venue }">{{ event().venue }}</a></p>
      @if (!event().cancelled && event().open) { <p class="flex gap-2 text-[13px] text-ink-2"><ff-icon class="mt-0.5" name="users" /><span>{{ 'me.events.seats_left' | transloco: { count: event().seatsLeft } }}</span></p> }
    </div>
  `,
  host: { class: 'flex gap-4' },
})
export class EventFacts {
  readonly event = input.required<MyEvent>();
  private readonly language = inject(Language);
  /** A map that asks for no account; the address is all it is told. */
  protected readonly map = computed(() => `https://www.openstreetmap.org/search?query=${encodeURIComponent(this.event().venue)}`);
  protected readonly times = computed(() => eventTimes(this.event(), regional(this.language.current()), Intl.DateTimeFormat().resolvedOptions().timeZone));
}
