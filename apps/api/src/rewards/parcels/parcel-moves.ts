import { PARCEL_STEPS, type ParcelAction, type ParcelStatus, standingOf } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { type OutboxEvent, writeOutbox } from '../../platform/outbox/outbox.js';
import { type GrantStatus, PACKABLE, type ReturnReason } from '../grant-states.js';
import { stopForSuspended } from '../grant-writes.js';

/** What happens to parcels. */
export type ParcelStep =
  | { readonly kind: 'pack' | 'unpack' | 'unship' | 'deliver' }
  | { readonly kind: 'ship'; readonly parcels: readonly ShippedParcel[] }
  | { readonly kind: 'return'; readonly reason: ReturnReason };

/** How one parcel left; null: as it was noted before. */
export interface ShippedParcel {
  readonly parcelId: string;
  readonly carrier: string | null;
  readonly tracking: string | null;
}

/** A parcel that went on, with what is in it. */
export interface MovedParcel {
  readonly id: string;
  readonly memberId: string;
  readonly grantIds: string[];
}

const ACTS = { pack: 'packed', unpack: 'unpacked', ship: 'shipped', unship: 'unshipped', deliver: 'delivered', return: 'returned' } as const satisfies Record<ParcelAction, string>;
/** What a step writes beside the status; `$4` is when, or null where a step is taken back. */
const NOTES: Record<ParcelAction, string> = {
  pack: 'packed_at = $4', unpack: 'packed_at = $4',
  ship: 'shipped_at = $4, carrier = coalesce(m.carrier, p.carrier), tracking = coalesce(m.tracking, p.tracking)',
  unship: 'shipped_at = $4, tracking = NULL', // most likely it was the wrong number
  deliver: 'delivered_at = $4', return: 'returned_at = $4',
};

/** The pieces of a grant `g` of a reward `r`, by number. */
export const PIECES = 'generate_series(1, greatest(1, cardinality(coalesce(g.contents, r.contents))))';

/** What the step is called in the audit log: `grant.shipped`. */
export function actOf(step: ParcelStep): string {
  return `grant.${ACTS[step.kind]}`;
}

/**
 * Takes those parcels on that are at that point, and what is in them with them; the others stay. Grants are locked first, as
 * everywhere: of two who scan the same slip one moves it. @param batchId only of this batch
 */
export async function moveParcels(tx: Tx, programId: string, parcelIds: readonly string[], step: ParcelStep, at: Date, batchId: string | null = null): Promise<MovedParcel[]> {
  await tx.query(
    `SELECT 1 FROM grants WHERE program_id = $1 AND id IN (SELECT grant_id FROM parcel_lines WHERE program_id = $1 AND parcel_id = ANY($2)) ORDER BY id FOR NO KEY UPDATE`, [programId, parcelIds]);
  const { from, to } = PARCEL_STEPS[step.kind];
  const shipped = new Map(step.kind === 'ship' ? step.parcels.map((parcel) => [parcel.parcelId, parcel]) : []);
  const [moved] = (await tx.query(
    `UPDATE parcels p SET status = $3, ${NOTES[step.kind]}, return_reason = $7 FROM unnest($2::uuid[], $5::text[], $6::text[]) AS m (id, carrier, tracking)
     WHERE p.program_id = $1 AND p.id = m.id AND p.status = ANY($8) AND ($9::uuid IS NULL OR p.batch_id = $9)
       AND ($10::text[] IS NULL OR NOT EXISTS (SELECT 1 FROM parcel_lines l JOIN grants g ON g.program_id = $1 AND g.id = l.grant_id
         WHERE l.program_id = $1 AND l.parcel_id = p.id AND g.status <> ALL($10)))
     RETURNING p.id, p.beneficiary_id AS "memberId", ARRAY(SELECT DISTINCT l.grant_id FROM parcel_lines l WHERE l.program_id = $1 AND l.parcel_id = p.id) AS "grantIds"`,
    [programId, parcelIds, to, step.kind === 'unpack' || step.kind === 'unship' ? null : at, parcelIds.map((id) => shipped.get(id)?.carrier ?? null),
      parcelIds.map((id) => shipped.get(id)?.tracking ?? null), step.kind === 'return' ? step.reason : null, from, batchId, step.kind === 'pack' ? PACKABLE : null])) as [MovedParcel[], number];
  await settle(tx, programId, [...new Set(moved.flatMap(({ grantIds }) => grantIds))], step, at);
  await tell(tx, programId, moved, step, at);
  return moved;
}

/** Says of each grant where it is, now that its parcels are where they are. */
async function settle(tx: Tx, programId: string, grantIds: readonly string[], step: ParcelStep, at: Date): Promise<void> {
  const rows = (await tx.query(
    `SELECT g.id, g.status, array_agg(p.status ORDER BY n.piece) AS pieces FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id CROSS JOIN LATERAL ${PIECES} AS n (piece)
       LEFT JOIN parcel_lines l ON l.program_id = $1 AND l.grant_id = g.id AND l.piece = n.piece AND NOT l.replaced
       LEFT JOIN parcels p ON p.program_id = $1 AND p.id = l.parcel_id
     WHERE g.program_id = $1 AND g.id = ANY($2) GROUP BY g.id, g.status`, [programId, grantIds])) as { id: string; status: GrantStatus; pieces: (ParcelStatus | null)[] }[];
  const now = rows.map((row) => ({ ...row, standing: standingOf(row.pieces) ?? 'claimed' }));
  const changed = now.filter(({ status, standing }) => MOVES.has(status) && (status !== standing || step.kind === 'return'));
  await tx.query(
    `UPDATE grants g SET updated_at = $4,
       -- Its award fell while it was packed: unpacked, it is stopped as it would have been.
       status = CASE WHEN m.status = 'claimed' AND g.reason = 'stands' THEN 'suspended' ELSE m.status END, resume_status = CASE WHEN m.status = 'claimed' AND g.reason = 'stands' THEN 'claimed' END,
       reason = CASE WHEN m.status = 'claimed' AND g.reason = 'stands' THEN 'award_suspended' WHEN m.status = 'returned' THEN coalesce($5, g.reason) WHEN g.reason LIKE 'returned\\_%' THEN NULL ELSE g.reason END
     FROM unnest($2::uuid[], $3::text[]) AS m (id, status) WHERE g.program_id = $1 AND g.id = m.id`,
    [programId, changed.map(({ id }) => id), changed.map(({ standing }) => standing), at, step.kind === 'return' ? `returned_${step.reason}` : null]);
  await stopForSuspended(tx, programId, changed.map(({ id }) => id), at);
}

/** Where a grant is because of its parcels. */
const MOVES: ReadonlySet<GrantStatus> = new Set(['claimed', 'packed', 'shipped', 'delivered', 'returned']);

/** Says of each leaving when it was: taken back and done again, its mail is still sent once. */
async function tell(tx: Tx, programId: string, moved: readonly MovedParcel[], step: ParcelStep, at: Date): Promise<void> {
  if (step.kind !== 'ship' && step.kind !== 'return') return;
  await writeOutbox(tx, programId, moved.map(({ id, memberId, grantIds }): OutboxEvent =>
    ({ topic: `grant.${ACTS[step.kind]}`, payload: { parcelId: id, memberId, grantId: grantIds[0]!, ...(step.kind === 'ship' && { shippedAt: at.toISOString() }) } })), at);
}
