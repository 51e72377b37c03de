import { awardKey, parseAwardKey, type Award, type AwardKey, type Measure, type Milestone, type Rise, type Rulebook } from './book.js';
import { dueOrdinals } from './threshold.js';
import type { Book } from './working.js';

/** A friend's side of a milestone that is due. */
export interface FriendSide { milestone: Milestone; key: AwardKey; threshold: number }
/** What a friend lifted, and to where. */
export interface Lifted extends Rise { to: Readonly<Record<Measure, number>> }

/**
 * The friend's sides that a friend is due who lifted the sums: one of each milestone whose next ordinal they completed. An ordinal that
 * some friend completed before, who counts no more, may be completed again by another; who has one already gets no second.
 */
export function* sidesDue(book: Book, rb: Rulebook, lifted: Lifted): Generator<FriendSide> {
  for (const m of rb.milestones.filter(({ id, friendRewardId }) => friendRewardId !== undefined && !book.sided.has(`${id} ${lifted.friend}`))) {
    const sum = lifted.to[m.measure];
    const by = m.measure === 'qualified' || m.measure === 'points' ? lifted[m.measure] : 0; // rules are measured in these two
    for (let ordinal = dueOrdinals(m, sum - by, book.cohort) + 1; ordinal <= dueOrdinals(m, sum, book.cohort); ordinal++) {
      const own = book.awards.get(awardKey(m.id, ordinal, 'own'));
      const key = own?.status === 'active' ? freeKey(book, own) : null;
      if (!own || !key) continue;
      yield { milestone: m, key, threshold: own.threshold };
      break;
    }
  }
}

/** Which ordinal an award is of: a friend's side whose key another had before names a later one. */
export function ordinalOf(book: Book, award: Award): number {
  const { subjectId, ordinal, side } = parseAwardKey(award.key);
  if (side === 'own') return ordinal;
  for (let of = ordinal; of > 0; of--) if (book.awards.get(awardKey(subjectId, of, 'own'))?.threshold === award.threshold) return of;
  return ordinal;
}

/** That of the ordinal, or where a friend who is gone has it, the next that nobody has: a key is never given to two friends. Null: somebody has it. */
function freeKey(book: Book, own: Award): AwardKey | null {
  const { subjectId, ordinal } = parseAwardKey(own.key);
  const key = awardKey(subjectId, ordinal, 'friend');
  if (!book.awards.has(key)) return key;
  const sides = [...book.awards.values()].filter((award) => award.key.endsWith('#friend') && parseAwardKey(award.key).subjectId === subjectId);
  if (sides.some(({ threshold, status }) => threshold === own.threshold && status !== 'lost')) return null;
  return awardKey(subjectId, Math.max(...sides.map((side) => parseAwardKey(side.key).ordinal)) + 1, 'friend');
}
