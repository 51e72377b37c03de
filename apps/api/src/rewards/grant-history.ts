import type { Tx } from '../platform/database/transactions.js';
import type { GrantStatus } from './grant-states.js';

/** Something that happened to a grant: an act of the staff, or a step that nobody of them made. */
export interface GrantMoment {
  readonly at: Date;
  /** Where it was from then on; null for an act that left it where it was. */
  readonly status: GrantStatus | null;
  /** A code, where there is one: `returned_refused`. */
  readonly reason: string | null;
  /** As in the audit log: `grant.address_revealed`. */
  readonly action: string | null;
  readonly by: string | null;
  /** What staff wrote about it, until its member is erased. */
  readonly note: string | null;
}

/** In order. A step and the act that made it are of one transaction, so they have the same time; the act tells both. */
export async function historyOf(tx: Tx, programId: string, grantId: string): Promise<GrantMoment[]> {
  return (await tx.query(
    `WITH acts AS (
       SELECT a.at, a.id, a.action, acc.name AS by,
         CASE WHEN a.action = 'grant.held' THEN 'on_hold' WHEN a.action IN ('grant.rejected', 'grant.put_back') THEN 'revoked' WHEN a.action ~ '^grant.(packed|shipped|delivered|returned|fulfilled|revoked)$' THEN substr(a.action, 7) END AS status,
         CASE WHEN a.action = 'grant.returned' THEN 'returned_' || (a.detail->>'reason') END AS reason,
         (SELECT n.text FROM member_notes n WHERE n.program_id = $1 AND n.id = (a.detail->>'note')::uuid) AS note
       FROM audit_log a LEFT JOIN accounts acc ON acc.id = a.actor_id
       WHERE a.program_id = $1 AND (a.subject_id = $2 OR (a.detail->'grantIds' ? $2::text AND a.subject_id IN (SELECT id FROM parcel_batches WHERE program_id = $1 UNION ALL SELECT id FROM payout_batches WHERE program_id = $1 UNION ALL SELECT parcel_id FROM parcel_lines WHERE program_id = $1 AND grant_id = $2))))
     SELECT at, status, reason, action, by, note, 0 AS step, id FROM acts
     UNION ALL
     SELECT s.at, s.status, s.reason, NULL, NULL, NULL, s.step, NULL FROM grant_steps s
     WHERE s.program_id = $1 AND s.grant_id = $2 AND NOT EXISTS (SELECT 1 FROM acts WHERE acts.at = s.at AND acts.status = s.status)
       -- Whoever is served at once has not waited.
       AND NOT (s.status = 'queued' AND EXISTS (SELECT 1 FROM grant_steps n WHERE n.program_id = $1 AND n.grant_id = $2 AND n.step = s.step + 1 AND n.at = s.at))
     ORDER BY at, step, id`, [programId, grantId])) as GrantMoment[];
}
