import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { Id, ReasonCode, ReferralState, Status } from '@fanfare/domain';
import { Ledger } from '../../ledger/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { friendName } from '../progress/masked.js';
import type { AdjustmentRequest, AdjustmentResponse, ReferralsQuery, ReviewRequest, ReviewResponse, StaffReferralsResponse } from './reviews.dto.js';

interface ReferralRow {
  id: Id; member_id: Id; referee_id: Id; status: Status; reason: ReasonCode; confirmed_at: Date; decided_at: Date; state: ReferralState;
  referrer_name: string | null; referee_name: string | null; referee_email: string | null;
}

/** Staff's word on referrals and counts: always a fact in the book, with a reason, never a change of a row. */
@Injectable()
export class Reviews {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** Newest decisions first. */
  async list(programId: Id, query: ReferralsQuery): Promise<StaffReferralsResponse> {
    const after = readCursor(query.cursor);
    const rows = await this.transactions.readProgram(programId, (tx) => tx.query(
      `SELECT r.id, r.member_id, r.referee_id, r.status, r.reason, r.confirmed_at, r.decided_at, r.state,
         a.name AS referrer_name, b.name AS referee_name, i.email AS referee_email
       FROM referrals r
       LEFT JOIN profiles a ON a.program_id = $1 AND a.member_id = r.member_id
       LEFT JOIN profiles b ON b.program_id = $1 AND b.member_id = r.referee_id
       LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = r.referee_id ORDER BY created_at LIMIT 1) i ON true
       WHERE r.program_id = $1 AND ($2::text IS NULL OR r.status = $2) AND ($3::uuid IS NULL OR r.member_id = $3)
         AND ($4::timestamptz IS NULL OR (r.decided_at, r.id) < ($4, $5::uuid))
       ORDER BY r.decided_at DESC, r.id DESC LIMIT $6`,
      [programId, query.status ?? null, query.memberId ?? null, after?.at ?? null, after?.id ?? null, query.limit + 1]) as Promise<ReferralRow[]>);
    return {
      items: rows.slice(0, query.limit).map((row) => ({
        id: row.id,
        referrer: { memberId: row.member_id, name: row.referrer_name },
        referee: { memberId: row.referee_id, name: friendName(row.referee_name, row.referee_email) },
        status: row.status,
        reason: row.reason,
        evidence: row.state.signals,
        confirmedAt: row.confirmed_at.toISOString(),
        decidedAt: row.decided_at.toISOString(),
      })),
      nextCursor: nextCursor(rows, query.limit, (row) => ({ at: row.decided_at, id: row.id })),
    };
  }

  /** @throws DomainError `referral.not_found`; `referral.not_reviewable` where the verdict cannot change anything by rule (lost identity claim) */
  async review(programId: Id, actorId: Id, request: ReviewRequest): Promise<ReviewResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [known] = (await tx.query('SELECT member_id, state FROM referrals WHERE program_id = $1 AND id = $2', [programId, request.referralId])) as { member_id: Id; state: ReferralState }[];
      if (!known) throw new DomainError('referral.not_found');
      if (request.verdict === 'approve' && known.state.claim === 'lost') throw new DomainError('referral.not_reviewable', { reason: 'already_member' });
      const [outcome] = await this.ledger.apply(tx, programId, [{
        kind: 'fact', key: `review:${request.id}`, memberId: known.member_id,
        body: { kind: 'reviewed', referralId: request.referralId, verdict: request.verdict, reason: request.reason, by: actorId },
      }], at);
      if (outcome?.referral?.id !== request.referralId) throw new DomainError('request.conflict');
      if (outcome.status === 'recorded') {
        await audit(tx, programId, { actorId, action: `referral.${request.verdict}`, subjectId: request.referralId, detail: { reason: request.reason } }, at);
      }
      return { referralId: outcome.referral.id, status: outcome.referral.status, reason: outcome.referral.reason };
    });
  }

  /** Corrects a count by an entry of its own. @throws DomainError `member.not_found` */
  async adjust(programId: Id, actorId: Id, memberId: Id, request: AdjustmentRequest): Promise<AdjustmentResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [outcome] = await this.ledger.apply(tx, programId, [{
        kind: 'fact', key: `adjust:${request.id}`, memberId,
        body: { kind: 'adjusted', measure: request.measure, delta: request.delta, reason: request.reason, by: actorId },
      }], at);
      if (outcome?.memberId !== memberId) throw new DomainError(outcome?.memberId ? 'request.conflict' : 'member.not_found');
      if (outcome.status === 'recorded') {
        await audit(tx, programId, { actorId, action: 'ledger.adjusted', subjectId: memberId, detail: { measure: request.measure, delta: request.delta, reason: request.reason, note: request.note } }, at);
      }
      const [row] = (await tx.query('SELECT qualified, points FROM standings WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as [AdjustmentResponse];
      return row;
    });
  }
}
