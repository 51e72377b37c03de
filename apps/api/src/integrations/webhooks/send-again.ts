import type { Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { RESEND_TOPIC } from './webhook-subscriber.js';

interface Again { readonly id: string; readonly round: number; readonly createdAt: Date }

/**
 * Deliveries of an endpoint that are over, sent anew under their old ids, with all their tries, in the order in which they happened.
 * @param which a condition on `webhook_deliveries`; its parameters begin at $4 @returns how many
 */
export async function sendAgain(tx: Tx, programId: string, endpointId: string, at: Date, which: string, params: readonly unknown[] = []): Promise<number> {
  const [again] = (await tx.query(
    `UPDATE webhook_deliveries SET status = 'pending', round = round + 1, attempts = 0, error = NULL, answer_status = NULL, next_try_at = $3
     WHERE program_id = $1 AND endpoint_id = $2 AND status <> 'pending' AND ${which} RETURNING id, round, created_at AS "createdAt"`, [programId, endpointId, at, ...params])) as [Again[], number];
  const inOrder = again.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  await writeOutbox(tx, programId, inOrder.map(({ id, round }) => ({ topic: RESEND_TOPIC, payload: { deliveryId: id, round } })), at);
  return again.length;
}
