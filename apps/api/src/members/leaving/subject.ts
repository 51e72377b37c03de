import type { Tx } from '../../platform/database/transactions.js';
import type { DataSubject } from '../../platform/personal-data.js';

/**
 * A person as those who hold something about them are asked, with every address they are known by or were known by, unless somebody
 * else is by now: the member, then each that was found to be the same person. An address they only wished for, or that an old
 * one took back, is not theirs: what is held about it is its owner's.
 */
export async function subjectsOf(tx: Tx, me: { readonly programId: string; readonly memberId: string }): Promise<DataSubject[]> {
  const members = (await tx.query(
    `SELECT id, ARRAY(SELECT c.id FROM address_changes c WHERE c.program_id = $1 AND c.member_id = members.id ORDER BY c.id) AS "addressChanges"
     FROM members WHERE program_id = $1 AND id = ANY(ARRAY(SELECT members_of_person($1, $2))) ORDER BY id <> $2, id`,
    [me.programId, me.memberId])) as { id: string; addressChanges: string[] }[];
  const rows = (await tx.query(
    `SELECT member_id AS "memberId", email, email_hash AS hash FROM identities WHERE program_id = $1 AND member_id = ANY($2)
     UNION SELECT c.member_id, c.old_email, c.old_hash FROM address_changes c
       WHERE c.program_id = $1 AND c.member_id = ANY($2) AND c.confirmed_at IS NOT NULL AND c.undone_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.program_id = $1 AND i.email_hash = c.old_hash)
     ORDER BY hash`,
    [me.programId, members.map((m) => m.id)])) as { memberId: string; email: string; hash: Buffer }[];
  return members.map(({ id, addressChanges }) => ({
    programId: me.programId, memberId: id, addressChanges,
    addresses: rows.filter((row) => row.memberId === id).map(({ email, hash }) => ({ email, hash })),
  }));
}

/** The accounts that sign in as these members, in their order. Who has been erased has none. */
export async function accountsOf(tx: Tx, subjects: readonly DataSubject[]): Promise<string[]> {
  const rows = (await tx.query(
    'SELECT account_id AS id FROM members WHERE program_id = $1 AND id = ANY($2) AND account_id IS NOT NULL ORDER BY array_position($2::uuid[], id)',
    [subjects[0]?.programId, subjects.map((subject) => subject.memberId)])) as { id: string }[];
  return rows.map((row) => row.id);
}

/** Whose book it is by now: of several members who are one person, the one that has them all. No account: they have been erased. */
export async function personOf(tx: Tx, programId: string, memberId: string): Promise<{ readonly memberId: string; readonly accountId: string | null } | null> {
  const [person] = (await tx.query(
    `WITH RECURSIVE way (id, host) AS (
       SELECT m.id, s.merged_into FROM members m LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = m.id WHERE m.program_id = $1 AND m.id = $2
       UNION SELECT s.member_id, s.merged_into FROM way JOIN standings s ON s.program_id = $1 AND s.member_id = way.host)
     SELECT m.id AS "memberId", m.account_id AS "accountId" FROM way JOIN members m ON m.program_id = $1 AND m.id = way.id WHERE way.host IS NULL`,
    [programId, memberId])) as { memberId: string; accountId: string | null }[];
  return person ?? null;
}

/** Of those who are one person: each name they gave, one by one. */
export async function namesOf(tx: Tx, programId: string, memberIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT DISTINCT n.name FROM members m LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.id LEFT JOIN accounts a ON a.id = m.account_id,
       LATERAL (VALUES (p.name), (p.board_name), (a.name)) n (name) WHERE m.program_id = $1 AND m.id = ANY($2) AND n.name IS NOT NULL`, [programId, memberIds])) as { name: string }[];
  return rows.map((row) => row.name);
}
