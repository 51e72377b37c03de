import type { Tx } from '../../platform/database/transactions.js';
import { type OutboxEvent, writeOutbox } from '../../platform/outbox/outbox.js';
import { type GrantAction, type ReturnReason, sourcesOf } from '../grant-states.js';

/** What happens to parcels, and the last step of what needs none. */
export type ParcelStep =
  | { readonly kind: 'pack' | 'deliver' | 'fulfil' }
  | { readonly kind: 'ship'; readonly parcels: readonly ShippedParcel[] }
  | { readonly kind: 'return'; readonly reason: ReturnReason };

/** How one parcel left; null: as it was noted before. */
export interface ShippedParcel {
  readonly grantId: string;
  readonly carrier: string | null;
  readonly tracking: string | null;
}

const DONE = { pack: 'packed', ship: 'shipped', deliver: 'delivered', return: 'returned', fulfil: 'fulfilled' } as const satisfies Partial<Record<GrantAction, string>>;
/** What members are told. */
const TOLD: Partial<Record<ParcelStep['kind'], string>> = { ship: 'grant.shipped', return: 'grant.returned' };

/** What the step is called in the audit log: `grant.shipped`. */
export function actOf(step: ParcelStep): string {
  return `grant.${DONE[step.kind]}`;
}

/** Takes those parcels on that are at that point; the others stay. @param batchId only of this batch @returns who was moved */
export async function moveParcels(tx: Tx, programId: string, grantIds: readonly string[], step: ParcelStep, at: Date, batchId: string | null = null): Promise<string[]> {
  const shipped = new Map(step.kind === 'ship' ? step.parcels.map((parcel) => [parcel.grantId, parcel]) : []);
  const reason = step.kind === 'return' ? `returned_${step.reason}` : null;
  const [moved] = (await tx.query(
    `UPDATE grants g SET status = $3, updated_at = $4, carrier = coalesce(m.carrier, g.carrier), tracking = coalesce(m.tracking, g.tracking),
       reason = CASE WHEN $5::text IS NOT NULL THEN $5 WHEN g.reason LIKE 'returned\\_%' THEN NULL ELSE g.reason END
     FROM unnest($2::uuid[], $6::text[], $7::text[]) AS m (id, carrier, tracking)
     WHERE g.program_id = $1 AND g.id = m.id AND g.status = ANY($8) AND ($9::uuid IS NULL OR g.batch_id = $9)
       -- What a provider brings is settled by its step.
       AND NOT EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id)
     RETURNING g.id, g.beneficiary_id AS "memberId"`,
    [programId, grantIds, DONE[step.kind], at, reason, grantIds.map((id) => shipped.get(id)?.carrier ?? null), grantIds.map((id) => shipped.get(id)?.tracking ?? null),
      sourcesOf(step.kind), batchId])) as [{ id: string; memberId: string }[], number];
  const topic = TOLD[step.kind];
  if (topic) await writeOutbox(tx, programId, moved.map(({ id, memberId }): OutboxEvent => ({ topic, payload: { grantId: id, memberId } })), at);
  return moved.map(({ id }) => id);
}
