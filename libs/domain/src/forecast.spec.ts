import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bringer, forecast, type ForecastInput, gamma, poisson, type Prior, priorOf, rangeOf, seeded } from './index.js';

const HORIZONS = [30, 60, 90];
const bringer = (brought: number, days = 60, qualified = brought): Bringer => ({ brought, days, earlier: 0, earlierDays: 0, qualified, cohort: null, earned: new Map() });
const box = { id: 'box', at: 3, measure: 'qualified' as const, rewardId: 'Box' };
const pin = { id: 'pin', at: 1, every: 1, measure: 'qualified' as const, rewardId: 'Pin', friendRewardId: 'Code' };
const input = (members: readonly Bringer[], more: Partial<ForecastInput> = {}): ForecastInput =>
  ({ members, joined: 0, windowDays: 60, milestones: [box, pin], horizons: HORIZONS, paths: 150, ...more });
/** Of the rates: their mean, and their variance by its square. */
const momentsOf = (prior: Prior) => {
  const sum = (of: (part: Prior[number]) => number) => prior.reduce((all, part) => all + part.weight * of(part), 0);
  const mean = sum(({ shape, rate }) => shape / rate);
  return { mean, spread: sum(({ shape, rate }) => (shape + shape ** 2) / rate ** 2) / mean ** 2 - 1 };
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the prior', () => {
  it('is what the rates were drawn from', () => {
    const random = seeded(1);
    const members = Array.from({ length: 20_000 }, () => bringer(poisson(60 * gamma(0.5, 25, random), random)));
    const { mean, spread } = momentsOf(priorOf(members)!);
    expect(mean).toBeCloseTo(0.02, 3);
    expect(spread / (1 / 0.5)).toBeCloseTo(1, 1);
  });
  it('has room for the many who bring nobody and the few who bring most', () => {
    const members = [...Array.from({ length: 900 }, () => bringer(0)), ...Array.from({ length: 100 }, () => bringer(60))];
    const part = (from: number, to: number) => priorOf(members)!.filter(({ shape, rate }) => shape / rate >= from && shape / rate < to).reduce((sum, { weight }) => sum + weight, 0);
    expect(part(0, 0.1)).toBeCloseTo(0.9, 2);
    expect(part(0.5, 2)).toBeCloseTo(0.1, 2);
  });
  it('is nearly one rate for all where members differ no more than chance makes them', () => expect(momentsOf(priorOf([bringer(1), bringer(1), bringer(1)])!).spread).toBeLessThan(0.25));
  it('is none where nobody brought anybody', () => expect(priorOf([bringer(0), bringer(0)])).toBeNull());
});

describe('a forecast', () => {
  it('is the same for the same seed, and another for another', () => {
    const members = [bringer(3), bringer(1), bringer(0), bringer(0, 3)];
    expect(forecast(input(members), seeded(7))).toEqual(forecast(input(members), seeded(7)));
    expect(forecast(input(members), seeded(7))).not.toEqual(forecast(input(members), seeded(8)));
  });

  it('expects as many as members who are all alike have brought, in proportion to the days', () => {
    const paths = forecast(input(Array.from({ length: 60 }, () => bringer(2)), { milestones: [pin] }), seeded(3)).get('Pin')!;
    for (const [index, days] of HORIZONS.entries()) expect(mean(paths[index]!) / ((60 * 2 * days) / 60)).toBeCloseTo(1, 1);
    expect(paths).toEqual(forecast(input(Array.from({ length: 60 }, () => bringer(2)), { milestones: [pin] }), seeded(3)).get('Code'));
  });

  it('gives nothing twice: neither what was earned before, nor a milestone without repetition', () => {
    const members = Array.from({ length: 50 }, () => ({ ...bringer(5, 60, 2), earned: new Map([['box', 1]]) }));
    const paths = forecast(input(members), seeded(4));
    expect(Math.max(...paths.get('Box')!.flat())).toBe(0);
    const fresh = forecast(input(Array.from({ length: 50 }, () => bringer(30, 60, 0))), seeded(4)).get('Box')!;
    expect(Math.max(...fresh.flat())).toBe(50);
  });

  it('shrinks: one friend in two days is no promise of forty-five in ninety', () => {
    const crowd = Array.from({ length: 500 }, (_, n) => bringer(n % 10 === 0 ? 1 : 0));
    const with1 = forecast(input([...crowd, bringer(1, 2)], { milestones: [pin], paths: 400 }), seeded(5)).get('Pin')![2]!;
    const without = forecast(input(crowd, { milestones: [pin], paths: 400 }), seeded(6)).get('Pin')![2]!;
    expect(mean(with1) - mean(without)).toBeLessThan(10);
  });

  it('foresees thousands more of whoever brought thousands', () => {
    const paths = forecast(input([bringer(4_000)], { milestones: [pin] }), seeded(9)).get('Pin')!;
    expect(mean(paths[2]!) / 6_000).toBeCloseTo(1, 1);
  });

  it('counts those who will join', () => {
    const crowd = Array.from({ length: 100 }, () => bringer(1));
    const grown = forecast(input(crowd, { milestones: [pin], joined: 100 }), seeded(5)).get('Pin')![2]!;
    // So many come in 90 days as came in 60, half as much again, and each is there for half of the time.
    expect(mean(grown) / (100 * 1.5 + 150 * 0.75)).toBeCloseTo(1, 1);
  });

  it('never shrinks with the days, and its interval lies around its middle', () => {
    const members = fc.array(fc.record({ brought: fc.nat(5), days: fc.integer({ min: 1, max: 60 }), qualified: fc.nat(8) }).map((m) => ({ ...bringer(0), ...m })), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(members, fc.nat(), fc.nat(30), (all, seed, joined) => {
      for (const paths of forecast(input(all, { paths: 40, joined }), seeded(seed)).values()) {
        for (let path = 0; path < 40; path++) expect([paths[0]![path]! <= paths[1]![path]!, paths[1]![path]! <= paths[2]![path]!]).toEqual([true, true]);
        const { low, mid, high } = rangeOf(paths[2]!, 0.8);
        expect([low >= 0, low <= mid, mid <= high]).toEqual([true, true, true]);
      }
    }), { numRuns: 30 });
  });
});
