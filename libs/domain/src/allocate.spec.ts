import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate, allocateAcross } from './index.js';

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

describe('from several pools at once', () => {
  const need = (grantId: string, awardedAt: number, ...needs: [string, number][]) => ({ grantId, awardedAt, needs: needs.map(([poolId, units]) => ({ poolId, units })) });
  const across = (left: Record<string, number>, ...queue: ReturnType<typeof need>[]) => {
    const { served, waits } = allocateAcross(new Map(Object.entries(left)), queue);
    return { served, waits: Object.fromEntries(waits) };
  };

  it('serves who gets all that they need, and nobody by half', () =>
    expect(across({ box: 2, money: 50 }, need('a', 1, ['box', 1], ['money', 30]), need('b', 2, ['box', 1], ['money', 30]))).toEqual({ served: ['a'], waits: { b: 'money' } }));
  it('keeps the money of who is waiting for it from a smaller wish behind', () =>
    expect(across({ money: 20 }, need('a', 1, ['money', 30]), need('b', 2, ['money', 10]))).toEqual({ served: [], waits: { a: 'money', b: 'money' } }));
  it('keeps no money for who is waiting for something else', () =>
    expect(across({ box: 0, mug: 1, money: 30 }, need('a', 1, ['box', 1], ['money', 30]), need('b', 2, ['mug', 1], ['money', 30]))).toEqual({ served: ['b'], waits: { a: 'box' } }));
  it('serves who needs nothing', () => expect(across({}, need('a', 1))).toEqual({ served: ['a'], waits: {} }));

  const pools = ['a', 'b', 'c'] as const;
  const wish = fc.record({ grantId: fc.uuid(), awardedAt: fc.nat(5), needs: fc.uniqueArray(fc.record({ poolId: fc.constantFrom(...pools), units: fc.nat(4) }), { selector: (n) => n.poolId }) });
  const wishes = fc.uniqueArray(wish, { selector: (w) => w.grantId, maxLength: 12 });
  const stocked = fc.record({ a: fc.nat(12), b: fc.nat(12), c: fc.nat(12) });

  it('never draws more than there is, loses nobody, and lets nobody overtake in the pool that somebody waits for', () =>
    fc.assert(fc.property(stocked, wishes, (stock, queue) => {
      const { served, waits, left } = allocateAcross(new Map(Object.entries(stock)), queue);
      for (const pool of pools) {
        const drawn = queue.filter((w) => served.includes(w.grantId)).flatMap((w) => w.needs).filter((n) => n.poolId === pool).reduce((sum, n) => sum + n.units, 0);
        expect([left.get(pool), left.get(pool)! >= 0]).toEqual([stock[pool] - drawn, true]);
      }
      expect([...served, ...waits.keys()].toSorted()).toEqual(queue.map((w) => w.grantId).toSorted());
      const inOrder = queue.toSorted((x, y) => x.awardedAt - y.awardedAt || (x.grantId < y.grantId ? -1 : 1));
      for (const [waiting, pool] of waits) {
        const behind = inOrder.slice(inOrder.findIndex((w) => w.grantId === waiting) + 1).filter((w) => w.needs.some((n) => n.poolId === pool));
        expect(behind.filter((w) => served.includes(w.grantId))).toEqual([]);
      }
    })));
  it('serves nobody more when it is asked again, where needs are those of rewards: stock, own budget, common budget', () => {
    const costs = { box: 3, mug: 2, pin: 1 } as const;
    const ofReward = fc.record({ grantId: fc.uuid(), awardedAt: fc.nat(9), reward: fc.constantFrom('box' as const, 'mug' as const, 'pin' as const) })
      .map(({ reward, ...grant }) => ({ ...grant, needs: [{ poolId: reward, units: 1 }, { poolId: `${reward} budget`, units: costs[reward] }, { poolId: 'budget', units: costs[reward] }] }));
    const stock = fc.record({ 'box': fc.nat(6), 'mug': fc.nat(6), 'pin': fc.nat(6), 'box budget': fc.nat(12), 'mug budget': fc.nat(9), 'pin budget': fc.nat(6), 'budget': fc.nat(20) });
    fc.assert(fc.property(stock, fc.uniqueArray(ofReward, { selector: (g) => g.grantId, maxLength: 20 }), (pools, queue) => {
      const { waits, left } = allocateAcross(new Map(Object.entries(pools)), queue);
      expect(allocateAcross(left, queue.filter((g) => waits.has(g.grantId))).served).toEqual([]);
    }));
  });
});
