import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import type { PageQuery } from '../rewards.dto.js';
import { type Batch, batchOf, BATCHES } from './batch-rows.js';
import { loosePieces, makeParcels, type Packing } from './parcel-making.js';
import { actOf, moveParcels, type ParcelStep } from './parcel-moves.js';
import { PARCELS, type ParcelView } from './parcel-rows.js';

/** A batch with its parcels. */
export interface OpenBatch {
  readonly batch: Batch;
  readonly parcels: ParcelView[];
}

/** Parcels that somebody packs together. */
@Injectable()
export class Batches {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(programId: string, query: PageQuery): Promise<{ batches: Batch[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    const batches = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${BATCHES} AND ($2::timestamptz IS NULL OR (b.opened_at, b.id) < ($2, $3::uuid)) ORDER BY b.opened_at DESC, b.id DESC LIMIT $4`,
      [programId, after?.at ?? null, after?.id ?? null, query.limit + 1])) as Batch[]);
    return { batches: batches.slice(0, query.limit), nextCursor: nextCursor(batches, query.limit, (batch) => ({ at: batch.openedAt, id: batch.id })) };
  }

  /** @throws DomainError `batch.not_found` */
  async show(programId: string, batchId: string): Promise<OpenBatch> {
    return this.transactions.readProgram(programId, async (tx) => ({ batch: await batchOf(tx, programId, batchId), parcels: await parcelsOf(tx, programId, batchId) }));
  }

  /**
   * Takes what was claimed, what is left of it, or what came back into a batch of one's own: all or none.
   * @throws DomainError `batch.parcels_taken` when one of them is not there to be packed, or is in another batch by now
   */
  async open(programId: string, actorId: string, grantIds: readonly string[], packing: Packing): Promise<OpenBatch> {
    const at = this.clock.now();
    const batchId = newId();
    return this.transactions.inProgram(programId, async (tx) => {
      await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR NO KEY UPDATE', [programId]); // one number after the other
      await tx.query(
        `INSERT INTO parcel_batches (program_id, id, number, opened_by, opened_at) SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4 FROM parcel_batches WHERE program_id = $1`,
        [programId, batchId, actorId, at]);
      const loose = (await loosePieces(tx, programId, grantIds)).filter(({ address }) => address !== null);
      if (loose.length < grantIds.length) throw new DomainError('batch.parcels_taken', { missing: grantIds.length - loose.length });
      await makeParcels(tx, programId, batchId, loose, packing, at);
      await audit(tx, programId, { actorId, action: 'batch.opened', subjectId: batchId, detail: { grantIds } }, at);
      return { batch: await batchOf(tx, programId, batchId), parcels: await parcelsOf(tx, programId, batchId) };
    });
  }

  /** Takes those of its parcels on that are at that point. @returns how many @throws DomainError `batch.not_found` */
  async step(programId: string, actorId: string, batchId: string, parcelIds: readonly string[], step: ParcelStep): Promise<number> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await batchOf(tx, programId, batchId);
      const moved = await moveParcels(tx, programId, parcelIds, step, at, batchId);
      await audit(tx, programId, { actorId, action: actOf(step), subjectId: batchId, detail: { grantIds: moved.flatMap(({ grantIds }) => grantIds) } }, at);
      return moved.length;
    });
  }
}

async function parcelsOf(tx: Tx, programId: string, batchId: string): Promise<ParcelView[]> {
  return (await tx.query(`${PARCELS} AND p.batch_id = $2 ORDER BY p.place`, [programId, batchId])) as ParcelView[];
}
