import type { Id, Instant, Pool, Queued } from './book.js';

/** A grant that waits, with what it needs: of each pool so many units (at least 0, in the pool's own unit), in the order in which it waits for them. */
export interface Waiting {
  readonly grantId: Id;
  readonly awardedAt: Instant;
  readonly needs: readonly { readonly poolId: Id; readonly units: number }[];
}

/** `waits`: for each grant that is not served, the first pool that it lacks. */
export interface Allocation {
  readonly served: Id[];
  readonly waits: Map<Id, Id>;
  readonly left: Map<Id, number>;
}

/**
 * Serves grants from several pools at once, in order of (awardedAt, grantId). Each gets all that it needs or nothing. A grant
 * that waits closes the pool that it waits for, and no other: nobody overtakes it there, and what it could not use yet does
 * not wait with it. So a shirt that is sold out keeps no money from the mug behind it.
 * @param left what there is in each pool; a pool that is not named is empty
 */
export function allocateAcross(left: ReadonlyMap<Id, number>, queue: readonly Waiting[]): Allocation {
  const remains = new Map(left);
  const closed = new Set<Id>();
  const result: Allocation = { served: [], waits: new Map(), left: remains };
  for (const { grantId, needs } of queue.toSorted(earliestFirst)) {
    const lacking = needs.find(({ poolId, units }) => closed.has(poolId) || units > (remains.get(poolId) ?? 0));
    if (lacking) {
      closed.add(lacking.poolId);
      result.waits.set(grantId, lacking.poolId);
    } else {
      for (const { poolId, units } of needs) remains.set(poolId, remains.get(poolId)! - units);
      result.served.push(grantId);
    }
  }
  return result;
}

/**
 * Serves a queue from one pool, in order of (awardedAt, grantId). Nobody overtakes: once a grant does not fit, it and all
 * behind it wait, so a small request never eats what the head of the queue is waiting for.
 * @param queue `units` at least 0, in the pool's own unit; in any order
 */
export function allocate(pool: Pool, queue: readonly Queued[]): { served: Id[]; queued: Id[]; left: number } {
  const { served, waits, left } = allocateAcross(new Map([[ONE, pool.left]]), queue.map(({ units, ...grant }) => ({ ...grant, needs: [{ poolId: ONE, units }] })));
  return { served, queued: [...waits.keys()], left: left.get(ONE)! };
}

const ONE = 'pool';

function earliestFirst(a: Waiting, b: Waiting): number {
  return a.awardedAt - b.awardedAt || (a.grantId < b.grantId ? -1 : 1);
}
