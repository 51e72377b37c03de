import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import { detailsFor, sameDetails } from './claim-needs.js';
import { takeCode } from './codes/member-codes.js';
import { RewardProviders } from './deliveries/reward-provider.js';
import { openStep, stepOf } from './deliveries/step-writes.js';
import { CORRECTABLE, next } from './grant-states.js';
import { OWN_GRANTS, type OwnGrant, ownGrant, type Reader, readerOf } from './own-grants.js';
import type { Address, ClaimRequest, PageQuery } from './rewards.dto.js';
import { type Choice, lockForChoice, moveUnit } from './variants/variant-choice.js';

/** What a member sees of their rewards, and the claim. Of another member's grant it knows nothing: `grant.not_found`. */
@Injectable()
export class Claims {
  constructor(
    private readonly transactions: Transactions,
    private readonly providers: RewardProviders,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(programId: string, memberId: string, query: PageQuery): Promise<{ reader: Reader; grants: OwnGrant[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const grants = (await tx.query(
        `${OWN_GRANTS} AND ($3::timestamptz IS NULL OR (g.awarded_at, g.id) < ($3, $4::uuid)) ORDER BY g.awarded_at DESC, g.id DESC LIMIT $5`,
        [programId, memberId, after?.at ?? null, after?.id ?? null, query.limit + 1])) as OwnGrant[];
      const cursor = nextCursor(grants, query.limit, (grant) => ({ at: grant.awardedAt, id: grant.id }));
      return { reader: await readerOf(tx, programId, memberId), grants: grants.slice(0, query.limit), nextCursor: cursor };
    });
  }

  /**
   * Claims once: of many at the same time one makes the change, the others find it made. Again with the same details: the
   * same answer.
   * @throws DomainError `grant.details_missing`, `grant.not_claimable`, `grant.not_found`, `reward.variant_gone`
   */
  async claim(programId: string, memberId: string, grantId: string, request: ClaimRequest): Promise<{ reader: Reader; grant: OwnGrant }> {
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await ownGrant(tx, programId, memberId, grantId);
      const made = before.status === 'claimable' && (await this.makeClaim(tx, programId, memberId, before, request));
      const grant = await ownGrant(tx, programId, memberId, grantId);
      if (!made && !isRepeated(grant, request)) throw new DomainError('grant.not_claimable', { grantStatus: grant.status });
      return { reader: await readerOf(tx, programId, memberId), grant };
    });
  }

  /**
   * Other details, until it is packed; also of a parcel that came back.
   * @throws DomainError `grant.wrong_state`, `grant.details_missing`, `grant.not_found`, `reward.variant_gone`, `request.conflict` when it is changed elsewhere at the same moment
   */
  async correct(programId: string, memberId: string, grantId: string, request: ClaimRequest): Promise<{ reader: Reader; grant: OwnGrant }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await ownGrant(tx, programId, memberId, grantId);
      if (!CORRECTABLE.includes(before.status)) throw new DomainError('grant.wrong_state', { grantStatus: before.status });
      const { variantId, address } = detailsFor(before, request);
      const choice = { grantId, rewardId: before.rewardId, from: before.variantId, to: variantId };
      await choose(tx, programId, choice, at, () => transition(tx,
        `UPDATE grants SET variant_id = $5, updated_at = $4 WHERE program_id = $1 AND id = $2 AND beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $3))) AND status = ANY($6) AND variant_id IS NOT DISTINCT FROM $7 RETURNING id`,
        [programId, grantId, memberId, at, variantId, CORRECTABLE, before.variantId]));
      await saveAddress(tx, programId, grantId, address, at);
      return { reader: await readerOf(tx, programId, memberId), grant: await ownGrant(tx, programId, memberId, grantId) };
    });
  }

  /** @returns false when somebody else has just claimed it */
  private async makeClaim(tx: Tx, programId: string, memberId: string, grant: OwnGrant, request: ClaimRequest): Promise<boolean> {
    const at = this.clock.now();
    const { variantId, address } = detailsFor(grant, request);
    const claimed = next(grant.status, 'claim')!;
    const step = stepOf(grant);
    // A code is handed over by being shown; whatever else there is waits for staff, or for who provides it.
    const status = grant.kind === 'discount_code' && step === null ? next(claimed, 'fulfil') : claimed;
    const choice = { grantId: grant.id, rewardId: grant.rewardId, from: null, to: variantId };
    const locks = variantId ? await lockForChoice(tx, programId, choice) : null;
    const made = await transition(
      tx, `UPDATE grants SET status = $4, variant_id = $6, claimed_at = $5, updated_at = $5 WHERE program_id = $1 AND id = $2 AND beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $3))) AND status = 'claimable' RETURNING id`,
      [programId, grant.id, memberId, status, at, variantId]);
    if (!made) return false;
    if (locks) await moveUnit(tx, programId, choice, locks, at);
    if (grant.codeSource === 'listed') await takeCode(tx, programId, grant.rewardId, grant.id);
    await saveAddress(tx, programId, grant.id, address, at);
    if (step) await openStep(tx, programId, this.providers, { grantId: grant.id, memberId: grant.memberId, rewardId: grant.rewardId, step }, at);
    await writeOutbox(tx, programId, [{ topic: 'grant.claimed', payload: { grantId: grant.id, memberId } }], at);
    return true;
  }
}

/** Changes the grant, and moves the unit where another variant is chosen. @param change whether it was still as it was read */
async function choose(tx: Tx, programId: string, choice: Choice, at: Date, change: () => Promise<boolean>): Promise<void> {
  const locks = choice.from === choice.to ? null : await lockForChoice(tx, programId, choice);
  if (!(await change())) throw new DomainError('request.conflict');
  if (locks) await moveUnit(tx, programId, choice, locks, at);
}

/** A claim that was made before, with the same details, and has not been stopped since. */
function isRepeated(grant: OwnGrant, request: ClaimRequest): boolean {
  if (!grant.claimedAt || grant.status === 'suspended' || grant.status === 'revoked') return false;
  return sameDetails({ variantId: grant.variantId, address: grant.address }, detailsFor(grant, request));
}

/** Runs an `UPDATE … RETURNING id` of one row. @returns whether there was such a row */
async function transition(tx: Tx, sql: string, params: unknown[]): Promise<boolean> {
  const [rows] = (await tx.query(sql, params)) as [unknown[], number];
  return rows.length === 1;
}

async function saveAddress(tx: Tx, programId: string, grantId: string, address: Address | null, at: Date): Promise<void> {
  if (address === null) return;
  await tx.query(
    `INSERT INTO claim_details (program_id, grant_id, address, updated_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (program_id, grant_id) DO UPDATE SET address = EXCLUDED.address, updated_at = EXCLUDED.updated_at`,
    [programId, grantId, JSON.stringify(address), at]);
}
