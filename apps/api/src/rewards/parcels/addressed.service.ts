import { Injectable } from '@nestjs/common';
import { DomainError, permits } from '@fanfare/contracts';
import { addressLines } from '@fanfare/domain';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { toCsv } from '../../platform/csv.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { type GrantStatus, OPEN_PARCEL } from '../grant-states.js';
import type { Texts } from '../reward.entity.js';
import type { Address } from '../rewards.dto.js';
import { batchOf } from './batch-rows.js';
import type { Viewer } from './viewer.js';

/** A parcel with all that its slip says. */
export interface AddressedParcel {
  readonly grantId: string;
  /** On its slip: batch and place, `12-3`. */
  readonly parcel: string;
  readonly status: GrantStatus;
  readonly memberName: string | null;
  readonly address: Address;
  /** As it is written in its country, without the country. */
  readonly lines: string[];
  readonly item: Texts;
  readonly variant: string | null;
  readonly sku: string | null;
  readonly carrier: string | null;
  readonly tracking: string | null;
}
interface Row extends Omit<AddressedParcel, 'parcel' | 'lines'> {
  readonly number: number;
  readonly place: number;
}

const COLUMNS = ['parcel', 'status', 'name', 'line1', 'line2', 'postal_code', 'city', 'region', 'country', 'phone', 'item', 'variant', 'sku', 'carrier', 'tracking'];

/** Where the parcels of a batch go: to whoever opened it, or may see members. That somebody looked is noted. */
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

  /** The same as a table. @throws as `show` */
  async export(programId: string, viewer: Viewer, batchId: string): Promise<string> {
    const parcels = await this.read(programId, viewer, batchId, 'batch.exported');
    return toCsv(COLUMNS, parcels.map(({ address: a, item, ...p }) => [
      p.parcel, p.status, a.name, a.line1, a.line2 ?? null, a.postalCode ?? null, a.city, a.region ?? null, a.country, a.phone ?? null,
      Object.values(item)[0] ?? null, p.variant, p.sku, p.carrier, p.tracking,
    ]));
  }

  private async read(programId: string, viewer: Viewer, batchId: string, action: string): Promise<AddressedParcel[]> {
    return this.transactions.inProgram(programId, async (tx) => {
      const batch = await batchOf(tx, programId, batchId);
      if (!mayOpen(viewer, batch.openedBy)) throw new DomainError('auth.forbidden', { why: 'other_batch' });
      const rows = await addressedRows(tx, programId, batchId);
      await audit(tx, programId, { actorId: viewer.accountId, action, subjectId: batchId, detail: { grantIds: rows.map((row) => row.grantId) } }, this.clock.now());
      return rows.map(({ number, place, ...row }) => ({ ...row, parcel: `${number}-${place}`, lines: addressLines(row.address) }));
    });
  }
}

function mayOpen({ accountId, role }: Viewer, openedBy: string): boolean {
  return role !== null && (permits(role, 'members:read') || (permits(role, 'grants:ship') && openedBy === accountId));
}

async function addressedRows(tx: Tx, programId: string, batchId: string): Promise<Row[]> {
  return (await tx.query(
    `SELECT g.id AS "grantId", b.number, g.batch_place AS place, g.status, f.name AS "memberName", c.address, r.title AS item, v.label AS variant, v.sku, g.carrier, g.tracking
     FROM grants g JOIN parcel_batches b ON b.program_id = $1 AND b.id = g.batch_id
       JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
       JOIN claim_details c ON c.program_id = $1 AND c.grant_id = g.id AND c.address IS NOT NULL
       LEFT JOIN reward_variants v ON v.program_id = $1 AND v.id = g.variant_id
       LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = g.beneficiary_id
     WHERE g.program_id = $1 AND g.batch_id = $2 AND g.status = ANY($3) ORDER BY g.batch_place`, [programId, batchId, OPEN_PARCEL])) as Row[];
}
