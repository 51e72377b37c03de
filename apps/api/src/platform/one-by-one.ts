import { toProblem } from './errors/problem-filter.js';

/**
 * One poisoned item must not take the others of its batch down: after a failure each is tried alone, and what is wrong with
 * it is its own outcome. A database that is away is nobody's fault, and asking it item by item would not bring it back.
 */
export async function oneByOneIfNeeded<I, O>(items: readonly I[], write: (items: readonly I[]) => Promise<(O | Error)[]>): Promise<(O | Error)[]> {
  try {
    return await write(items);
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    if (items.length === 1 || toProblem(error).code === 'server.unavailable') return items.map(() => failure);
  }
  const outcomes: (O | Error)[] = [];
  for (const item of items) outcomes.push(...(await oneByOneIfNeeded([item], write)));
  return outcomes;
}
