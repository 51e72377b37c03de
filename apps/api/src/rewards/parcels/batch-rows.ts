import { DomainError } from '@fanfare/contracts';
import type { ParcelStatus } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** A batch as staff see it. */
export interface Batch {
  readonly id: string;
  readonly number: number;
  readonly openedBy: string;
  readonly openedByName: string | null;
  readonly openedAt: Date;
  /** How many of its parcels are in each status. */
  readonly parcels: Partial<Record<ParcelStatus, number>>;
}

/** Of the program $1; conditions and order may follow. */
export const BATCHES = `
  SELECT b.id, b.number, b.opened_by AS "openedBy", a.name AS "openedByName", b.opened_at AS "openedAt",
    coalesce((SELECT jsonb_object_agg(status, parcels) FROM (
      SELECT p.status, count(*) AS parcels FROM parcels p WHERE p.program_id = $1 AND p.batch_id = b.id GROUP BY p.status) AS counted), '{}') AS parcels
  FROM parcel_batches b LEFT JOIN accounts a ON a.id = b.opened_by WHERE b.program_id = $1`;

/** @throws DomainError `batch.not_found` */
export async function batchOf(tx: Tx, programId: string, batchId: string): Promise<Batch> {
  const [batch] = (await tx.query(`${BATCHES} AND b.id = $2`, [programId, batchId])) as Batch[];
  if (!batch) throw new DomainError('batch.not_found');
  return batch;
}
