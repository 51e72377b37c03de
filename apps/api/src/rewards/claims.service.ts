import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { maskedIban } from '@fanfare/domain';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import { detailsFor, type Needs, sameDetails } from './claim-needs.js';
import { SealedBanks } from './bank-details.js';
import { takeCode } from './codes/member-codes.js';
import { RewardProviders } from './deliveries/reward-provider.js';
import { openStep, providerOf, stepOf } from './deliveries/step-writes.js';
import { CORRECTABLE, next } from './grant-states.js';
import { OWN_GRANTS, type OwnGrant, ownGrant, type Reader, readerOf } from './own-grants.js';
import { leaveShared } from './parcels/parcel-making.js';
import type { Address, BankDetails, ClaimRequest, PageQuery } from './rewards.dto.js';
import { type Choice, lockForChoice, moveUnit } from './variants/variant-choice.js';

/** What a member sees of their rewards, and the claim. Of another member's grant it knows nothing: `grant.not_found`. */
@Injectable()
export class Claims {
  constructor(
    private readonly transactions: Transactions,
    private readonly providers: RewardProviders,
    private readonly banks: SealedBanks,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(programId: string, memberId: string, query: PageQuery): Promise<{ reader: Reader; grants: ClaimableGrant[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const grants = (await tx.query(
        `${OWN_GRANTS} AND ($3::timestamptz IS NULL OR (g.awarded_at, g.id) < ($3, $4::uuid)) ORDER BY g.awarded_at DESC, g.id DESC LIMIT $5`,
        [programId, memberId, after?.at ?? null, after?.id ?? null, query.limit + 1])) as OwnGrant[];
      const cursor = nextCursor(grants, query.limit, (grant) => ({ at: grant.awardedAt, id: grant.id }));
      return { reader: await readerOf(tx, programId, memberId), grants: await this.withNeeds(tx, programId, grants.slice(0, query.limit)), nextCursor: cursor };
    });
  }

