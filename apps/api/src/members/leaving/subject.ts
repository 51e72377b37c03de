import type { Tx } from '../../platform/database/transactions.js';
import type { DataSubject } from '../../platform/personal-data.js';

/**
 * A person as those who hold something about them are asked, with every address they are known by, were known by, or wished to be
 * known by, unless somebody else is by now: the member, then each that was found to be the same person.
 */
export async function subjectsOf(tx: Tx, me: { readonly programId: string; readonly memberId: string }): Promise<DataSubject[]> {
  const members = (await tx.query(
    'SELECT id FROM members WHERE program_id = $1 AND id = ANY(ARRAY(SELECT members_of_person($1, $2))) ORDER BY id <> $2, id',
    [me.programId, me.memberId])) as { id: string }[];
  const rows = (await tx.query(
    `SELECT member_id AS "memberId", email, email_hash AS hash FROM identities WHERE program_id = $1 AND member_id = ANY($2)
     UNION SELECT c.member_id, c.old_email, c.old_hash FROM address_changes c
       WHERE c.program_id = $1 AND c.member_id = ANY($2) AND c.confirmed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.program_id = $1 AND i.email_hash = c.old_hash)
     UNION SELECT c.member_id, c.new_email, c.new_hash FROM address_changes c
       WHERE c.program_id = $1 AND c.member_id = ANY($2) AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.program_id = $1 AND i.email_hash = c.new_hash)
         AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.program_id = $1 AND s.email_hash = c.new_hash)
     ORDER BY hash`,
    [me.programId, members.map((m) => m.id)])) as { memberId: string; email: string; hash: Buffer }[];
  return members.map(({ id }) => ({
    programId: me.programId, memberId: id,
    addresses: rows.filter((row) => row.memberId === id).map(({ email, hash }) => ({ email, hash })),
  }));
}
