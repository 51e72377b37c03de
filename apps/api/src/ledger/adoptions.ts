import type { PublishedRulebook } from '../programs/index.js';

/**
 * The versions that a book has still to adopt by an instant, in order: each was in force at some time, and `recount` in one must not be
 * lost. A plan that a later version came before never was.
 * @param published ascending by version
 * @param current the version of the book
 */
export function adoptionsAhead(published: readonly PublishedRulebook[], current: number, at: Date): PublishedRulebook[] {
  const wasReplaced = (p: PublishedRulebook) => published.some((later) => later.rulebook.version > p.rulebook.version && later.effectiveAt <= p.effectiveAt);
  return published.filter((p) => p.rulebook.version > current && p.effectiveAt <= at && !wasReplaced(p));
}