  /**
   * Claims once: of many at the same time one makes the change, the others find it made. Again with the same details: the
   * same answer.
   * @throws DomainError `grant.details_missing`, `grant.not_claimable`, `grant.not_found`, `reward.none_left`, `reward.no_provider`, `reward.variant_gone`
   */
  async claim(programId: string, memberId: string, grantId: string, request: ClaimRequest): Promise<{ reader: Reader; grant: ClaimableGrant }> {
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await this.own(tx, programId, memberId, grantId);
      const made = before.status === 'claimable' && (await this.makeClaim(tx, programId, memberId, before, request));
      const grant = await this.own(tx, programId, memberId, grantId);
      if (!made && !this.isRepeated(grant, request)) throw new DomainError('grant.not_claimable', { grantStatus: grant.status });
      return { reader: await readerOf(tx, programId, memberId), grant };
    });
  }

  /**
   * Other details, until it is packed; also of a parcel that came back.
   * @throws DomainError `grant.wrong_state`, `grant.details_missing`, `grant.not_found`, `reward.variant_gone`, `request.conflict` when it is changed elsewhere at the same moment
   */
  async correct(programId: string, memberId: string, grantId: string, request: ClaimRequest): Promise<{ reader: Reader; grant: ClaimableGrant }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await this.own(tx, programId, memberId, grantId);
      if (!CORRECTABLE.includes(before.status)) throw new DomainError('grant.wrong_state', { grantStatus: before.status });
      const { variantId, address, bank } = detailsFor(before, request);
      const choice = { grantId, rewardId: before.rewardId, from: before.variantId, to: variantId };
      await choose(tx, programId, choice, at, () => transition(tx,
        `UPDATE grants SET variant_id = $5, updated_at = $4 WHERE program_id = $1 AND id = $2 AND beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $3))) AND status = ANY($6) AND variant_id IS NOT DISTINCT FROM $7 RETURNING id`,
        [programId, grantId, memberId, at, variantId, CORRECTABLE, before.variantId]));
      await this.saveDetails(tx, programId, grantId, address, bank, at);
      await leaveShared(tx, programId, grantId);
      return { reader: await readerOf(tx, programId, memberId), grant: await this.own(tx, programId, memberId, grantId) };
    });
  }

  /** Of what was bought in this transaction: nobody else knows of it yet. @throws as `claim` */
  async claimNew(tx: Tx, programId: string, memberId: string, grantId: string, request: ClaimRequest): Promise<ClaimableGrant> {
    await this.makeClaim(tx, programId, memberId, await this.own(tx, programId, memberId, grantId), request);
    return this.own(tx, programId, memberId, grantId);
  }

  /** @returns false when somebody else has just claimed it */
  private async makeClaim(tx: Tx, programId: string, memberId: string, grant: ClaimableGrant, request: ClaimRequest): Promise<boolean> {
    const at = this.clock.now();
    const { variantId, address, bank } = detailsFor(grant, request);
    const claimed = next(grant.status, 'claim')!;
    const step = stepOf(grant);
    const provider = step ? await providerOf(tx, programId, this.providers, grant) : null;
    // A code is handed over by being shown; whatever else there is waits for staff, or for who provides it.
    const atOnce = provider ? provider.giveAtOnce !== undefined : grant.kind === 'discount_code';
    const status = atOnce ? next(claimed, 'fulfil') : claimed;
    const choice = { grantId: grant.id, rewardId: grant.rewardId, from: null, to: variantId };
    const locks = variantId ? await lockForChoice(tx, programId, choice) : null;
    const made = await transition(
      tx, `UPDATE grants SET status = $4, variant_id = $6, claimed_at = $5, updated_at = $5 WHERE program_id = $1 AND id = $2 AND beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $3))) AND status = 'claimable' RETURNING id`,
      [programId, grant.id, memberId, status, at, variantId]);
    if (!made) return false;
    if (locks) await moveUnit(tx, programId, choice, locks, at);
    if (grant.codeSource === 'listed') await takeCode(tx, programId, grant.rewardId, grant.id, at);
    await this.saveDetails(tx, programId, grant.id, address, bank, at);
    if (step && provider) await openStep(tx, programId, provider, { grantId: grant.id, memberId: grant.memberId, rewardId: grant.rewardId, step }, at);
    await writeOutbox(tx, programId, [{ topic: 'grant.claimed', payload: { grantId: grant.id, memberId } }], at);
    return true;
  }

  /** A claim that was made before, with the same details, and has not been stopped since. */
  private isRepeated(grant: ClaimableGrant, request: ClaimRequest): boolean {
    if (!grant.claimedAt || grant.status === 'suspended' || grant.status === 'revoked') return false;
    return sameDetails({ variantId: grant.variantId, address: grant.address, bank: this.banks.open(grant.id, grant.bank) }, detailsFor(grant, request));
  }

  /** @throws DomainError `grant.not_found` */
  async own(tx: Tx, programId: string, memberId: string, grantId: string): Promise<ClaimableGrant> {
    const [grant] = await this.withNeeds(tx, programId, [await ownGrant(tx, programId, memberId, grantId)]);
    return grant!;
  }

  /** A bank account is asked for where staff send the money: as things stand, or of one that is claimed, as it was decided. */
  private async withNeeds(tx: Tx, programId: string, grants: readonly OwnGrant[]): Promise<ClaimableGrant[]> {
    const money = grants.some(({ kind }) => kind === 'cash') ? await this.providers.choose(tx, programId, { kind: 'cash', codeSource: null }) : null;
    return grants.map((grant) => ({ ...grant, needsBank: grant.kind === 'cash' && (grant.delivery?.provider ?? money?.name) === 'manual', iban: maskedOf(this.banks.open(grant.id, grant.bank)) }));
  }

  private async saveDetails(tx: Tx, programId: string, grantId: string, address: Address | null, bank: BankDetails | null, at: Date): Promise<void> {
    if (address === null && bank === null) return;
    await tx.query(
      `INSERT INTO claim_details (program_id, grant_id, address, bank, updated_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (program_id, grant_id) DO UPDATE SET address = EXCLUDED.address, bank = EXCLUDED.bank, updated_at = EXCLUDED.updated_at`,
      [programId, grantId, address && JSON.stringify(address), bank && this.banks.seal(grantId, bank), at]);
  }
}

/** A grant with all that its claim needs. */
export type ClaimableGrant = OwnGrant & Needs & { /** The two ends of what was given. */ readonly iban: string | null };

function maskedOf(bank: BankDetails | null): string | null {
  return bank && maskedIban(bank.iban);
}

/** Changes the grant, and moves the unit where another variant is chosen. @param change whether it was still as it was read */
async function choose(tx: Tx, programId: string, choice: Choice, at: Date, change: () => Promise<boolean>): Promise<void> {
  const locks = choice.from === choice.to ? null : await lockForChoice(tx, programId, choice);
  if (!(await change())) throw new DomainError('request.conflict');
  if (locks) await moveUnit(tx, programId, choice, locks, at);
}

/** Runs an `UPDATE … RETURNING id` of one row. @returns whether there was such a row */
async function transition(tx: Tx, sql: string, params: unknown[]): Promise<boolean> {
  const [rows] = (await tx.query(sql, params)) as [unknown[], number];
  return rows.length === 1;
}
