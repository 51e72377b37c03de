import { idOf, type MailDefinition, type MailModel, type MailSource } from './mail-model.js';
import { member, told, toMember } from './member-mails.js';

interface AskedRow {
  readonly event_status: string;
  readonly answer: string;
  readonly title: Record<string, string>;
  readonly venue: string;
  readonly starts_at: Date;
  readonly guests_allowed: number;
}

/** The event and the member's answer; null once it has started: a mail about it would come too late. */
async function asked(source: MailSource): Promise<AskedRow | null> {
  const [row] = (await source.tx.query(
    `SELECT e.status AS event_status, i.status AS answer, e.title, e.venue, e.starts_at, e.guests_allowed
     FROM invitations i JOIN events e ON e.program_id = $1 AND e.id = i.event_id
     WHERE i.program_id = $1 AND i.event_id = $2 AND i.member_id = $3 AND e.starts_at > $4`,
    [source.programId, idOf(source, 'eventId'), idOf(source, 'memberId'), source.at])) as AskedRow[];
  return row ?? null;
}

/** A mail about an event that is at that point, to a member who has given one of these answers; else there is nothing to say. */
function about(eventStatus: 'published' | 'cancelled', answers: readonly string[]): (source: MailSource) => Promise<MailModel | null> {
  return async (source) => {
    const [row, event] = [await member(source), await asked(source)];
    if (!row || event?.event_status !== eventStatus || !answers.includes(event.answer)) return null;
    const model = toMember(source, row, '/events');
    return { ...model, params: { ...model.params, venue: event.venue, guests: event.guests_allowed }, event: { title: event.title, startsAt: event.starts_at } };
  };
}

/** Mails about events a member is asked to. */
export const EVENT_MAILS: readonly MailDefinition[] = [
  { topic: 'invitation.created', name: 'event_invitation', ...told, load: about('published', ['invited']) },
  { topic: 'rsvp.moved_up', name: 'event_moved_up', ...told, load: about('published', ['going']) },
  { topic: 'event.cancelled', name: 'event_cancelled', ...told, load: about('cancelled', ['invited', 'going', 'waiting']) },
];
