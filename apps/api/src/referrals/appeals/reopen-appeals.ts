import type { Id } from '@fanfare/domain';
import { audit } from '../../platform/audit.js';
import type { Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';

/** A review that was taken back: by the key of its fact. */
interface TakenBack {
  readonly referralId: Id;
  readonly key: string;
}

/** `answeredAt`: of the answer that does not stand any more. */
interface Reopened { readonly appealId: Id; readonly memberId: Id; readonly referralId: Id; readonly answeredAt: Date }

/**
 * Opens again what such a review had answered by accepting the friend, without a word: whoever asked still waits for a second look, and
 * since as long as before. Not where the friend stays accepted, nor where an answer was written or nobody looked.
 */
export async function reopenAppeals(tx: Tx, programId: Id, actorId: Id, takenBack: readonly TakenBack[], at: Date): Promise<void> {
  if (takenBack.length === 0) return;
  const [reopened] = (await tx.query(
    `UPDATE appeals a SET status = 'open', answered_by = NULL, answered_at = NULL
     FROM unnest($2::uuid[], $3::text[]) AS d (id, key)
     JOIN facts f ON f.program_id = $1 AND f.key = d.key
     JOIN referrals r ON r.program_id = $1 AND r.id = d.id AND r.status IN ('held', 'rejected', 'reversed')
     WHERE a.program_id = $1 AND a.referral_id = d.id AND a.status = 'overturned' AND a.answer IS NULL AND a.answered_by IS NOT NULL AND a.answered_at = f.at
       AND NOT EXISTS (SELECT 1 FROM appeals later WHERE later.program_id = $1 AND later.referral_id = d.id AND later.round > a.round)
     RETURNING a.id AS "appealId", a.member_id AS "memberId", a.referral_id AS "referralId", f.at AS "answeredAt"`,
    [programId, takenBack.map((one) => one.referralId), takenBack.map((one) => one.key)])) as [Reopened[], number];
  for (const { appealId, referralId } of reopened) await audit(tx, programId, { actorId, action: 'appeal.reopened', subjectId: referralId, detail: { appealId } }, at);
  await writeOutbox(tx, programId, reopened.map(({ answeredAt, ...appeal }) => ({ topic: 'appeal.reopened', payload: { ...appeal, answeredAt: answeredAt.toISOString() } })), at);
}
