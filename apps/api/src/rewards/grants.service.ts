import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { StaffNotes } from '../members/index.js';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import { type GiftCard, GiftCards } from './cards/gift-cards.js';
import { MemberCodes } from './codes/member-codes.js';
import { RewardProviders } from './deliveries/reward-provider.js';
import { cancelSteps, openReversal } from './deliveries/step-writes.js';
import { type GrantMoment, historyOf } from './grant-history.js';
import { sourcesOf } from './grant-states.js';
import { createGrants, lockRewards, stopForSuspended, stopWithoutAward } from './grant-writes.js';
import { announceServed, putBack, serveQueues } from './pool-queue.js';
import type { GrantsQuery, HandGrantRequest } from './grants.dto.js';
import { IS_PACKABLE } from './parcels/parcel-making.js';
import { PointsBack } from './shop/points-back.js';
import { grantOf, GRANTS, type StaffGrant } from './staff-grants.js';
import { NEEDS_APPROVAL } from './waits-for.js';

/** Who has earned what: given by hand, stopped, taken back. Every act is in the audit log, in the same transaction. */
@Injectable()
export class Grants {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly codes: MemberCodes,
    private readonly cards: GiftCards,
    private readonly providers: RewardProviders,
    private readonly back: PointsBack,
    private readonly notes: StaffNotes,
  ) {}

  /** Oldest first (the order in which to work) or newest first. */
  async list(programId: string, query: GrantsQuery): Promise<{ grants: StaffGrant[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    const [sign, direction] = query.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
    const grants = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${GRANTS} AND ($2::text IS NULL OR g.status = $2) AND ($3::uuid IS NULL OR g.reward_id = $3) AND ($4::uuid IS NULL OR g.beneficiary_id = $4) AND ($5::uuid IS NULL OR g.variant_id = $5)
         AND ($6::text IS NULL OR c.address->>'country' = $6) ${query.work ? WORK[query.work] : ''} ${query.waitsFor === 'approval' ? `AND ${NEEDS_APPROVAL}` : ''}
         AND ($7::timestamptz IS NULL OR (g.awarded_at, g.id) ${sign} ($7, $8::uuid)) ORDER BY g.awarded_at ${direction}, g.id ${direction} LIMIT $9`,
      [programId, query.status ?? null, query.rewardId ?? null, query.memberId ?? null, query.variantId ?? null, query.country ?? null,
        after?.at ?? null, after?.id ?? null, query.limit + 1])) as StaffGrant[]);
    return { grants: grants.slice(0, query.limit), nextCursor: nextCursor(grants, query.limit, (grant) => ({ at: grant.awardedAt, id: grant.id })) };
  }

  /** Where it was and who did what with it, in order. @throws DomainError `grant.not_found` */
  async history(programId: string, grantId: string): Promise<GrantMoment[]> {
    return this.transactions.readProgram(programId, async (tx) => {
      await grantOf(tx, programId, grantId);
      return historyOf(tx, programId, grantId);
    });
  }

  /** Takes a grant back for good; its unit goes to whoever is next, what was paid for it goes back, and what a provider has brought is asked for back before that. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async revoke(programId: string, actorId: string, grantId: string, reason: string): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await this.back.lockBuyers(tx, programId, [grantId]);
      const before = await grantOf(tx, programId, grantId);
      const isBrought = before.delivery?.status === 'done';
      await lockRewards(tx, programId, [before.reward.id]); // before the grant, as everywhere
      await transition(tx, programId, grantId, `status = 'revoked', resume_status = NULL, reason = 'revoked_by_staff', updated_at = $3`, [at], sourcesOf(isBrought ? 'take_back' : 'revoke'));
      if (!isBrought) await putBack(tx, programId, [grantId]); // what was brought costs what it cost until it has come back
      await cancelSteps(tx, programId, [grantId], at);
      await openReversal(tx, programId, this.providers, grantId, before.memberId, at);
      if (!isBrought) await this.back.giveBack(tx, programId, [grantId], 'shop.revoked', at);
      await announceServed(tx, programId, await serveQueues(tx, programId, [before.reward.id], at), at);
      await writeOutbox(tx, programId, [{ topic: 'grant.revoked', payload: { grantId, memberId: before.memberId } }], at);
      const note = await this.notes.writeReason(tx, programId, before.memberId, { kind: 'reward', text: reason, authorId: actorId }, at);
      await audit(tx, programId, { actorId, action: 'grant.revoked', subjectId: grantId, detail: { from: before.status, note } }, at);
      return grantOf(tx, programId, grantId);
    });
  }

  /**
   * Keeps what came back: its member gets it no more, and it goes to whoever is next. What was damaged, or came back in part
   * only, does not go on the shelf again. Points that it was bought for go back. @throws DomainError `grant.not_found`, `grant.wrong_state`
   */
  async putBack(programId: string, actorId: string, grantId: string, reason: string): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await this.back.lockBuyers(tx, programId, [grantId]);
      const before = await grantOf(tx, programId, grantId);
      await lockRewards(tx, programId, [before.reward.id]);
      await transition(tx, programId, grantId, `status = 'revoked', resume_status = NULL, reason = 'revoked_by_staff', updated_at = $3`, [at], sourcesOf('put_back'));
      const isWhole = before.parcels.every(({ status, returnReason }) => status === 'returned' && returnReason !== 'damaged');
      if (isWhole) await putBack(tx, programId, [grantId]);
      await this.back.giveBack(tx, programId, [grantId], 'shop.returned', at);
      await announceServed(tx, programId, await serveQueues(tx, programId, [before.reward.id], at), at);
      await writeOutbox(tx, programId, [{ topic: 'grant.revoked', payload: { grantId, memberId: before.memberId } }], at);
      const note = await this.notes.writeReason(tx, programId, before.memberId, { kind: 'reward', text: reason, authorId: actorId }, at);
      await audit(tx, programId, { actorId, action: 'grant.put_back', subjectId: grantId, detail: { from: before.status, note, restocked: isWhole } }, at);
      return grantOf(tx, programId, grantId);
    });
  }

  /** Stops it where it is until somebody has looked; a unit that it has stays its own. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async hold(programId: string, actorId: string, grantId: string, reason: string): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      await transition(tx, programId, grantId, `status = 'on_hold', reason = 'held_by_staff', updated_at = $3`, [at], sourcesOf('hold'));
      const note = await this.notes.writeReason(tx, programId, before.memberId, { kind: 'reward', text: reason, authorId: actorId }, at);
      await audit(tx, programId, { actorId, action: 'grant.held', subjectId: grantId, detail: { from: before.status, note } }, at);
      return grantOf(tx, programId, grantId);
    });
  }

  /** Goes on where it was: claimed, or with the unit that it has, or in its old place of the queue. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async release(programId: string, actorId: string, grantId: string): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      await lockRewards(tx, programId, [before.reward.id]);
      await transition(tx, programId, grantId,
        `status = CASE WHEN claimed_at IS NOT NULL THEN 'claimed' WHEN served_at IS NOT NULL THEN 'claimable' ELSE 'queued' END,
         reason = CASE WHEN book_id IS NULL AND points IS NULL THEN 'by_hand' END, claim_by = claim_by + ($3 - updated_at), updated_at = $3`, [at], ['on_hold']);
      await announceServed(tx, programId, await serveQueues(tx, programId, [before.reward.id], at), at);
      await audit(tx, programId, { actorId, action: 'grant.released', subjectId: grantId, detail: {} }, at);
      return grantOf(tx, programId, grantId);
    });
  }

  /**
   * More time to claim it. One that has expired goes back to its old place of the queue, and gets its full time once it is there.
   * @throws DomainError `grant.not_found`, `grant.wrong_state`
   */
  async extend(programId: string, actorId: string, grantId: string, days: number, reason: string): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      await lockRewards(tx, programId, [before.reward.id]);
      await transition(tx, programId, grantId,
        `status = CASE WHEN status = 'expired' THEN 'queued' ELSE status END, served_at = CASE WHEN status = 'expired' THEN NULL ELSE served_at END,
         claim_by = CASE WHEN status = 'expired' THEN NULL ELSE greatest(claim_by, $3) + make_interval(days => $4) END, expiry_reminders = 0, updated_at = CASE WHEN status = 'expired' THEN $3 ELSE updated_at END`,
        [at, days], ['claimable', ...sourcesOf('reopen')]);
      await stopWithoutAward(tx, programId, [grantId], at);
      await stopForSuspended(tx, programId, [grantId], at);
      await announceServed(tx, programId, await serveQueues(tx, programId, [before.reward.id], at), at);
      const note = await this.notes.writeReason(tx, programId, before.memberId, { kind: 'reward', text: reason, authorId: actorId }, at);
      await audit(tx, programId, { actorId, action: before.status === 'expired' ? 'grant.reopened' : 'grant.extended', subjectId: grantId, detail: { days, note } }, at);
      return grantOf(tx, programId, grantId);
    });
  }

  /** By hand, without an award; it queues like any other. @throws DomainError `member.not_found`, `reward.not_found`, `auth.forbidden` for oneself */
  async grantByHand(programId: string, actorId: string, request: HandGrantRequest): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await refuseUnlessGrantable(tx, programId, actorId, request);
      await lockRewards(tx, programId, [request.rewardId]);
      const [created] = await createGrants(tx, programId, [{ rewardId: request.rewardId, beneficiaryId: request.memberId, awardedAt: at }], at);
      if (!created) throw new DomainError('reward.not_found');
      await approveAsGiver(tx, programId, actorId, created.grantId, at);
      await stopForSuspended(tx, programId, [created.grantId], at);
      await serveQueues(tx, programId, [request.rewardId], at);
      await writeOutbox(tx, programId, [{ topic: 'grant.created', payload: { ...created } }], at);
      const note = await this.notes.writeReason(tx, programId, request.memberId, { kind: 'reward', text: request.reason, authorId: actorId }, at);
      await audit(tx, programId, { actorId, action: 'grant.given', subjectId: created.grantId, detail: { memberId: request.memberId, rewardId: request.rewardId, note } }, at);
      return grantOf(tx, programId, created.grantId);
    });
  }

  /** The code or gift card that a member has, to help where it does not work, or is to get, where staff make it by hand; noted that somebody looked. @throws DomainError `grant.not_found` */
  async revealCode(programId: string, actorId: string, grantId: string): Promise<GiftCard | null> {
    return this.transactions.inProgram(programId, async (tx) => {
      const { reward } = await grantOf(tx, programId, grantId);
      await audit(tx, programId, { actorId, action: 'grant.code_revealed', subjectId: grantId, detail: {} }, this.clock.now());
      if (reward.kind === 'gift_card') return this.cards.reveal(tx, programId, grantId);
      const code = await this.codes.ofGrant(tx, programId, grantId, 'staff');
      return code === null ? null : { code, pin: null, lastDay: null };
    });
  }
}

const WORK = {
  to_pack: `AND ${IS_PACKABLE} AND c.address IS NOT NULL`,
  to_hand_over: `AND g.status = 'claimed' AND NOT r.needs_address AND NOT EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id)`,
} as const;

/** @param set columns, with parameters from $3 on @throws DomainError `grant.wrong_state` */
async function transition(tx: Tx, programId: string, grantId: string, set: string, params: readonly unknown[], from: readonly string[]): Promise<void> {
  const [changed] = (await tx.query(
    `UPDATE grants SET ${set} WHERE program_id = $1 AND id = $2 AND status = ANY($${params.length + 3}) RETURNING id`, [programId, grantId, ...params, from])) as [unknown[], number];
  if (changed.length === 0) throw new DomainError('grant.wrong_state', { grantStatus: (await grantOf(tx, programId, grantId)).status });
}

/** Who gives what has to be approved has approved it, and needs somebody else who does. */
async function approveAsGiver(tx: Tx, programId: string, actorId: string, grantId: string, at: Date): Promise<void> {
  await tx.query(
    'INSERT INTO grant_approvals (program_id, grant_id, approver_id, at) SELECT $1, id, $3, $4 FROM grants WHERE program_id = $1 AND id = $2 AND approvals_needed > 0', [programId, grantId, actorId, at]);
}

/** Nobody gives themselves something. */
async function refuseUnlessGrantable(tx: Tx, programId: string, actorId: string, { memberId }: HandGrantRequest): Promise<void> {
  const [member] = (await tx.query('SELECT account_id FROM members WHERE program_id = $1 AND id = $2', [programId, memberId])) as { account_id: string }[];
  if (!member) throw new DomainError('member.not_found');
  if (member.account_id === actorId) throw new DomainError('auth.forbidden', { why: 'own_member' });
}
