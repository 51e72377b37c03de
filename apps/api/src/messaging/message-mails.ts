import { idOf, type MailDefinition, type MailModel, type MailSource } from './mail-model.js';
import { member, told, toMember } from './member-mails.js';

interface AnswerRow {
  readonly text: string;
  readonly answer: string;
  readonly name: string | null;
  readonly email: string;
}

/** A person of the team answers; the reply goes to them and not to the program. Nothing once either of the two is gone. */
async function messageAnswered(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  if (!row) return null;
  const [answered] = (await source.tx.query(
    `SELECT m.text, m.answer, a.name, a.email FROM team_messages m JOIN accounts a ON a.id = m.answered_by
     WHERE m.program_id = $1 AND m.id = $2 AND m.member_id = $3 AND m.status = 'answered'`, [source.programId, idOf(source, 'messageId'), row.id])) as AnswerRow[];
  if (!answered) return null;
  const who = answered.name ?? source.brand.senderName;
  const model = toMember(source, row, '');
  return { ...model, params: { ...model.params, who, question: answered.text, answer: answered.answer }, replyTo: { name: who, address: answered.email } };
}

/** Mails from a person of the team to one member. */
export const MESSAGE_MAILS: readonly MailDefinition[] = [{ topic: 'message.answered', name: 'message_answered', ...told, load: messageAnswered }];
