import type { Id } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** Who of the team has a friend; null: nobody. */
export interface AssigneeColumns { readonly assignee_id: Id | null; readonly assignee_name: string | null }

/** The columns of `AssigneeColumns`, where `joinAssignee` stands. */
export const ASSIGNEE = 'taken.account_id AS assignee_id, taker.name AS assignee_name';

/** @param referral the alias of what has the referral's id; `$1` is the program */
export function joinAssignee(referral: string): string {
  return `LEFT JOIN review_assignments taken ON taken.program_id = $1 AND taken.referral_id = ${referral}.id LEFT JOIN accounts taker ON taker.id = taken.account_id`;
}

/**
 * SQL: whether a friend is somebody's, as a list is narrowed to them.
 * @param who a parameter: null for all, `nobody`, or an account's id
 */
export function assignedSql(referral: string, who: string): string {
  const some = `SELECT 1 FROM review_assignments w WHERE w.program_id = $1 AND w.referral_id = ${referral}.id`;
  return `(${who}::text IS NULL OR CASE WHEN ${who} = 'nobody' THEN NOT EXISTS (${some}) ELSE EXISTS (${some} AND w.account_id::text = ${who}) END)`;
}

export function toAssignee({ assignee_id: accountId, assignee_name: name }: AssigneeColumns): { accountId: Id; name: string | null } | null {
  return accountId === null ? null : { accountId, name };
}

/** SQL: whether a friend waits for a person of the team. @param r the alias of `referrals` */
export function waitsForTeamSql(r: string): string {
  return `(${r}.status = 'held' OR EXISTS (SELECT 1 FROM appeals o WHERE o.program_id = $1 AND o.referral_id = ${r}.id AND o.status = 'open'))`;
}

/** Nobody has any longer what waits for nobody. In the order in which assignments are locked everywhere. */
export async function releaseDecided(tx: Tx, programId: Id, referralIds: readonly Id[]): Promise<void> {
  if (referralIds.length === 0) return;
  await tx.query(
    `DELETE FROM review_assignments WHERE program_id = $1 AND referral_id IN (
       SELECT s.referral_id FROM review_assignments s JOIN referrals r ON r.program_id = $1 AND r.id = s.referral_id
       WHERE s.program_id = $1 AND s.referral_id = ANY($2) AND NOT ${waitsForTeamSql('r')} ORDER BY s.referral_id FOR UPDATE OF s)`, [programId, referralIds]);
}
