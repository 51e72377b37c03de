import { expect, it } from '@jest/globals';
import { backTest } from './evaluation.js';

it('what comes lies in the foreseen interval about four times in five', () => {
  const covered = backTest('growing', Array.from({ length: 12 }, (_, n) => n + 1), 100, 200);
  const inside = covered.reduce((sum, each) => sum + each.inside, 0) / covered.reduce((sum, each) => sum + each.of, 0);
  expect(inside).toBeGreaterThan(0.65);
  expect(inside).toBeLessThan(0.95);
});
