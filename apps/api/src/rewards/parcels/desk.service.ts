import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { type ParcelStatus, readSlipCode } from '@fanfare/domain';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { PACKABLE } from '../grant-states.js';
import type { PageQuery } from '../rewards.dto.js';
import { leaveOut, type LeftOut } from './parcel-making.js';
import { actOf, moveParcels, type ParcelStep } from './parcel-moves.js';
import { type ParcelItem, parcelOf, PARCELS, type ParcelView } from './parcel-rows.js';

/** What came of a scanned slip. `ready`: it is packed, and may leave; `already`: it has left. */
export const SCAN_OUTCOMES = ['packed', 'ready', 'already', 'stopped'] as const;
export type ScanOutcome = (typeof SCAN_OUTCOMES)[number];

/** One parcel at a time, as it lies on the table. */
@Injectable()
export class PackingDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Those in a status, oldest first. */
  async list(programId: string, query: PageQuery & { readonly status: ParcelStatus }): Promise<{ parcels: ParcelView[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    const parcels = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${PARCELS} AND p.status = $2 AND ($3::timestamptz IS NULL OR (p.opened_at, p.id) > ($3, $4::uuid)) ORDER BY p.opened_at, p.id LIMIT $5`,
      [programId, query.status, after?.at ?? null, after?.id ?? null, query.limit + 1])) as ParcelView[]);
    return { parcels: parcels.slice(0, query.limit), nextCursor: nextCursor(parcels, query.limit, (parcel) => ({ at: parcel.openedAt, id: parcel.id })) };
  }

  /**
   * Finds the parcel of a slip, and packs it where it is to be packed: of two who scan it, one does. What was taken back for good
   * since the slip was printed leaves the parcel, as long as something else is in it: whoever holds it is told what to take out.
   * @throws DomainError `parcel.not_found`, also for the slip of another program
   */
  async scan(programId: string, actorId: string, code: string): Promise<{ outcome: ScanOutcome; parcel: ParcelView; leftOut: readonly ParcelItem[] }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const id = await scanned(tx, programId, code);
      const leftOut = await this.leaveOutRevoked(tx, programId, actorId, id, at);
      const isPacked = await this.move(tx, programId, actorId, id, { kind: 'pack' }, at);
      const parcel = await parcelOf(tx, programId, id);
      return { outcome: isPacked ? 'packed' : outcomeOf(parcel), parcel, leftOut };
    });
  }

  /** @throws DomainError `parcel.not_found`, `parcel.wrong_state` */
  async step(programId: string, actorId: string, parcelId: string, step: ParcelStep): Promise<ParcelView> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await parcelOf(tx, programId, parcelId);
      const isMoved = await this.move(tx, programId, actorId, parcelId, step, at);
      const parcel = await parcelOf(tx, programId, parcelId);
      if (!isMoved) throw wrongState(parcel);
      return parcel;
    });
  }

  /** Notes another number of a parcel that has left. @throws DomainError `parcel.not_found`, `parcel.wrong_state` */
  async track(programId: string, actorId: string, parcelId: string, carrier: string | null, tracking: string | null): Promise<ParcelView> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await parcelOf(tx, programId, parcelId);
      const [changed] = (await tx.query(`UPDATE parcels SET carrier = $3, tracking = $4 WHERE program_id = $1 AND id = $2 AND status = 'shipped' RETURNING id`, [programId, parcelId, carrier, tracking])) as [unknown[], number];
      if (changed.length === 0) throw wrongState(before);
      await audit(tx, programId, { actorId, action: 'grant.tracking_set', subjectId: parcelId, detail: { grantIds: grantsIn(before) } }, at);
      return parcelOf(tx, programId, parcelId);
    });
  }

  /** What is not there stays here and can be packed later, in a parcel of its own. @throws DomainError `parcel.not_found`, `parcel.wrong_state` */
  async leaveOut(programId: string, actorId: string, parcelId: string, out: readonly LeftOut[]): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      const before = await parcelOf(tx, programId, parcelId);
      if ((await leaveOut(tx, programId, parcelId, out)) < out.length) throw wrongState(before);
      await noteLeftOut(tx, programId, actorId, parcelId, out, at);
    });
  }

  /** What is only stopped for now stays in it, and so does all if nothing would be left. */
  private async leaveOutRevoked(tx: Tx, programId: string, actorId: string, parcelId: string, at: Date): Promise<readonly ParcelItem[]> {
    const { items } = await parcelOf(tx, programId, parcelId);
    const revoked = items.filter(({ status }) => status === 'revoked');
    const canGo = items.length > revoked.length && items.every(({ status }) => status === 'revoked' || PACKABLE.includes(status));
    if (!canGo || (await leaveOut(tx, programId, parcelId, revoked)) === 0) return [];
    await noteLeftOut(tx, programId, actorId, parcelId, revoked.map(({ grantId, piece }) => ({ grantId, piece })), at);
    return revoked;
  }

  private async move(tx: Tx, programId: string, actorId: string, parcelId: string, step: ParcelStep, at: Date): Promise<boolean> {
    const [moved] = await moveParcels(tx, programId, [parcelId], step, at);
    if (!moved) return false;
    await audit(tx, programId, { actorId, action: actOf(step), subjectId: parcelId, detail: { grantIds: moved.grantIds, ...(step.kind === 'return' && { reason: step.reason }) } }, at);
    return true;
  }
}

async function noteLeftOut(tx: Tx, programId: string, actorId: string, parcelId: string, out: readonly LeftOut[], at: Date): Promise<void> {
  await audit(tx, programId, { actorId, action: 'grant.left_out', subjectId: parcelId, detail: { grantIds: [...new Set(out.map(({ grantId }) => grantId))], out } }, at);
}

/** @throws DomainError `parcel.not_found` */
async function scanned(tx: Tx, programId: string, code: string): Promise<string> {
  const read = readSlipCode(code);
  const [found] = read ? ((await tx.query(
    `SELECT p.id FROM parcels p JOIN parcel_batches b ON b.program_id = $1 AND b.id = p.batch_id
     WHERE p.program_id = $1 AND b.number = $2 AND p.place = $3 AND ($4::text IS NULL OR right(p.id::text, length($4)) = $4)`, [programId, read.batch, read.place, read.check])) as { id: string }[]) : [];
  if (!found) throw new DomainError('parcel.not_found');
  return found.id;
}

function outcomeOf({ status, stopped }: ParcelView): ScanOutcome {
  if (stopped || status === 'to_pack') return 'stopped';
  return status === 'packed' ? 'ready' : 'already';
}

function wrongState({ status, stopped }: ParcelView): DomainError {
  return new DomainError('parcel.wrong_state', { parcelStatus: stopped ? 'stopped' : status });
}

function grantsIn({ items }: ParcelView): string[] {
  return [...new Set(items.map(({ grantId }) => grantId))];
}
