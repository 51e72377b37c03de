import { type Id, nextSide, promises, type Rulebook } from '@fanfare/domain';
import { personSql } from '../../ledger/index.js';
import type { Tx } from '../../platform/database/transactions.js';
import { readHeldSides } from '../held-sides.js';

type Promised = ReturnType<typeof promises>['milestones'][number];

/** What friends bring, and what it brings the friend with whom it is reached: `each` friend, or that one. */
export interface Perk extends Pick<Promised, 'id' | 'title' | 'threshold' | 'measure' | 'every'> {
  readonly friend: { readonly title: string; readonly each: 'yes' | 'no' } | null;
}

interface Inviter { id: Id; cohort: Id | null; qualified: number; points: number; standing: string }
const NO_BOOK = { cohort: null, qualified: 0, points: 0, standing: 'active' };

/** What a newcomer is promised, as a fan will read it: by the reward's title in the reader's language, else by the name the rules give it. */
export async function perks(tx: Tx, programId: Id, rulebook: Rulebook, reader: { readonly locale: string; readonly cohort: Id | null }): Promise<Perk[]> {
  const rows = (await tx.query(
    'SELECT r.id, coalesce(r.title->>$2, r.title->>p.default_locale) AS title FROM rewards r JOIN programs p ON p.id = $1 WHERE r.program_id = $1', [programId, reader.locale])) as { id: Id; title: string | null }[];
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  return promises(rulebook, reader.cohort).milestones.map(({ rewardId, friend, ...one }) => {
    const friendTitle = friend && titles.get(friend.rewardId);
    return { ...one, title: titles.get(rewardId) ?? one.title, friend: friendTitle ? { title: friendTitle, each: friend.each ? 'yes' : 'no' } : null };
  });
}

/**
 * What a friend gets who is credited to a member: by the thresholds of that member, and of what no friend has yet who counts. Nothing
 * from who is suspended and gains nothing; nor for each friend from whom the next one only brings back to where they were. Who was made
 * one with another has that one's book.
 */
export async function friendPerks(tx: Tx, programId: Id, rulebook: Rulebook, inviterId: Id, locale: string): Promise<(Perk & { readonly repeats: 'yes' | 'no'; readonly count: number })[]> {
  const [inviter = { ...NO_BOOK, id: inviterId }] = (await tx.query(
    `SELECT s.member_id AS id, s.cohort, s.qualified, s.points, s.standing
     FROM standings s WHERE s.program_id = $1 AND s.member_id = ANY(ARRAY(${personSql('$2::uuid')})) AND s.merged_into IS NULL`,
    [programId, inviterId])) as Inviter[];
  if (inviter.standing !== 'active') return [];
  const held = await readHeldSides(tx, programId, inviter.id);
  const isOpen = ({ friend, ...m }: Perk): boolean => {
    const at = nextSide(m, m.threshold, inviter[m.measure], held.get(m.id) ?? new Set());
    return friend !== null && at !== null && (friend.each === 'no' || at === inviter.qualified + 1);
  };
  return (await perks(tx, programId, rulebook, { locale, cohort: inviter.cohort })).filter(isOpen)
    .map((perk) => ({ ...perk, repeats: perk.every === undefined ? 'no' : 'yes', count: perk.every ?? perk.threshold }));
}
