import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { EventRow } from './event-rows.js';

/** What an entry says in the reader's language, and where it leads. */
export interface CalendarWords {
  readonly title: string;
  readonly description: string | null;
  readonly url: string;
}

/**
 * One event as an iCalendar file (RFC 5545), in UTC. The same event has the same UID for ever and a SEQUENCE that rises, so
 * a calendar takes a later file for a change of the entry it has, and a cancelled one strikes it out.
 */
export function calendarFile(event: EventRow, words: CalendarWords): string {
  const calendar = ical({ prodId: { company: 'Fanfare', product: 'Fanfare' }, method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: `${event.id}@${new URL(words.url).hostname}`,
    sequence: event.revision,
    stamp: event.updatedAt,
    start: event.startsAt,
    end: event.endsAt,
    summary: words.title,
    description: words.description,
    location: event.venue,
    url: words.url,
    status: event.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return `${calendar.toString()}\r\n`;
}
