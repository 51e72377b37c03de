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

it('takes those due of both lists in order, up to and including the instant', () => {
  const [a, b] = [[1, 4], [2, 3]].map((dues) => dues.map((dueAt): Timer => ({ kind: 'hold', subjectId: `r${dueAt}`, dueAt }))) as [Timer[], Timer[]];
  expect([takeDue(a, b, 3), takeDue(a, b, 3), takeDue(a, b, 3)].map((t) => t?.dueAt)).toEqual([1, 2, 3]);
  expect([takeDue(a, b, 3), a.length, takeDue(a, b, 4)?.dueAt, takeDue(a, b, 9)]).toEqual([null, 1, 4, null]);
});

it('cancels by kind and subject, and minds no other', () => {
  const list: Timer[] = [{ kind: 'grace', subjectId: 'a', dueAt: 1 }, { kind: 'hold', subjectId: 'a', dueAt: 2 }];
  disarm(list, 'hold', 'a');
  disarm(list, 'hold', 'z');
  expect([isArmed(list, 'grace', 'a'), isArmed(list, 'hold', 'a')]).toEqual([true, false]);
});
