import { toInstant, toWallClock } from './zoned';

describe('wall clocks', () => {
  it.each([
    ['2026-11-22T19:30', 'Europe/Berlin', '2026-11-22T18:30:00.000Z'],
    ['2026-07-01T19:30', 'Europe/Berlin', '2026-07-01T17:30:00.000Z'],
    ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-01-01T00:15', 'America/Los_Angeles', '2026-01-01T08:15:00.000Z'],
    ['2026-01-01T00:15', 'Asia/Kathmandu', '2025-12-31T18:30:00.000Z'],
  ])('%s in %s is %s, and back', (wall, zone, instant) => {
    expect(toInstant(wall, zone)).toBe(instant);
    expect(toWallClock(instant, zone)).toBe(wall);
  });
});
