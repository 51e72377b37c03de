import { expect, it } from '@jest/globals';
import { secondsToNextTry } from './retry-schedule.js';

/** The waits of a receiver that never answers. */
function waits(asked: number | null = null): number[] {
  const all: number[] = [];
  for (let failed = 1; ; failed++) {
    const wait = secondsToNextTry(failed, asked);
    if (wait === null) return all;
    all.push(wait);
  }
}

it('goes on for three days at least, and not for five', () => {
  const days = waits().reduce((sum, wait) => sum + wait, 0) / 86_400;
  expect(days).toBeGreaterThan(3);
  expect(days).toBeLessThan(5);
});

it('comes back within a minute twice, and never more than half a day later than before', () => {
  expect(waits().slice(0, 2).every((wait) => wait < 60)).toBe(true);
  expect(Math.max(...waits())).toBe(12 * 3600);
  expect(waits()).toEqual(waits().toSorted((a, b) => a - b));
});

it('waits longer where the receiver asks for it, up to a day, and never less', () => {
  expect(secondsToNextTry(1, 600)).toBe(600);
  expect(secondsToNextTry(9, 600)).toBe(8 * 3600);
  expect(secondsToNextTry(1, 1_000_000)).toBe(86_400);
});
