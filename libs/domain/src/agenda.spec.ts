import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arm, compareTimers, disarm, isArmed, takeDue } from './agenda.js';
import type { Timer } from './book.js';

const timer = fc.record({ kind: fc.constantFrom('hold' as const, 'grace' as const), subjectId: fc.constantFrom('a', 'b', 'c'), dueAt: fc.nat(5) });

it('keeps timers sorted, however they were set', () => fc.assert(fc.property(fc.array(timer), (timers) => {
  const list: Timer[] = [];
  for (const t of timers) arm(list, t);
  expect(list).toEqual(timers.toSorted(compareTimers));
})));

it('takes those due, up to and including the instant', () => {
  const list: Timer[] = [];
  for (const dueAt of [3, 1, 2]) arm(list, { kind: 'hold', subjectId: `r${dueAt}`, dueAt });
  expect([takeDue(list, 2)?.dueAt, takeDue(list, 2)?.dueAt, takeDue(list, 2), list.length]).toEqual([1, 2, null, 1]);
});

it('cancels by kind and subject, and minds no other', () => {
  const list: Timer[] = [{ kind: 'grace', subjectId: 'a', dueAt: 1 }, { kind: 'hold', subjectId: 'a', dueAt: 2 }];
  disarm(list, 'hold', 'a');
  disarm(list, 'hold', 'z');
  expect([isArmed(list, 'grace', 'a'), isArmed(list, 'hold', 'a')]).toEqual([true, false]);
});
