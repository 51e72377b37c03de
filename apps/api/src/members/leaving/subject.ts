import type { Tx } from '../../platform/database/transactions.js';
import type { DataSubject } from '../../platform/personal-data.js';

/** A member as those who hold something about them are asked: with every address they are known by. */
export async function subjectOf(tx: Tx, me: { readonly programId: string; readonly memberId: string; readonly accountId: string }): Promise<DataSubject> {
  const addresses = (await tx.query(
    'SELECT email, email_hash AS hash FROM identities WHERE program_id = $1 AND member_id = $2 ORDER BY email_hash', [me.programId, me.memberId])) as { email: string; hash: Buffer }[];
  return { programId: me.programId, memberId: me.memberId, accountId: me.accountId, addresses };
}
