import { eventTimes } from './event-times';

const event = { startsAt: '2026-12-04T17:00:00.000Z', endsAt: '2026-12-04T20:00:00.000Z', timeZone: 'Europe/Warsaw' };

describe('eventTimes', () => {
  it('tells the time of the place, in the reader’s words', () => {
    const times = eventTimes(event, 'en-GB', 'Europe/Berlin');
    expect(times).toMatchObject({ month: 'Dec', day: '4', zone: null });
    expect(times.words).toMatch(/^Friday,? 4 December 2026, 18:00–21:00$/); // ICU has changed its mind about the comma
    expect(eventTimes(event, 'de-DE', 'Europe/Berlin').words).toBe('Freitag, 4. Dezember 2026, 18:00–21:00');
  });

  it('names the zone to who lives in another', () => {
    expect(eventTimes(event, 'en-GB', 'Europe/London').zone).toBe('CET');
  });

  it('gives both dates of one that goes past midnight', () => {
    expect(eventTimes({ ...event, endsAt: '2026-12-05T01:00:00.000Z' }, 'en-GB', 'Europe/Warsaw').words).toMatch(/^Friday,? 4 December 2026, 18:00 – Saturday,? 5 December 2026, 02:00$/);
  });
});
