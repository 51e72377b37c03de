import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions.js';
import { Keys } from '../platform/keys.js';
import { type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../platform/personal-data.js';
import { forgetCards, GiftCards } from './cards/gift-cards.js';
import { SealedBanks } from './bank-details.js';
import { type CodeOfGrant, CODES_OF_GRANTS, MemberCodes } from './codes/member-codes.js';
import { RewardProviders } from './deliveries/reward-provider.js';
import { openShown, SHOWN, type ShownAnswer } from './deliveries/shown-answer.js';
import { cancelSteps, openReversal, REVERSAL } from './deliveries/step-writes.js';
import { sourcesOf } from './grant-states.js';
import { lockRewards } from './grant-writes.js';
import { announceServed, putBack, serveQueues } from './pool-queue.js';
import { PointsBack } from './shop/points-back.js';

/** A member's rewards and where they go. Who leaves gets nothing more: what was not sent goes to whoever is next. */
@Injectable()
export class GrantData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 2;

  constructor(
    private readonly keepers: PersonalDataKeepers,
    private readonly codes: MemberCodes,
    private readonly cards: GiftCards,
    private readonly providers: RewardProviders,
    private readonly banks: SealedBanks,
    private readonly keys: Keys,
    private readonly back: PointsBack,
  ) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, { programId, memberId }: DataSubject): Promise<Record<string, unknown>> {
    return {
      grants: await tx.query(
        `SELECT g.id, r.title, v.label AS variant, g.status, g.reason, g.points, g.awarded_at AS "awardedAt", g.claimed_at AS "claimedAt", g.updated_at AS "updatedAt",
           (SELECT s.reference FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.step <> '${REVERSAL}') AS reference
         FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
           LEFT JOIN reward_variants v ON v.program_id = $1 AND v.id = g.variant_id
         WHERE g.program_id = $1 AND g.beneficiary_id = $2 ORDER BY g.awarded_at, g.id`, [programId, memberId]),
      parcels: await tx.query(
        `SELECT p.status, p.carrier, p.tracking, p.return_reason AS "returnReason", p.opened_at AS "openedAt", p.shipped_at AS "shippedAt", p.delivered_at AS "deliveredAt", p.returned_at AS "returnedAt",
           ARRAY(SELECT DISTINCT l.grant_id FROM parcel_lines l WHERE l.program_id = $1 AND l.parcel_id = p.id) AS grants
         FROM parcels p WHERE p.program_id = $1 AND p.beneficiary_id = $2 ORDER BY p.opened_at, p.id`, [programId, memberId]),
      codes: await this.codesOf(tx, programId, memberId),
      brought: await this.broughtTo(tx, programId, memberId),
      giftCards: await this.cards.seenBy(tx, programId, memberId),
      unlocked: await tx.query(
        `SELECT o.grant_id AS "grantId", o.times, o.last_at AS "lastAt" FROM unlock_openings o JOIN grants g ON g.program_id = $1 AND g.id = o.grant_id
         WHERE o.program_id = $1 AND g.beneficiary_id = $2 ORDER BY o.grant_id`, [programId, memberId]),
      claimDetails: this.opened(await tx.query(
        `SELECT c.grant_id AS "grantId", c.address, c.bank, c.updated_at AS "updatedAt" FROM claim_details c JOIN grants g ON g.program_id = $1 AND g.id = c.grant_id
         WHERE c.program_id = $1 AND g.beneficiary_id = $2 ORDER BY c.grant_id`, [programId, memberId]) as { grantId: string; bank: Buffer | null }[]),
    };
  }

  async erase(tx: Tx, { programId, memberId }: DataSubject, at: Date): Promise<void> {
    const rewards = (await tx.query('SELECT DISTINCT reward_id AS id FROM grants WHERE program_id = $1 AND beneficiary_id = $2', [programId, memberId])) as { id: string }[];
    const rewardIds = rewards.map((reward) => reward.id);
    await lockRewards(tx, programId, rewardIds);
    await this.takeBack(tx, programId, memberId, at);
    const [revoked] = (await tx.query(
      `UPDATE grants SET status = 'revoked', resume_status = NULL, reason = 'member_left', updated_at = $3
       WHERE program_id = $1 AND beneficiary_id = $2 AND status = ANY($4) RETURNING id`, [programId, memberId, at, sourcesOf('revoke')])) as [{ id: string }[], number];
    await putBack(tx, programId, revoked.map((grant) => grant.id));
    await cancelSteps(tx, programId, revoked.map((grant) => grant.id), at);
    await this.back.giveBack(tx, programId, revoked.map((grant) => grant.id), 'shop.left', at); // their book is locked: it was closed first
    await forgetCards(tx, programId, memberId);
    const served = await serveQueues(tx, programId, rewardIds, at);
    await announceServed(tx, programId, served, at);
    await tx.query(
      'DELETE FROM claim_details c USING grants g WHERE c.program_id = $1 AND g.program_id = $1 AND g.id = c.grant_id AND g.beneficiary_id = $2', [programId, memberId]);
    // What a receiver told them, and why it refused, is in its own words.
    await tx.query(
      `UPDATE reward_steps s SET known = s.known - '${SHOWN}', problem = CASE WHEN s.problem LIKE 'refused:%' THEN 'refused' ELSE s.problem END
       FROM grants g WHERE s.program_id = $1 AND g.program_id = $1 AND g.id = s.grant_id AND g.beneficiary_id = $2 AND (s.known ? '${SHOWN}' OR s.problem LIKE 'refused:%')`, [programId, memberId]);
    // Where it can be found, if it was given by hand, is somebody's own words too; what a provider calls it is compared with what the provider has.
    await tx.query(
      `UPDATE reward_steps s SET reference = NULL FROM grants g
       WHERE s.program_id = $1 AND g.program_id = $1 AND g.id = s.grant_id AND g.beneficiary_id = $2 AND s.provider = 'manual' AND s.reference IS NOT NULL`, [programId, memberId]);
    await tx.query('UPDATE unlock_openings o SET last_at = NULL FROM grants g WHERE o.program_id = $1 AND g.program_id = $1 AND g.id = o.grant_id AND g.beneficiary_id = $2', [programId, memberId]);
    await tx.query('UPDATE parcels SET tracking = NULL WHERE program_id = $1 AND beneficiary_id = $2 AND tracking IS NOT NULL', [programId, memberId]);
  }

  /** A card that they never looked at is as good as new, and access ends. */
  private async takeBack(tx: Tx, programId: string, memberId: string, at: Date): Promise<void> {
    const [back] = (await tx.query(
      `UPDATE grants g SET status = 'revoked', resume_status = NULL, reason = 'member_left', updated_at = $3 FROM rewards r
       WHERE g.program_id = $1 AND g.beneficiary_id = $2 AND g.status = ANY($4) AND r.program_id = $1 AND r.id = g.reward_id
         AND EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.status = 'done')
         AND (r.kind = 'unlock' OR (r.kind = 'gift_card' AND EXISTS (SELECT 1 FROM reward_codes c WHERE c.program_id = $1 AND c.grant_id = g.id AND c.shown_at IS NULL)))
       RETURNING g.id`, [programId, memberId, at, sourcesOf('take_back')])) as [{ id: string }[], number];
    for (const { id } of back) await openReversal(tx, programId, this.providers, id, memberId, at);
  }

  private opened(details: readonly { grantId: string; bank: Buffer | null }[]): object[] {
    return details.map((row) => ({ ...row, bank: this.banks.open(row.grantId, row.bank) }));
  }

  /** What a receiver wants them to see, while the grant stands. */
  private async broughtTo(tx: Tx, programId: string, memberId: string): Promise<({ grantId: string } & ShownAnswer)[]> {
    const rows = (await tx.query(
      `SELECT g.id AS "grantId", s.known->>'${SHOWN}' AS sealed FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id
       WHERE s.program_id = $1 AND g.beneficiary_id = $2 AND g.status = 'fulfilled' AND s.known ? '${SHOWN}' ORDER BY g.awarded_at, g.id`, [programId, memberId])) as { grantId: string; sealed: string }[];
    return rows.map(({ grantId, sealed }) => ({ grantId, ...openShown(this.keys, grantId, sealed)! }));
  }

  private async codesOf(tx: Tx, programId: string, memberId: string): Promise<{ grantId: string; code: string | null }[]> {
    const rows = (await tx.query(`${CODES_OF_GRANTS} AND g.beneficiary_id = $2 ORDER BY g.awarded_at, g.id`, [programId, memberId])) as CodeOfGrant[];
    return rows.map((row) => ({ grantId: row.grantId, code: this.codes.codeOf(row) }));
  }
}
