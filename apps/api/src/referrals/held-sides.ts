import type { Id } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';

/** The sums with which friends who still count got their side of each milestone of a member. */
export type HeldSides = ReadonlyMap<Id, ReadonlySet<number>>;

export async function readHeldSides(tx: Tx, programId: Id, memberId: Id): Promise<HeldSides> {
  const rows = (await tx.query(
    `SELECT subject_id AS milestone, array_agg(threshold) AS sums FROM awards
     WHERE program_id = $1 AND member_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND side = 'friend' AND status <> 'lost' GROUP BY subject_id`,
    [programId, memberId])) as { milestone: Id; sums: number[] }[];
  return new Map(rows.map(({ milestone, sums }) => [milestone, new Set(sums)]));
}
