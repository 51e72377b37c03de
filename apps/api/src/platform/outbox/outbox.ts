import type { Tx } from '../database/transactions.js';
import { newId } from '../ids.js';

/** Something that has happened and that others may want to hear of. Payloads hold ids, never personal data or tokens. */
export interface OutboxEvent {
  /** Past tense: `referral.qualified`. */
  readonly topic: string;
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes events in the caller's transaction: they exist exactly if the change does. The relay takes them from there. */
export async function writeOutbox(tx: Tx, programId: string, events: readonly OutboxEvent[], at: Date): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `INSERT INTO outbox (program_id, id, topic, payload, created_at)
     SELECT $1, id, topic, payload, $5 FROM unnest($2::uuid[], $3::text[], $4::jsonb[]) AS e (id, topic, payload)`,
    [programId, events.map(() => newId()), events.map((e) => e.topic), events.map((e) => JSON.stringify(e.payload)), at],
  );
}
