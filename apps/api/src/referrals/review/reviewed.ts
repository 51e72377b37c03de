import type { Id } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { revisionSql } from './referral-sql.js';

/** A friend as a verdict meets them. */
export interface Reviewed { readonly memberId: Id; readonly refereeId: Id; readonly claim: 'won' | 'lost'; readonly revision: string }

/** By referral; what is in no book is missing. */
export async function readReviewed(tx: Tx, programId: Id, ids: readonly Id[]): Promise<Map<Id, Reviewed>> {
  const rows = (await tx.query(
    `SELECT r.id, r.member_id AS "memberId", r.referee_id AS "refereeId", r.state->>'claim' AS claim, ${revisionSql('r')} AS revision FROM referrals r WHERE r.program_id = $1 AND r.id = ANY($2)`,
    [programId, ids])) as (Reviewed & { id: Id })[];
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
