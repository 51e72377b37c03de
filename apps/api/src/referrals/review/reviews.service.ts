import { Injectable } from '@nestjs/common';
import { DomainError, type ErrorCode } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import { Ledger, type LedgerOutcome } from '../../ledger/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import type { AdjustmentRequest, AdjustmentResponse, ReviewRequest, ReviewResponse, ReviewsRequest, ReviewsResponse } from './reviews.dto.js';

type Verdict = Pick<ReviewRequest, 'verdict' | 'reason'>;
interface Known { readonly memberId: Id; readonly claim: 'won' | 'lost' }
interface Decided { readonly referralId: Id; readonly referral: LedgerOutcome['referral']; readonly problem: ErrorCode | null }
/** Staff's word on referrals and counts: always a fact in the book, with a reason, never a change of a row. */
@Injectable()
export class Reviews {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `referral.not_found`; `referral.not_reviewable` where the verdict cannot change anything by rule (lost identity claim) */
  async review(programId: Id, actorId: Id, { id, referralId, ...verdict }: ReviewRequest): Promise<ReviewResponse> {
    const [outcome] = await this.decide(programId, actorId, verdict, [{ key: `review:${id}`, referralId }]);
    if (outcome!.problem) throw new DomainError(outcome!.problem);
    return { referralId, status: outcome!.referral!.status, reason: outcome!.referral!.reason };
  }

  /** One verdict on many, in one batch. What cannot be decided is answered for itself and holds up nobody else. */
  async reviewAll(programId: Id, actorId: Id, { id, referralIds, ...verdict }: ReviewsRequest): Promise<ReviewsResponse> {
    const outcomes = await this.decide(programId, actorId, verdict, referralIds.map((referralId) => ({ key: `review:${id}:${referralId}`, referralId })));
    return { items: outcomes.map(({ referralId, referral, problem }) => ({ referralId, status: referral?.status ?? null, problem })) };
  }

  private async decide(programId: Id, actorId: Id, verdict: Verdict, asked: readonly { key: string; referralId: Id }[]): Promise<Decided[]> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const known = await readKnown(tx, programId, asked.map((one) => one.referralId));
      const open = asked.filter((one) => problemOf(known.get(one.referralId), verdict) === null);
      const outcomes = await this.ledger.apply(tx, programId, open.map(({ key, referralId }) => ({
        kind: 'fact', key, memberId: known.get(referralId)!.memberId, body: { kind: 'reviewed', referralId, ...verdict, by: actorId },
      })), at);
      const recorded = open.filter((_, n) => outcomes[n]!.status === 'recorded');
      for (const { referralId } of recorded) await audit(tx, programId, { actorId, action: `referral.${verdict.verdict}`, subjectId: referralId, detail: { reason: verdict.reason } }, at);
      return asked.map(({ key, referralId }) => {
        const referral = outcomes[open.findIndex((one) => one.key === key)]?.referral ?? null;
        // An id that was used for another referral before is a mistake of the caller's.
        const problem = problemOf(known.get(referralId), verdict) ?? (referral?.id === referralId ? null : 'request.conflict');
        return { referralId, referral, problem };
      });
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

async function readKnown(tx: Tx, programId: Id, ids: readonly Id[]): Promise<Map<Id, Known>> {
  const rows = (await tx.query(`SELECT id, member_id AS "memberId", state->>'claim' AS claim FROM referrals WHERE program_id = $1 AND id = ANY($2)`, [programId, ids])) as (Known & { id: Id })[];
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who was a member before is nobody's friend: no verdict can make that count. */
function problemOf(known: Known | undefined, { verdict }: Verdict): ErrorCode | null {
  if (!known) return 'referral.not_found';
  return verdict === 'approve' && known.claim === 'lost' ? 'referral.not_reviewable' : null;
}
