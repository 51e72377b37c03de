import { Injectable } from '@nestjs/common';
import { DomainError, permits } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { loosePieces, makeParcels } from './parcels/parcel-making.js';
import { actOf, moveParcels, type ParcelStep } from './parcels/parcel-moves.js';
import { seesRecipient, type Viewer } from './parcels/viewer.js';
import { SealedBanks } from './bank-details.js';
import { sourcesOf } from './grant-states.js';
import type { Address, BankDetails } from './rewards.dto.js';
import { grantOf, type StaffGrant } from './staff-grants.js';

/** What happens to the parcels of a grant; carrier and number are of all that leave now. */
export type GrantParcelStep = Exclude<ParcelStep, { kind: 'ship' }> | { readonly kind: 'ship'; readonly carrier: string | null; readonly tracking: string | null };

/** One grant on its way to the door. Every act is in the audit log, in the same transaction. */
@Injectable()
export class Fulfilment {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly banks: SealedBanks,
  ) {}

  /** Takes the parcels on that it is in, with all that is in them; what of it is in none yet is packed in one. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async step(programId: string, actorId: string, grantId: string, step: GrantParcelStep): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      const loose = step.kind === 'pack' && before.delivery === null ? await loosePieces(tx, programId, [grantId]) : []; // what a provider brings is in no parcel
      await makeParcels(tx, programId, null, loose, 'each', at);
      const held = (await tx.query('SELECT DISTINCT parcel_id AS id FROM parcel_lines WHERE program_id = $1 AND grant_id = $2 AND NOT replaced', [programId, grantId])) as { id: string }[];
      const parcelIds = held.map(({ id }) => id);
      const whole = step.kind === 'ship' ? { kind: step.kind, parcels: parcelIds.map((parcelId) => ({ parcelId, carrier: step.carrier, tracking: step.tracking })) } : step;
      const moved = await moveParcels(tx, programId, parcelIds, whole, at);
      if (moved.length === 0) throw new DomainError('grant.wrong_state', { grantStatus: (await grantOf(tx, programId, grantId)).status });
      await audit(tx, programId, { actorId, action: actOf(whole), subjectId: grantId, detail: { from: before.status, ...(step.kind === 'return' && { reason: step.reason }) } }, at);
      return grantOf(tx, programId, grantId);
    });
  }

  /** The end of what needs no parcel. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async fulfil(programId: string, actorId: string, grantId: string): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      const [done] = (await tx.query(
        // What a provider brings is settled by its step.
        `UPDATE grants g SET status = 'fulfilled', updated_at = $3 WHERE g.program_id = $1 AND g.id = $2 AND g.status = ANY($4)
           AND NOT EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id) RETURNING g.id`, [programId, grantId, at, sourcesOf('fulfil')])) as [unknown[], number];
      if (done.length === 0) throw new DomainError('grant.wrong_state', { grantStatus: before.status });
      await audit(tx, programId, { actorId, action: 'grant.fulfilled', subjectId: grantId, detail: { from: before.status } }, at);
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
