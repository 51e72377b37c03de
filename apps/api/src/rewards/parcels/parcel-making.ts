import type { Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { PACKABLE } from '../grant-states.js';
import { PIECES } from './parcel-moves.js';

/** Whether each reward goes in a parcel of its own, or all that goes to the same member and address in one. */
export const PACKINGS = ['each', 'together'] as const;
export type Packing = (typeof PACKINGS)[number];

/** Of a grant, what is in no parcel, or in one that came back. */
export interface LoosePieces {
  readonly grantId: string;
  readonly memberId: string;
  /** As the database writes it: equal where the addresses are. */
  readonly address: string | null;
  readonly pieces: number[];
}

/** What of these grants can be packed; they are locked until the transaction ends. In the order of the ids. */
export async function loosePieces(tx: Tx, programId: string, grantIds: readonly string[]): Promise<LoosePieces[]> {
  await tx.query('SELECT 1 FROM grants WHERE program_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE', [programId, grantIds]);
  return (await tx.query(
    `SELECT g.id AS "grantId", g.beneficiary_id AS "memberId", c.address::text AS address, array_agg(n.piece ORDER BY n.piece) AS pieces
     FROM unnest($2::uuid[]) WITH ORDINALITY AS m (id, turn) JOIN grants g ON g.program_id = $1 AND g.id = m.id
       JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id CROSS JOIN LATERAL ${PIECES} AS n (piece)
       LEFT JOIN claim_details c ON c.program_id = $1 AND c.grant_id = g.id
     WHERE g.status = ANY($3) AND ${IS_LOOSE} GROUP BY g.id, g.beneficiary_id, c.address, m.turn ORDER BY m.turn`, [programId, grantIds, PACKABLE])) as LoosePieces[];
}

/** Of a piece `n` of a grant `g` of the program $1: it is in no parcel, or in one that came back. */
const IS_LOOSE = `NOT EXISTS (SELECT 1 FROM parcel_lines l JOIN parcels p ON p.program_id = $1 AND p.id = l.parcel_id
  WHERE l.program_id = $1 AND l.grant_id = g.id AND l.piece = n.piece AND NOT l.replaced AND p.status <> 'returned')`;

/** Of a grant `g` of a reward `r` of the program $1: something of it can be packed. */
export const IS_PACKABLE = `(g.status IN (${PACKABLE.map((status) => `'${status}'`).join(', ')}) AND EXISTS (SELECT 1 FROM ${PIECES} AS n (piece) WHERE ${IS_LOOSE}))`;

/** Makes parcels of them, in that order. What a grant consists of is fixed by its first. @param batchId null: packed by itself @returns their ids */
export async function makeParcels(tx: Tx, programId: string, batchId: string | null, loose: readonly LoosePieces[], packing: Packing, at: Date): Promise<string[]> {
  const grantIds = loose.map(({ grantId }) => grantId);
  await tx.query(
    `UPDATE parcel_lines l SET replaced = true FROM parcels p
     WHERE l.program_id = $1 AND l.grant_id = ANY($2) AND NOT l.replaced AND p.program_id = $1 AND p.id = l.parcel_id AND p.status = 'returned'`, [programId, grantIds]);
  await tx.query('UPDATE grants g SET contents = r.contents FROM rewards r WHERE g.program_id = $1 AND g.id = ANY($2) AND g.contents IS NULL AND r.program_id = $1 AND r.id = g.reward_id', [programId, grantIds]);
  const parcels = [...Map.groupBy(loose, (grant) => (packing === 'together' ? `${grant.memberId} ${grant.address}` : grant.grantId)).values()].map((grants) => ({ id: newId(at), grants }));
  await tx.query(
    `INSERT INTO parcels (program_id, id, beneficiary_id, batch_id, place, status, opened_at)
     SELECT $1, p.id, p.member_id, $2::uuid, CASE WHEN $2::uuid IS NOT NULL THEN p.place END, 'to_pack', $5 FROM unnest($3::uuid[], $4::uuid[]) WITH ORDINALITY AS p (id, member_id, place)`,
    [programId, batchId, parcels.map(({ id }) => id), parcels.map(({ grants }) => grants[0]!.memberId), at]);
  const lines = parcels.flatMap(({ id, grants }) => grants.flatMap(({ grantId, pieces }) => pieces.map((piece) => ({ id, grantId, piece }))));
  await tx.query(
    'INSERT INTO parcel_lines (program_id, parcel_id, grant_id, piece) SELECT $1, l.* FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS l (parcel_id, grant_id, piece)',
    [programId, lines.map(({ id }) => id), lines.map(({ grantId }) => grantId), lines.map(({ piece }) => piece)]);
  return parcels.map(({ id }) => id);
}

/** Something that is left out of a parcel, because it is not there. */
export interface LeftOut {
  readonly grantId: string;
  readonly piece: number;
}

/** Takes pieces out of a parcel that is not packed; one in which nothing is left is gone. @returns how many were in it */
export async function leaveOut(tx: Tx, programId: string, parcelId: string, out: readonly LeftOut[]): Promise<number> {
  await tx.query('SELECT 1 FROM grants WHERE program_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE', [programId, out.map(({ grantId }) => grantId)]);
  const [left] = (await tx.query(
    `DELETE FROM parcel_lines l USING unnest($3::uuid[], $4::int[]) AS o (grant_id, piece), parcels p
     WHERE l.program_id = $1 AND l.parcel_id = $2 AND l.grant_id = o.grant_id AND l.piece = o.piece AND p.program_id = $1 AND p.id = $2 AND p.status = 'to_pack' RETURNING 1`,
    [programId, parcelId, out.map(({ grantId }) => grantId), out.map(({ piece }) => piece)])) as [unknown[], number];
  await dropEmpty(tx, programId);
  return left.length;
}

/** A grant that goes elsewhere now leaves the parcels that it shared with others; it can be packed again. */
export async function leaveShared(tx: Tx, programId: string, grantId: string): Promise<void> {
  await tx.query(
    `DELETE FROM parcel_lines l USING parcels p WHERE l.program_id = $1 AND l.grant_id = $2 AND p.program_id = $1 AND p.id = l.parcel_id AND p.status = 'to_pack'
       AND EXISTS (SELECT 1 FROM parcel_lines o JOIN claim_details theirs ON theirs.program_id = $1 AND theirs.grant_id = o.grant_id
         WHERE o.program_id = $1 AND o.parcel_id = p.id AND o.grant_id <> $2
           AND theirs.address IS DISTINCT FROM (SELECT c.address FROM claim_details c WHERE c.program_id = $1 AND c.grant_id = $2))`, [programId, grantId]);
}

async function dropEmpty(tx: Tx, programId: string): Promise<void> {
  await tx.query(
    `DELETE FROM parcels p WHERE p.program_id = $1 AND p.status = 'to_pack' AND NOT EXISTS (SELECT 1 FROM parcel_lines l WHERE l.program_id = $1 AND l.parcel_id = p.id)`, [programId]);
}
