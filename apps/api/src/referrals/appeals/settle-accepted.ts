import type { Id } from '@fanfare/domain';
import { audit } from '../../platform/audit.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { OutboxEvent } from '../../platform/outbox/outbox.js';

/** A friend who was accepted: by a person's review, or by nobody, where time has run out or newer rules see nothing against them. */
export interface Accepted {
  readonly referralId: Id;
  readonly by: Id | null;
}

interface Settled { readonly appealId: Id; readonly memberId: Id; readonly referralId: Id; readonly by: Id | null; readonly answeredAt: Date }

/**
 * Answers what was open about friends who are accepted now, without a word, at the instant of the decision: the mail of the answer says
 * that the friend counts, and no other does.
 */
export async function settleAccepted(tx: Tx, programId: Id, accepted: readonly Accepted[], at: Date): Promise<OutboxEvent[]> {
  if (accepted.length === 0) return [];
  const [settled] = (await tx.query(
    `UPDATE appeals a SET status = 'overturned', answered_by = d.by, answered_at = r.decided_at
     FROM unnest($2::uuid[], $3::uuid[]) AS d (id, by) JOIN referrals r ON r.program_id = $1 AND r.id = d.id
     WHERE a.program_id = $1 AND a.referral_id = d.id AND a.status = 'open' RETURNING a.id AS "appealId", a.member_id AS "memberId", a.referral_id AS "referralId", a.answered_by AS by, a.answered_at AS "answeredAt"`,
    [programId, accepted.map((one) => one.referralId), accepted.map((one) => one.by)])) as [Settled[], number];
  for (const { appealId, referralId, by } of settled) await audit(tx, programId, { actorId: by, action: 'appeal.overturned', subjectId: referralId, detail: { appealId } }, at);
  return settled.map(({ appealId, memberId, referralId, answeredAt }) => ({ topic: 'appeal.answered', payload: { appealId, memberId, referralId, answeredAt: answeredAt.toISOString() } }));
}
