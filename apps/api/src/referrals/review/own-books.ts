import { type Permission, permits, ROLES } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import { personSql } from '../../ledger/index.js';
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
    `SELECT theirs.id FROM unnest($3::uuid[]) AS theirs (id)
     WHERE EXISTS (SELECT 1 FROM members m WHERE m.program_id = $1 AND m.account_id = $2 AND m.id = ANY(ARRAY(${personSql('theirs.id')})))
       AND EXISTS (SELECT 1 FROM account_programs other WHERE other.program_id = $1 AND other.account_id <> $2 AND other.role = ANY($4))`,
    [programId, accountId, memberIds, ROLES.filter((role) => permits(role, permission))])) as { id: Id }[];
  return new Set(rows.map(({ id }) => id));
}
