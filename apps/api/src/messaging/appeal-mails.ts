import { givenName, idOf, type MailDefinition, type MailModel, type MailSource, optional } from './mail-model.js';
import { member, told, toMember } from './member-mails.js';

interface AppealRow {
  readonly note: string;
  readonly answer: string | null;
  readonly outcome: 'upheld' | 'overturned';
  readonly counts: boolean;
  /** Nobody looked: time alone, or newer rules, accepted the friend. */
  readonly unlooked: boolean;
  readonly friend: string | null;
}

/** What came of an appeal, in the words of the team where it used any. Nothing once the member has left, or the decision was taken back, also where another followed. */
async function appealAnswered(source: MailSource): Promise<MailModel | null> {
  const row = await member(source, ['active', 'suspended']); // who is kept out has asked, and is answered
  if (!row) return null;
  const [appeal] = (await source.tx.query(
    `SELECT a.note, a.answer, a.status AS outcome, r.status = 'qualified' AS counts, a.answered_by IS NULL AS unlooked, p.name AS friend
     FROM appeals a JOIN referrals r ON r.program_id = $1 AND r.id = a.referral_id
     LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = r.referee_id
     WHERE a.program_id = $1 AND a.id = $2 AND a.status <> 'open' AND ($3::timestamptz IS NULL OR a.answered_at = $3)`, [source.programId, idOf(source, 'appealId'), source.payload['answeredAt'] ?? null])) as AppealRow[];
  if (!appeal) return null;
  const { note, answer } = appeal;
  const outcome = appeal.outcome === 'upheld' ? 'stays' : appeal.counts ? 'counts' : 'accepted';
  const model = toMember(source, row, '/friends');
  return { ...model, params: { ...model.params, ...optional('hasFriend', 'friend', givenName(appeal.friend)), outcome, by: appeal.unlooked ? 'rules' : 'team', note, ...optional('hasAnswer', 'answer', answer) } };
}

interface ReopenedRow {
  readonly friend: string | null;
  readonly dueAt: Date;
}

/**
 * The answer that was sent does not stand any more, and somebody looks once more. Nothing where it never left, nor where the appeal is answered
 * again; nor of a friend who counted: the mail that they do not any more says so, but to who is kept out, who gets none. An answer that waits
 * to be sent may be on its way already.
 */
async function appealReopened(source: MailSource): Promise<MailModel | null> {
  const row = await member(source, ['active', 'suspended']);
  const [appeal] = (await source.tx.query(
    `SELECT p.name AS friend, a.due_at AS "dueAt" FROM appeals a JOIN referrals r ON r.program_id = $1 AND r.id = a.referral_id
     LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = r.referee_id
     WHERE a.program_id = $1 AND a.id = $2 AND a.status = 'open'
       AND EXISTS (SELECT 1 FROM deliveries d WHERE d.program_id = $1 AND d.template = $3 AND d.payload->>'appealId' = a.id::text AND d.payload->>'answeredAt' = $4
         AND d.status IN ('queued', 'attempting', 'sent', 'unknown', 'parked') AND d.created_at >= $4::timestamptz)
       AND (EXISTS (SELECT 1 FROM standings s WHERE s.program_id = $1 AND s.member_id = a.member_id AND s.standing = 'suspended')
         OR NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.program_id = $1 AND e.member_id = r.member_id AND e.referral_id = r.id AND e.measure = 'qualified' AND e.delta < 0 AND e.effective_at = r.decided_at))`,
    [source.programId, idOf(source, 'appealId'), ANSWERED, source.payload['answeredAt']])) as ReopenedRow[];
  if (!row || !appeal) return null;
  const model = toMember(source, row, '/friends');
  return { ...model, untilDate: appeal.dueAt, params: { ...model.params, ...optional('hasFriend', 'friend', givenName(appeal.friend)), late: appeal.dueAt <= source.at ? 'yes' : 'no' } };
}

const ANSWERED = 'appeal_answered';
/** Mails about a second look at a friend. */
export const APPEAL_MAILS: readonly MailDefinition[] = [
  { topic: 'appeal.answered', name: ANSWERED, ...told, load: appealAnswered },
  { topic: 'appeal.reopened', name: 'appeal_reopened', ...told, load: appealReopened },
];
