import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileSeasons, DAY_MS, type SeasonPlan } from './index.js';

const MAY = Date.UTC(2026, 4, 10);
const iso = (at: number) => new Date(at).toISOString();
const plan = (change: Partial<SeasonPlan> = {}): SeasonPlan => ({ start: '2026-01-01', months: 3, zone: 'Europe/Berlin', ...change });

describe('seasons of a plan', () => {
  it('begin at midnight where the program is, in winter and in summer', () =>
    expect(compileSeasons(plan(), MAY).slice(0, 3).map((s) => [s.id, iso(s.from)])).toEqual([
      ['2026-01-01', '2025-12-31T23:00:00.000Z'], ['2026-04-01', '2026-03-31T22:00:00.000Z'], ['2026-07-01', '2026-06-30T22:00:00.000Z'],
    ]));
  it.each([
    ['a midnight that the clock skips', { start: '2026-04-24', zone: 'Africa/Cairo' }, '2026-04-23T22:00:00.000Z'], // 00:00 → 01:00
    ['a midnight that comes twice', { start: '2026-10-25', zone: 'Atlantic/Azores' }, '2026-10-25T00:00:00.000Z'], // 01:00 → 00:00
    ['the far east', { start: '2026-02-01', zone: 'Pacific/Kiritimati' }, '2026-01-31T10:00:00.000Z'],
    ['the far west', { start: '2026-02-01', zone: 'Pacific/Pago_Pago' }, '2026-02-01T11:00:00.000Z'],
  ])('begin right at %s', (_what, change, from) => expect(iso(compileSeasons(plan(change), MAY)[0]!.from)).toBe(from));
  it('start on the last day of months that are too short', () =>
    expect(compileSeasons(plan({ start: '2026-01-31', months: 1 }), MAY).slice(0, 4).map((s) => s.id)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']));
  it('keep their ids in a later version', () => {
    const [now, later] = [compileSeasons(plan(), MAY), compileSeasons(plan(), MAY + 2000 * DAY_MS)];
    const known = new Map(now.map((s) => [s.id, s]));
    expect(later.filter((s) => known.has(s.id)).every((s) => known.get(s.id)!.from === s.from)).toBe(true);
    expect(later.some((s) => known.has(s.id))).toBe(true);
  });
  it.each([plan({ start: '2026-02-30' }), plan({ months: 0 }), plan({ months: 1.5 }), plan({ zone: 'Mars/Olympus' }), plan({ start: 'soon' })])('are none for %j', (p) =>
    expect(compileSeasons(p, MAY)).toEqual([]));

  const plans = fc.record({
    start: fc.date({ min: new Date('1990-01-01'), max: new Date('2040-12-31'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10)),
    months: fc.integer({ min: 1, max: 24 }), zone: fc.constantFrom('Europe/Berlin', 'America/Santiago', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC', 'Africa/Cairo', 'Asia/Beirut'),
  });
  it('follow each other without gap or overlap, and reach years beyond today', () => fc.assert(fc.property(plans, (p) => {
    const seasons = compileSeasons(p, MAY);
    expect(seasons.length).toBeGreaterThan(0);
    for (const [i, s] of seasons.entries()) expect([s.to > s.from, i === 0 || seasons[i - 1]!.to === s.from]).toEqual([true, true]);
    expect(new Set(seasons.map((s) => s.id)).size).toBe(seasons.length);
    expect(seasons.at(-1)!.to).toBeGreaterThan(MAY + 5 * 365 * DAY_MS);
  }), { numRuns: 60 }));
});
