import type { Id, Pool, Queued } from './book.js';

/**
 * Serves a queue from a pool, in order of (awardedAt, grantId). Nobody overtakes: once a grant does not fit, it and all
 * behind it wait, so a small request never eats what the head of the queue is waiting for.
 * @param queue `units` at least 0, in the pool's own unit; in any order
 */
export function allocate(pool: Pool, queue: readonly Queued[]): { served: Id[]; queued: Id[]; left: number } {
  const inOrder = queue.toSorted((a, b) => a.awardedAt - b.awardedAt || (a.grantId < b.grantId ? -1 : 1));
  let left = pool.left;
  let fits = 0;
  while (fits < inOrder.length && inOrder[fits]!.units <= left) left -= inOrder[fits++]!.units;
  const ids = inOrder.map((q) => q.grantId);
  return { served: ids.slice(0, fits), queued: ids.slice(fits), left };
}
