import { type Id, promises, type Rulebook } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** What a newcomer is promised, as a fan will read it: by the reward's title in the reader's language, else by the name the rules give it. */
export async function perks(tx: Tx, programId: Id, rulebook: Rulebook, reader: { readonly locale: string; readonly cohort: Id | null }): Promise<ReturnType<typeof promises>['milestones']> {
  const rows = (await tx.query(
    'SELECT r.id, coalesce(r.title->>$2, r.title->>p.default_locale) AS title FROM rewards r JOIN programs p ON p.id = $1 WHERE r.program_id = $1', [programId, reader.locale])) as { id: Id; title: string | null }[];
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  const rewardOf = new Map(rulebook.milestones.map(({ id, rewardId }) => [id, rewardId]));
  return promises(rulebook, reader.cohort).milestones.map((one) => ({ ...one, title: titles.get(rewardOf.get(one.id) ?? '') ?? one.title }));
}
