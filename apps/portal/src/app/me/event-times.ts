import type { MyEvent } from '../api/generated';

/** When an event is, in words of a locale and in the program's time zone. */
interface EventTimes {
  /** Of the calendar leaf: `Dec` and `4`. */
  readonly month: string;
  readonly day: string;
  /** `Friday, 4 December 2026, 18:00–21:00`; over midnight with both dates. */
  readonly words: string;
  /** `CET`, where the reader's own clock shows another time; else null. */
  readonly zone: string | null;
}

/** @param locale such as `en-GB` @param ownZone IANA name of the reader's time zone */
export function eventTimes({ startsAt, endsAt, timeZone }: Pick<MyEvent, 'startsAt' | 'endsAt' | 'timeZone'>, locale: string, ownZone: string): EventTimes {
  const [start, end] = [new Date(startsAt), new Date(endsAt)];
  const say = (at: Date, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(at);
  const date = (at: Date) => say(at, { dateStyle: 'full' });
  const time = (at: Date) => say(at, { timeStyle: 'short' });
  const until = date(start) === date(end) ? `–${time(end)}` : ` – ${date(end)}, ${time(end)}`;
  const clock = (zone: string) => start.toLocaleString('en', { timeZone: zone });
  return {
    month: say(start, { month: 'short' }),
    day: say(start, { day: 'numeric' }),
    words: `${date(start)}, ${time(start)}${until}`,
    zone: clock(timeZone) === clock(ownZone) ? null : (new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }).formatToParts(start).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone),
  };
}
