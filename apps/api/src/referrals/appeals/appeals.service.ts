import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { FactBody, Id, ReasonCode } from '@fanfare/domain';
import { Ledger } from '../../ledger/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { releaseDecided } from '../review/assignment-sql.js';
import { ownAmong } from '../review/own-books.js';
import { REJECTIONS } from '../review/reviews.dto.js';
import type { AppealAnswerRequest, AppealAnswerResponse } from './appeals.dto.js';

interface Asked {
  readonly referralId: Id;
  readonly memberId: Id;
  readonly refereeId: Id;
  readonly reason: ReasonCode;
  readonly claim: 'won' | 'lost';
}

/** Staff answer appeals. The outcome is a review in the book, as any other, that carries the appeal's id. */
@Injectable()
export class Appeals {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /**
   * Once: the fact's key is the appeal's, and its book is the lock; whoever comes second finds the appeal answered.
   * @throws DomainError `appeal.not_found`, `appeal.answered`, `appeal.reopened`, `referral.not_reviewable`, `review.own`
   */
  async answer(programId: Id, actorId: Id, appealId: Id, { id, outcome, answer }: AppealAnswerRequest): Promise<AppealAnswerResponse> {
    const at = this.clock.now();
    const status = outcome === 'overturn' ? 'overturned' : 'upheld';
    await this.letTimeDecide(programId, appealId, at);
    return this.transactions.inProgram(programId, async (tx) => {
      const asked = await readAsked(tx, programId, appealId);
      await assertOfOthers(tx, programId, actorId, asked);
      if (outcome === 'overturn' && asked.claim === 'lost') throw new DomainError('referral.not_reviewable');
      const [told] = await this.ledger.apply(tx, programId, [{ kind: 'fact', key: `appeal:${appealId}`, memberId: asked.memberId, body: outcomeOf(asked, outcome, appealId, actorId) }], at);
      const referralStatus = told!.referral!.status;
      if (told!.status === 'replayed') {
        await assertSame(tx, programId, appealId, id, status);
        return { status, referralStatus };
      }
      const [, settled] = (await tx.query(
        `UPDATE appeals SET status = $3, answer = $4, answered_by = $5, answered_at = $6, answer_id = $7 WHERE program_id = $1 AND id = $2 AND status = 'open'`,
        [programId, appealId, status, answer, actorId, at, id])) as [unknown, number];
      if (settled === 0) throw new DomainError('appeal.answered'); // by a review, or by time
      if (outcome === 'uphold') await assertNothingTaken(tx, programId, appealId);
      await releaseDecided(tx, programId, [asked.referralId]);
      await writeOutbox(tx, programId, [{ topic: 'appeal.answered', payload: { appealId, memberId: told!.memberId, referralId: asked.referralId } }], at);
      await audit(tx, programId, { actorId, action: `appeal.${status}`, subjectId: asked.referralId, detail: { appealId } }, at);
      return { status, referralStatus };
    });
  }

  /** What is due in the book comes first, in a transaction of its own: where time alone has answered, that stays, and the answer comes too late. */
  private async letTimeDecide(programId: Id, appealId: Id, at: Date): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      const { memberId } = await readAsked(tx, programId, appealId);
      await this.ledger.apply(tx, programId, [{ kind: 'visit', memberId }], at);
    });
  }
}

/** A person's reason stays the reason; where a check had turned the friend down, a person has now looked. */
function outcomeOf({ referralId, reason }: Asked, outcome: AppealAnswerRequest['outcome'], appealId: Id, by: Id): FactBody {
  const verdict = outcome === 'overturn'
    ? { verdict: 'approve', reason: 'review.genuine' } as const
    : { verdict: 'reject', reason: REJECTIONS.find((one) => one === reason) ?? 'review.not_genuine' } as const;
  return { kind: 'reviewed', referralId, ...verdict, by, appealId };
}

async function assertOfOthers(tx: Tx, programId: Id, accountId: Id, { memberId, refereeId }: Asked): Promise<void> {
  const own = await ownAmong(tx, programId, { accountId, permission: 'reviews:decide' }, [memberId, refereeId]);
  if (own.size > 0) throw new DomainError('review.own');
}

async function readAsked(tx: Tx, programId: Id, appealId: Id): Promise<Asked> {
  const [asked] = (await tx.query(
    `SELECT r.id AS "referralId", r.member_id AS "memberId", r.referee_id AS "refereeId", r.reason, r.state->>'claim' AS claim
     FROM appeals a JOIN referrals r ON r.program_id = $1 AND r.id = a.referral_id WHERE a.program_id = $1 AND a.id = $2`, [programId, appealId])) as Asked[];
  if (!asked) throw new DomainError('appeal.not_found');
  return asked;
}

/** The same answer sent again is harmless; another comes too late. */
async function assertSame(tx: Tx, programId: Id, appealId: Id, answerId: Id, status: string): Promise<void> {
  const same = (await tx.query('SELECT 1 FROM appeals WHERE program_id = $1 AND id = $2 AND answer_id = $3 AND status = $4', [programId, appealId, answerId, status])) as unknown[];
  if (same.length === 0) throw new DomainError('appeal.answered');
}

/** Accepted since in a way that left the appeal open, the friend would fall by the answer to an appeal that asked for the opposite. */
async function assertNothingTaken(tx: Tx, programId: Id, appealId: Id): Promise<void> {
  const taken = (await tx.query(
    `SELECT 1 FROM facts f JOIN ledger_entries e ON e.program_id = $1 AND e.member_id = f.member_id AND e.fact_seq = f.seq
     WHERE f.program_id = $1 AND f.key = $2 AND e.from_status NOT IN ('held', 'rejected', 'reversed')`, [programId, `appeal:${appealId}`])) as unknown[];
  if (taken.length > 0) throw new DomainError('appeal.reopened');
}
