import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './index.js';

const grant = (grantId: string, awardedAt: number, units = 1) => ({ grantId, awardedAt, units });

it('serves by award date, then id, and queues the rest', () =>
  expect(allocate({ left: 2 }, [grant('c', 2), grant('b', 1), grant('a', 2)])).toEqual({ served: ['b', 'a'], queued: ['c'], left: 0 }));
it('lets nobody overtake a grant that does not fit', () =>
  expect(allocate({ left: 5 }, [grant('a', 1, 3), grant('b', 2, 3), grant('c', 3, 1)])).toEqual({ served: ['a'], queued: ['b', 'c'], left: 2 }));
it('serves nothing from an overdrawn pool', () => expect(allocate({ left: -1 }, [grant('a', 1, 0)])).toEqual({ served: [], queued: ['a'], left: -1 }));
it('never draws more than there is, and loses nobody', () => {
  const queue = fc.uniqueArray(fc.record({ grantId: fc.uuid(), awardedAt: fc.nat(5), units: fc.nat(4) }), { selector: (q) => q.grantId });
  fc.assert(fc.property(fc.nat(20), queue, (left, q) => {
    const result = allocate({ left }, q);
    const drawn = q.filter((g) => result.served.includes(g.grantId)).reduce((n, g) => n + g.units, 0);
    expect([result.left, result.left >= 0]).toEqual([left - drawn, true]);
    expect([...result.served, ...result.queued].toSorted()).toEqual(q.map((g) => g.grantId).toSorted());
  }));
});
