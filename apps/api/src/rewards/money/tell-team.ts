import { type Permission, permits, type Role } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';

/** An event for each of the team who may do something about it: each gets a mail of their own. */
export async function tellTeam(tx: Tx, programId: string, topic: string, permission: Permission, payload: Readonly<Record<string, string>>, at: Date): Promise<void> {
  const team = (await tx.query('SELECT account_id AS id, role FROM account_programs WHERE program_id = $1 AND role IS NOT NULL ORDER BY account_id', [programId])) as { id: string; role: Role }[];
  await writeOutbox(tx, programId, team.filter(({ role }) => permits(role, permission)).map(({ id }) => ({ topic, payload: { ...payload, accountId: id } })), at);
}
