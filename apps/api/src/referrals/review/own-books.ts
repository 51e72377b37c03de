import { type Permission, permits, ROLES } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** Somebody of the team, and what they need to be allowed for what they are about to decide. */
interface Decider {
  readonly accountId: Id;
  readonly permission: Permission;
}

/**
 * Those of some members who are the decider themselves, by whichever of their accounts: about them somebody else decides. None where there
 * is nobody else who may, or a team of one could not go on.
 */
export async function ownAmong(tx: Tx, programId: Id, { accountId, permission }: Decider, memberIds: readonly Id[]): Promise<ReadonlySet<Id>> {
  const rows = (await tx.query(
    `WITH RECURSIVE line (of, id) AS (
       SELECT m.id, m.id FROM members m WHERE m.program_id = $1 AND (m.account_id = $2 OR m.id = ANY($3))
       UNION SELECT l.of, s.merged_into FROM line l JOIN standings s ON s.program_id = $1 AND s.member_id = l.id WHERE s.merged_into IS NOT NULL)
     SELECT DISTINCT theirs.of AS id FROM line theirs JOIN line mine ON mine.id = theirs.id JOIN members m ON m.program_id = $1 AND m.id = mine.of AND m.account_id = $2
     WHERE theirs.of = ANY($3) AND EXISTS (SELECT 1 FROM account_programs other WHERE other.program_id = $1 AND other.account_id <> $2 AND other.role = ANY($4))`,
    [programId, accountId, memberIds, ROLES.filter((role) => permits(role, permission))])) as { id: Id }[];
  return new Set(rows.map(({ id }) => id));
}
