import { Injectable } from '@nestjs/common';
import { DomainError, type ErrorCode } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import { Ledger, type LedgerOutcome, readStanding } from '../../ledger/index.js';
import { StaffNotes } from '../../members/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { reopenAppeals } from '../appeals/reopen-appeals.js';
import { ownAmong } from './own-books.js';
import { readReviewed, type Reviewed } from './reviewed.js';
import type { AdjustmentRequest, AdjustmentResponse, ReviewRequest, ReviewResponse, ReviewsRequest, ReviewsResponse } from './reviews.dto.js';

type Verdict = Pick<ReviewRequest, 'verdict' | 'reason'>;
type Seen = Pick<ReviewRequest, 'referralId' | 'seen'>;
type Asked = Seen & { readonly key: string };
interface Decided { readonly referralId: Id; readonly referral: LedgerOutcome['referral']; readonly revision: string | null; readonly problem: ErrorCode | null }

/** Staff's word on referrals and counts: always a fact in the book, with a reason, never a change of a row. */
@Injectable()
export class Reviews {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly notes: StaffNotes,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `referral.not_found`; `review.own` where the referrer or the friend is who decides; `review.outdated` where it is not any more as it was seen; `referral.not_reviewable` where the
   * verdict cannot change anything by rule (lost identity claim), or there is none to take back
   */
  async review(programId: Id, actorId: Id, { id, referralId, seen, ...verdict }: ReviewRequest): Promise<ReviewResponse> {
    const [outcome] = await this.decide(programId, actorId, verdict, [{ key: `review:${id}`, referralId, seen }]);
    if (outcome!.problem) throw new DomainError(outcome!.problem);
    return { referralId, status: outcome!.referral!.status, reason: outcome!.referral!.reason, revision: outcome!.revision! };
  }

  /** One verdict on many, in one batch. What cannot be decided is answered for itself and holds up nobody else. */
  async reviewAll(programId: Id, actorId: Id, { id, friends, ...verdict }: ReviewsRequest): Promise<ReviewsResponse> {
    const outcomes = await this.decide(programId, actorId, verdict, friends.map((friend) => ({ key: `review:${id}:${friend.referralId}`, ...friend })));
    return { items: outcomes.map(({ referralId, referral, revision, problem }) => ({ referralId, status: referral?.status ?? null, revision: referral && revision, problem })) };
  }

  /** Books first: once they are held, what was seen is what the verdict meets, or it is refused. */
  private async decide(programId: Id, actorId: Id, verdict: Verdict, asked: readonly Asked[]): Promise<Decided[]> {
    const at = this.clock.now();
    const ids = asked.map((one) => one.referralId);
    return this.transactions.inProgram(programId, async (tx) => {
      await this.ledger.lockBooks(tx, programId, [...(await readReviewed(tx, programId, ids)).values()].map(({ memberId }) => memberId));
      const known = await readReviewed(tx, programId, ids);
      const before = verdict.verdict === 'withdraw' ? await readStanding(tx, programId, ids) : null;
      const own = await ownAmong(tx, programId, { accountId: actorId, permission: 'reviews:decide' }, [...known.values()].flatMap(({ memberId, refereeId }) => [memberId, refereeId]));
      const given = await alreadyGiven(tx, programId, asked);
      const problems = new Map(asked.map((one) => [one.referralId, given.has(one.key) ? null : problemOf(one, known.get(one.referralId), verdict, before, own)]));
      const open = asked.filter((one) => problems.get(one.referralId) === null);
      const outcomes = await this.ledger.apply(tx, programId, open.map(({ key, referralId }) => {
        const putBack = before?.get(referralId)?.putBack;
        return { kind: 'fact', key, memberId: known.get(referralId)?.memberId ?? given.get(key)!, body: { kind: 'reviewed', referralId, ...verdict, by: actorId, ...(putBack && { putBack }) } };
      }), at);
      const recorded = open.filter((_, n) => outcomes[n]!.status === 'recorded');
      for (const { referralId } of recorded) await audit(tx, programId, { actorId, action: `referral.${verdict.verdict}`, subjectId: referralId, detail: { reason: verdict.reason } }, at);
      if (before) await reopenAppeals(tx, programId, actorId, recorded.map(({ referralId }) => ({ referralId, key: before.get(referralId)!.key })), at);
      const now = await readReviewed(tx, programId, ids);
      return asked.map(({ key, referralId }) => {
        const referral = outcomes[open.findIndex((one) => one.key === key)]?.referral ?? null;
        // An id that was used for another referral before is a mistake of the caller's.
        const problem = problems.get(referralId) ?? (referral?.id === referralId ? null : 'request.conflict');
        return { referralId, referral, revision: now.get(referralId)?.revision ?? null, problem };
      });
    });
  }

  /** Corrects a count by an entry of its own. @throws DomainError `member.not_found`, `review.own` */
  async adjust(programId: Id, actorId: Id, memberId: Id, request: AdjustmentRequest): Promise<AdjustmentResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const own = await ownAmong(tx, programId, { accountId: actorId, permission: 'ledger:adjust' }, [memberId]);
      if (own.size > 0) throw new DomainError('review.own');
      const [outcome] = await this.ledger.apply(tx, programId, [{
        kind: 'fact', key: `adjust:${request.id}`, memberId,
        body: { kind: 'adjusted', measure: request.measure, delta: request.delta, reason: request.reason, by: actorId },
      }], at);
      if (outcome?.memberId !== memberId) throw new DomainError(outcome?.memberId ? 'request.conflict' : 'member.not_found');
      if (outcome.status === 'recorded') {
        const note = await this.notes.writeReason(tx, programId, memberId, { kind: 'adjusted', text: request.note, authorId: actorId }, at);
        await audit(tx, programId, { actorId, action: 'ledger.adjusted', subjectId: memberId, detail: { measure: request.measure, delta: request.delta, reason: request.reason, note } }, at);
      }
      const [row] = (await tx.query('SELECT qualified, points FROM standings WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as [AdjustmentResponse];
      return row;
    });
  }
}

/** Verdicts that were sent before, by key, with the book they are in: sent again they are the same ones, whatever has come since. */
async function alreadyGiven(tx: Tx, programId: Id, asked: readonly Asked[]): Promise<Map<string, Id>> {
  const rows = (await tx.query('SELECT key, member_id AS id FROM facts WHERE program_id = $1 AND key = ANY($2)', [programId, asked.map(({ key }) => key)])) as { key: string; id: Id }[];
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** Who was a member before is nobody's friend: no verdict can make that count. */
function problemOf({ referralId, seen }: Seen, known: Reviewed | undefined, { verdict }: Verdict, before: ReadonlyMap<Id, unknown> | null, own: ReadonlySet<Id>): ErrorCode | null {
  if (!known) return 'referral.not_found';
  if (own.has(known.memberId) || own.has(known.refereeId)) return 'review.own';
  if (known.revision !== seen) return 'review.outdated';
  const moot = (verdict === 'approve' && known.claim === 'lost') || (before && !before.has(referralId));
  return moot ? 'referral.not_reviewable' : null;
}
