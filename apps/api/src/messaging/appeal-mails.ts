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

/** Mails about a second look at a friend. */
export const APPEAL_MAILS: readonly MailDefinition[] = [{ topic: 'appeal.answered', name: 'appeal_answered', ...told, load: appealAnswered }];
