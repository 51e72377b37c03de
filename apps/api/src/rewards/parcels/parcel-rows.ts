import { DomainError } from '@fanfare/contracts';
import type { ParcelStatus } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import type { GrantStatus, ReturnReason } from '../grant-states.js';
import type { Texts } from '../reward.entity.js';

/** A piece in a parcel. */
export interface ParcelItem {
  readonly grantId: string;
  readonly status: GrantStatus;
  readonly piece: number;
  readonly rewardId: string;
  readonly title: Texts;
  /** What the piece is called; null where the reward is one. */
  readonly name: string | null;
  readonly variant: string | null;
  readonly sku: string | null;
}

/** A parcel as staff see it; where it goes is shown only to who may know, and noted. */
export interface ParcelView {
  readonly id: string;
  readonly status: ParcelStatus;
  readonly memberId: string;
  readonly memberName: string | null;
  readonly batch: { readonly id: string; readonly number: number; readonly place: number; readonly openedBy: string } | null;
  readonly items: readonly ParcelItem[];
  /** Of the address: what postage depends on. */
  readonly country: string | null;
  readonly hasAddress: boolean;
  /** Something in it was stopped or taken back. */
  readonly stopped: boolean;
  /** Whoever packs it still has to do with it. */
  readonly open: boolean;
  readonly carrier: string | null;
  readonly tracking: string | null;
  readonly returnReason: ReturnReason | null;
  readonly openedAt: Date;
  readonly shippedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly returnedAt: Date | null;
}

/** Of the program $1; conditions and order may follow. */
export const PARCELS = `
  SELECT p.id, p.status, p.beneficiary_id AS "memberId", f.name AS "memberName",
    CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('id', b.id, 'number', b.number, 'place', p.place, 'openedBy', b.opened_by) END AS batch,
    held.items, held.country, coalesce(held."hasAddress", false) AS "hasAddress", coalesce(held.stopped, false) AS stopped,
    NOT coalesce(held.stopped, false) AND (p.status IN ('to_pack', 'packed', 'shipped') OR (p.status = 'returned' AND held.waits)) AS open,
    p.carrier, p.tracking, p.return_reason AS "returnReason", p.opened_at AS "openedAt", p.shipped_at AS "shippedAt", p.delivered_at AS "deliveredAt", p.returned_at AS "returnedAt"
  FROM parcels p LEFT JOIN parcel_batches b ON b.program_id = $1 AND b.id = p.batch_id
    LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = p.beneficiary_id
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_object('grantId', g.id, 'status', g.status, 'piece', l.piece, 'rewardId', r.id, 'title', r.title, 'name', g.contents[l.piece], 'variant', v.label, 'sku', v.sku)
          ORDER BY g.awarded_at, g.id, l.piece), '[]') AS items,
        min(c.address->>'country') AS country, bool_or(c.address IS NOT NULL) AS "hasAddress", bool_or(NOT l.replaced) AS waits,
        bool_or(NOT l.replaced AND g.status IN ('suspended', 'revoked', 'on_hold')) AS stopped
      FROM parcel_lines l JOIN grants g ON g.program_id = $1 AND g.id = l.grant_id JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
        LEFT JOIN reward_variants v ON v.program_id = $1 AND v.id = g.variant_id
        LEFT JOIN claim_details c ON c.program_id = $1 AND c.grant_id = g.id
      WHERE l.program_id = $1 AND l.parcel_id = p.id) AS held
  WHERE p.program_id = $1`;

/** @throws DomainError `parcel.not_found` */
export async function parcelOf(tx: Tx, programId: string, parcelId: string): Promise<ParcelView> {
  const [parcel] = (await tx.query(`${PARCELS} AND p.id = $2`, [programId, parcelId])) as ParcelView[];
  if (!parcel) throw new DomainError('parcel.not_found');
  return parcel;
}

/** On its slip: `12-3`; null for one that was packed by itself. */
export function referenceOf({ batch }: Pick<ParcelView, 'batch'>): string | null {
  return batch && `${batch.number}-${batch.place}`;
}

const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A parcel that a grant, or a part of it, is or was in. */
export interface ParcelOfGrant {
  readonly id: string;
  readonly status: ParcelStatus;
  readonly batch: { readonly id: string; readonly number: number; readonly place: number; readonly openedBy: string } | null;
  /** What of the grant is in it, by name; empty where the reward is one piece. */
  readonly contents: string[];
  readonly carrier: string | null;
  readonly tracking: string | null;
  readonly returnReason: ReturnReason | null;
  /** ISO. */
  readonly shippedAt: string | null;
  readonly deliveredAt: string | null;
  readonly returnedAt: string | null;
}

/** The parcels of a grant `g` of the program $1, in the order of their making. */
export const PARCELS_OF_GRANT = `coalesce((
  SELECT jsonb_agg(jsonb_build_object('id', p.id, 'status', p.status, 'contents', held.names, 'carrier', p.carrier, 'tracking', p.tracking, 'returnReason', p.return_reason,
      'batch', CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('id', b.id, 'number', b.number, 'place', p.place, 'openedBy', b.opened_by) END,
      'shippedAt', ${iso('p.shipped_at')}, 'deliveredAt', ${iso('p.delivered_at')}, 'returnedAt', ${iso('p.returned_at')}) ORDER BY p.opened_at, p.id)
  FROM (SELECT l.parcel_id, array_remove(array_agg(g.contents[l.piece] ORDER BY l.piece), NULL) AS names FROM parcel_lines l WHERE l.program_id = $1 AND l.grant_id = g.id GROUP BY l.parcel_id) AS held
    JOIN parcels p ON p.program_id = $1 AND p.id = held.parcel_id LEFT JOIN parcel_batches b ON b.program_id = $1 AND b.id = p.batch_id), '[]')`;

/** Of a grant `g` of the program $1: somebody has taken it, or a part of it, to be packed, or may be bringing it by hand at this moment. */
export const IS_TAKEN = `(EXISTS (SELECT 1 FROM parcel_lines l WHERE l.program_id = $1 AND l.grant_id = g.id)
  OR EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.status = 'waiting' AND s.waits_for = 'staff'))`;

/** Of a grant `g` of a reward `r` of the program $1: its pieces that have not left, by name; empty where it is one piece. */
export const STILL_HERE = `ARRAY(SELECT name FROM unnest(coalesce(g.contents, r.contents)) WITH ORDINALITY AS c (name, piece) WHERE NOT EXISTS (
  SELECT 1 FROM parcel_lines l JOIN parcels p ON p.program_id = $1 AND p.id = l.parcel_id
  WHERE l.program_id = $1 AND l.grant_id = g.id AND l.piece = c.piece AND NOT l.replaced AND p.status IN ('shipped', 'delivered')) ORDER BY piece)`;
