import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { addressLines, slipCode } from '@fanfare/domain';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { type QrPath, qrPath } from '../../platform/qr.js';
import type { Address } from '../rewards.dto.js';
import { type Batch, batchOf } from './batch-rows.js';
import { type LabelLayout, labelList } from './label-list.js';
import { PARCELS, type ParcelItem, type ParcelView, referenceOf } from './parcel-rows.js';
import { seesParcel, type Viewer } from './viewer.js';

/** A parcel with all that its slip says. */
export interface AddressedParcel {
  readonly parcel: ParcelView;
  /** On its slip: batch and place, `12-3`. */
  readonly reference: string;
  /** What a scanner reads of its slip. */
  readonly qr: QrPath;
  readonly address: Address;
  /** As it is written in its country, without the country. */
  readonly lines: string[];
}

/** Where the parcels of a batch go: to whoever opened it, or may see members. That somebody looked is noted of each. */
@Injectable()
export class AddressedParcels {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Those that are not with their members yet. @throws DomainError `batch.not_found`, `auth.forbidden` */
  async show(programId: string, viewer: Viewer, batchId: string): Promise<AddressedParcel[]> {
    return this.read(programId, viewer, batchId, 'batch.addresses_revealed');
  }

  /** The same as a table that a carrier's page takes in. @param parcelIds null: all @throws as `show` */
  async export(programId: string, viewer: Viewer, batchId: string, layout: LabelLayout, parcelIds: readonly string[] | null): Promise<string> {
    const parcels = await this.read(programId, viewer, batchId, 'batch.exported', parcelIds);
    return labelList(layout, parcels.map(({ parcel: { status, items, carrier, tracking }, reference, address }) => ({
      reference, status, address, carrier, tracking, contents: items.map(inWords).join(', '), skus: [...new Set(items.flatMap(({ sku }) => sku ?? []))].join(' '),
    })));
  }

  private async read(programId: string, viewer: Viewer, batchId: string, action: string, parcelIds: readonly string[] | null = null): Promise<AddressedParcel[]> {
    return this.transactions.inProgram(programId, async (tx) => {
      const batch = await batchOf(tx, programId, batchId);
      if (!seesParcel(viewer, { open: true, batch })) throw new DomainError('auth.forbidden', { why: 'other_batch' });
      const parcels = await openParcels(tx, programId, batch, parcelIds);
      const grantIds = [...new Set(parcels.flatMap(({ parcel }) => parcel.items.map(({ grantId }) => grantId)))];
      await audit(tx, programId, { actorId: viewer.accountId, action, subjectId: batchId, detail: { grantIds } }, this.clock.now());
      return parcels;
    });
  }
}

/** Each with the address of what is in it: all that is in one goes to the same place. */
async function openParcels(tx: Tx, programId: string, { id: batchId }: Batch, parcelIds: readonly string[] | null): Promise<AddressedParcel[]> {
  const rows = (await tx.query(
    `SELECT seen.*, c.address FROM (${PARCELS} AND p.batch_id = $2 AND ($3::uuid[] IS NULL OR p.id = ANY($3))) AS seen
       JOIN claim_details c ON c.program_id = $1 AND c.grant_id = (seen.items->0->>'grantId')::uuid AND c.address IS NOT NULL
     WHERE seen.open ORDER BY (seen.batch->>'place')::int`, [programId, batchId, parcelIds])) as (ParcelView & { address: Address })[];
  return rows.map(({ address, ...parcel }) => {
    const reference = referenceOf(parcel)!;
    return { parcel, reference, qr: qrPath(slipCode(reference, parcel.id)), address, lines: addressLines(address) };
  });
}

/** In whichever language it has: a label is not for the member. */
function inWords({ title, name, variant }: ParcelItem): string {
  const what = [Object.values(title)[0], name].filter(Boolean).join(': ');
  return variant ? `${what} (${variant})` : what;
}
