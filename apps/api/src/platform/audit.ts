import type { Tx } from './database/transactions.js';
import { newId } from './ids.js';

/** A privileged act. `detail` names what changed, without personal data: what staff wrote about a member is a note on them, and its id stands here. */
export interface AuditedAct {
  readonly actorId: string | null;
  /** `context.verb`, e.g. `referral.approved`. */
  readonly action: string;
  readonly subjectId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes the act in the transaction that does it: there is no act without its row. */
export async function audit(tx: Tx, programId: string, act: AuditedAct, at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO audit_log (program_id, id, at, actor_id, action, subject_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [programId, newId(), at, act.actorId, act.action, act.subjectId, JSON.stringify(act.detail)],
  );
}
