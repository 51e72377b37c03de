import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import { createGrants, poolsOfRewards } from './grant-writes.js';
import { type GrantStatus, sourcesOf } from './grant-states.js';
import { lockPools, type ServedGrant, serveQueues } from './pool-queue.js';
import type { RewardKind, Texts } from './reward.entity.js';
import type { Address, GrantsQuery, HandGrantRequest } from './rewards.dto.js';

/** A grant as staff see it; where it goes is shown only by `reveal`. */
export interface StaffGrant {
  readonly id: string;
  readonly status: GrantStatus;
  readonly reason: string | null;
  readonly reward: { readonly id: string; readonly kind: RewardKind; readonly title: Texts };
  readonly memberId: string;
  readonly memberName: string | null;
  readonly byHand: boolean;
  readonly size: string | null;
  readonly hasAddress: boolean;
  readonly tracking: string | null;
  readonly awardedAt: Date;
  readonly claimedAt: Date | null;
  readonly updatedAt: Date;
}

/** Steps of a parcel, and the last step of what needs none. */
export type FulfilmentStep = 'pack' | 'ship' | 'deliver' | 'return' | 'fulfil';
const DONE = { pack: 'packed', ship: 'shipped', deliver: 'delivered', return: 'returned', fulfil: 'fulfilled' } as const satisfies Record<FulfilmentStep, string>;

