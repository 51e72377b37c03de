import { Injectable } from '@nestjs/common';
import { DomainError, permits } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { actOf, moveParcels, type ParcelStep } from './parcels/parcel-steps.js';
import { seesRecipient, type Viewer } from './parcels/viewer.js';
import { SealedBanks } from './bank-details.js';
import type { Address, BankDetails } from './rewards.dto.js';
import { grantOf, type StaffGrant } from './staff-grants.js';

/** One grant on its way to the door. Every act is in the audit log, in the same transaction. */
@Injectable()
export class Fulfilment {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly banks: SealedBanks,
  ) {}

  /** @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async step(programId: string, actorId: string, grantId: string, step: ParcelStep): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      const moved = await moveParcels(tx, programId, [grantId], step, at);
      const grant = await grantOf(tx, programId, grantId);
      if (moved.length === 0) throw new DomainError('grant.wrong_state', { grantStatus: grant.status });
      await audit(tx, programId, { actorId, action: actOf(step), subjectId: grantId, detail: { from: before.status, ...(step.kind === 'return' && { reason: step.reason }) } }, at);
      return grant;
    });
  }

  /** Notes another number of a parcel that has left. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async track(programId: string, actorId: string, grantId: string, carrier: string | null, tracking: string | null): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      const [changed] = (await tx.query(`UPDATE grants SET carrier = $3, tracking = $4 WHERE program_id = $1 AND id = $2 AND status = 'shipped' RETURNING id`, [programId, grantId, carrier, tracking])) as [unknown[], number];
      if (changed.length === 0) throw new DomainError('grant.wrong_state', { grantStatus: before.status });
      await audit(tx, programId, { actorId, action: 'grant.tracking_set', subjectId: grantId, detail: {} }, at);
      return grantOf(tx, programId, grantId);
    });
  }

  /** Where a parcel goes: shown to whoever may know, and noted that it was. @throws DomainError `grant.not_found`, `auth.forbidden` */
  async reveal(programId: string, viewer: Viewer, grantId: string): Promise<{ address: Address | null; bank: BankDetails | null }> {
    return this.transactions.inProgram(programId, async (tx) => {
      if (!seesRecipient(viewer, await grantOf(tx, programId, grantId))) throw new DomainError('auth.forbidden', { why: 'other_batch' });
      await audit(tx, programId, { actorId: viewer.accountId, action: 'grant.address_revealed', subjectId: grantId, detail: {} }, this.clock.now());
      const [details] = (await tx.query('SELECT address, bank FROM claim_details WHERE program_id = $1 AND grant_id = $2', [programId, grantId])) as { address: Address | null; bank: Buffer | null }[];
      return { address: details?.address ?? null, bank: permits(viewer.role!, 'rewards:grant') ? this.banks.open(grantId, details?.bank ?? null) : null };
    });
  }
}
