import { Injectable } from '@nestjs/common';
import { type ParcelStatus, readSlipCode } from '@fanfare/domain';
import { Transactions } from '../../platform/database/transactions.js';
import { batchOf } from './batch-rows.js';
import { readTrackingList, type TrackingLine } from './tracking-list.js';

export const TRACKING_PROBLEMS = ['unknown_parcel', 'not_packed', 'repeated', 'no_number'] as const;

/** A line, and the parcel that it means: null where it means none that could be shipped. */
export interface CheckedLine extends TrackingLine {
  readonly parcelId: string | null;
  readonly problem: (typeof TRACKING_PROBLEMS)[number] | null;
}

/** Says what a list of numbers would do, before it does anything. */
@Injectable()
export class Tracking {
  constructor(private readonly transactions: Transactions) {}

  /** @throws DomainError `batch.not_found`, `request.malformed` */
  async check(programId: string, batchId: string, file: Buffer): Promise<CheckedLine[]> {
    const lines = readTrackingList(file);
    return this.transactions.readProgram(programId, async (tx) => {
      const { number } = await batchOf(tx, programId, batchId);
      const parcels = (await tx.query('SELECT id, place, status FROM parcels WHERE program_id = $1 AND batch_id = $2', [programId, batchId])) as { id: string; place: number; status: ParcelStatus }[];
      const byName = (name: string) => parcels.find((parcel) => isCalled(name, number, parcel));
      const seen = new Set<string>();
      return lines.map((line): CheckedLine => {
        const parcel = byName(line.parcel);
        const problem = !parcel ? 'unknown_parcel' : parcel.status !== 'packed' ? 'not_packed' : seen.has(parcel.id) ? 'repeated' : line.tracking === '' ? 'no_number' : null;
        if (parcel) seen.add(parcel.id);
        return { ...line, parcelId: problem === null ? parcel!.id : null, problem };
      });
    });
  }
}

/** By its number, by the code of its slip, or by its id. */
function isCalled(name: string, batch: number, { id, place }: { readonly id: string; readonly place: number }): boolean {
  const code = readSlipCode(name);
  return name.toLowerCase() === id || (code !== null && code.batch === batch && code.place === place && (code.check === null || id.endsWith(code.check)));
}
