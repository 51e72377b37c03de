import { expect, it } from '@jest/globals';
import { backTest } from './evaluation.js';

it.each(['growing', 'few stars'] as const)('what comes lies in the foreseen interval about four times in five: %s', (world) => {
  const covered = backTest(world, Array.from({ length: 12 }, (_, n) => n + 1), 100, 200);
  const inside = covered.reduce((sum, each) => sum + each.inside, 0) / covered.reduce((sum, each) => sum + each.of, 0);
  expect(inside).toBeGreaterThan(0.65);
  expect(inside).toBeLessThan(0.95);
});