/** What staff do with grants. Every act is in the audit log, in the same transaction. */
@Injectable()
export class Fulfilment {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Oldest first: the order in which to work. */
  async list(programId: string, query: GrantsQuery): Promise<{ grants: StaffGrant[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    const grants = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${GRANTS} AND ($2::text IS NULL OR g.status = $2) AND ($3::uuid IS NULL OR g.reward_id = $3) AND ($4::uuid IS NULL OR g.beneficiary_id = $4)
         AND ($5::timestamptz IS NULL OR (g.awarded_at, g.id) > ($5, $6::uuid)) ORDER BY g.awarded_at, g.id LIMIT $7`,
      [programId, query.status ?? null, query.rewardId ?? null, query.memberId ?? null, after?.at ?? null, after?.id ?? null, query.limit + 1])) as StaffGrant[]);
    return { grants: grants.slice(0, query.limit), nextCursor: nextCursor(grants, query.limit, (grant) => ({ at: grant.awardedAt, id: grant.id })) };
  }

  /** @param tracking kept if null. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async step(programId: string, actorId: string, grantId: string, step: FulfilmentStep, tracking: string | null): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      const [moved] = (await tx.query(
        `UPDATE grants SET status = $3, tracking = coalesce($4, tracking), updated_at = $5 WHERE program_id = $1 AND id = $2 AND status = ANY($6) RETURNING id`,
        [programId, grantId, DONE[step], tracking, at, sourcesOf(step)])) as [unknown[], number];
      const grant = await grantOf(tx, programId, grantId);
      if (moved.length === 0) throw new DomainError('grant.wrong_state', { grantStatus: grant.status });
      if (step === 'ship') await writeOutbox(tx, programId, [{ topic: 'grant.shipped', payload: { grantId, memberId: grant.memberId } }], at);
      await audit(tx, programId, { actorId, action: `grant.${DONE[step]}`, subjectId: grantId, detail: { from: before.status } }, at);
      return grant;
    });
  }

  /** Takes a grant back for good; its unit goes to whoever is next. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async revoke(programId: string, actorId: string, grantId: string, reason: string): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await grantOf(tx, programId, grantId);
      const pools = await lockPools(tx, programId, await poolsOfRewards(tx, programId, [before.reward.id])); // before the grant, as everywhere
      const [revoked] = (await tx.query(
        `UPDATE grants SET status = 'revoked', resume_status = NULL, reason = 'revoked_by_staff', updated_at = $3
         WHERE program_id = $1 AND id = $2 AND status = ANY($4) RETURNING id`,
        [programId, grantId, at, sourcesOf('revoke')])) as [unknown[], number];
      if (revoked.length === 0) throw new DomainError('grant.wrong_state', { grantStatus: (await grantOf(tx, programId, grantId)).status });
      const served = await this.passOn(tx, programId, grantId, pools.map((pool) => pool.id), at);
      await writeOutbox(tx, programId, served.map((grant) => ({ topic: 'grant.served', payload: { ...grant } })), at);
      await audit(tx, programId, { actorId, action: 'grant.revoked', subjectId: grantId, detail: { from: before.status, reason } }, at);
      return grantOf(tx, programId, grantId);
    });
  }

  /** By hand, without an award; it queues like any other. @throws DomainError `member.not_found`, `reward.not_found`, `auth.forbidden` for oneself */
  async grantByHand(programId: string, actorId: string, request: HandGrantRequest): Promise<StaffGrant> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await refuseUnlessGrantable(tx, programId, actorId, request);
      const pools = await lockPools(tx, programId, await poolsOfRewards(tx, programId, [request.rewardId]));
      const [created] = await createGrants(tx, programId, [{ rewardId: request.rewardId, beneficiaryId: request.memberId, awardedAt: at }], at);
      if (!created) throw new DomainError('reward.not_found');
      await serveQueues(tx, programId, pools, at);
      await writeOutbox(tx, programId, [{ topic: 'grant.created', payload: { ...created } }], at);
      await audit(tx, programId, { actorId, action: 'grant.given', subjectId: created.grantId, detail: { ...request } }, at);
      return grantOf(tx, programId, created.grantId);
    });
  }

  /** Where a parcel goes: shown to whoever ships, and noted that it was. @throws DomainError `grant.not_found` */
  async reveal(programId: string, actorId: string, grantId: string): Promise<{ size: string | null; address: Address | null }> {
    return this.transactions.inProgram(programId, async (tx) => {
      await grantOf(tx, programId, grantId);
      await audit(tx, programId, { actorId, action: 'grant.address_revealed', subjectId: grantId, detail: {} }, this.clock.now());
      const [details] = (await tx.query('SELECT size, address FROM claim_details WHERE program_id = $1 AND grant_id = $2', [programId, grantId])) as { size: string | null; address: Address | null }[];
      return details ?? { size: null, address: null };
    });
  }

  /** Puts the unit of a revoked grant back and serves the queue. */
  private async passOn(tx: Tx, programId: string, grantId: string, poolIds: readonly string[], at: Date): Promise<ServedGrant[]> {
    const [freed] = (await tx.query('DELETE FROM allocations WHERE program_id = $1 AND grant_id = $2 RETURNING pool_id, units', [programId, grantId])) as [{ pool_id: string; units: number }[], number];
    for (const { pool_id, units } of freed) await tx.query('UPDATE pools SET units_left = units_left + $3 WHERE program_id = $1 AND id = $2', [programId, pool_id, units]);
    return serveQueues(tx, programId, await lockPools(tx, programId, poolIds), at);
  }
}

const GRANTS = `
  SELECT g.id, g.status, g.reason, jsonb_build_object('id', r.id, 'kind', r.kind, 'title', r.title) AS reward, g.beneficiary_id AS "memberId", f.name AS "memberName",
    g.book_id IS NULL AS "byHand", c.size, c.address IS NOT NULL AS "hasAddress", g.tracking,
    g.awarded_at AS "awardedAt", g.claimed_at AS "claimedAt", g.updated_at AS "updatedAt"
  FROM grants g JOIN rewards r ON r.program_id = g.program_id AND r.id = g.reward_id
    LEFT JOIN profiles f ON f.program_id = g.program_id AND f.member_id = g.beneficiary_id
    LEFT JOIN claim_details c ON c.program_id = g.program_id AND c.grant_id = g.id
  WHERE g.program_id = $1 AND r.program_id = $1`;

async function grantOf(tx: Tx, programId: string, grantId: string): Promise<StaffGrant> {
  const [grant] = (await tx.query(`${GRANTS} AND g.id = $2`, [programId, grantId])) as StaffGrant[];
  if (!grant) throw new DomainError('grant.not_found');
  return grant;
}

/** Nobody gives themselves something. */
async function refuseUnlessGrantable(tx: Tx, programId: string, actorId: string, { memberId }: HandGrantRequest): Promise<void> {
  const [member] = (await tx.query('SELECT account_id FROM members WHERE program_id = $1 AND id = $2', [programId, memberId])) as { account_id: string }[];
  if (!member) throw new DomainError('member.not_found');
  if (member.account_id === actorId) throw new DomainError('auth.forbidden', { why: 'own_member' });
}
