import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../platform/database/transactions.js';
import type { EventStatus, Texts } from './event.entity.js';

/** An event as it is stored. */
export interface EventRow {
  readonly id: string;
  readonly title: Texts;
  readonly description: Texts;
  readonly venue: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly capacity: number;
  readonly guestsAllowed: number;
  readonly invitedTierIds: string[];
  readonly status: EventStatus;
  readonly revision: number;
  readonly updatedAt: Date;
}

export const EVENT_COLUMNS = `e.id, e.title, e.description, e.venue, e.starts_at AS "startsAt", e.ends_at AS "endsAt", e.capacity, e.guests_allowed AS "guestsAllowed",
  e.invited_tier_ids AS "invitedTierIds", e.status, e.revision, e.updated_at AS "updatedAt"`;

/** Seats that those who go take up, guests included; `e` is the event. */
export const SEATS_TAKEN = `(SELECT coalesce(sum(1 + g.guests), 0)::int FROM invitations g WHERE g.program_id = $1 AND g.event_id = e.id AND g.status = 'going')`;
/** The place of invitation `i` on its waiting list, from 1; null for one that does not wait. */
export const PLACE = `CASE WHEN i.status = 'waiting' THEN
  (SELECT count(*)::int FROM invitations w WHERE w.program_id = $1 AND w.event_id = i.event_id AND w.status = 'waiting' AND w.turn <= i.turn) END`;

/** Whether invitation `i` is the one of the person $2: of several members who are one, the one that has a seat, else the first that was answered. */
export const OF_PERSON = `i.member_id = (
  SELECT o.member_id FROM invitations o WHERE o.program_id = $1 AND o.event_id = i.event_id AND o.member_id = ANY(ARRAY(SELECT members_of_person($1, $2)))
  ORDER BY o.status = 'going' DESC, o.answered_at NULLS LAST, o.member_id LIMIT 1)`;

/** Holds the event against everybody, promotions included: who is invited is being decided. @throws DomainError `event.not_found` */
export async function lockEvent(tx: Tx, programId: string, eventId: string): Promise<EventRow> {
  return read(tx, programId, eventId, 'FOR UPDATE');
}

/**
 * Holds the seats and the waiting list. Answers of one event take turns; promotions, which only point at the event, need
 * not wait for them. @throws DomainError `event.not_found`
 */
export async function lockSeats(tx: Tx, programId: string, eventId: string): Promise<EventRow> {
  return read(tx, programId, eventId, 'FOR NO KEY UPDATE');
}

async function read(tx: Tx, programId: string, eventId: string, lock: 'FOR UPDATE' | 'FOR NO KEY UPDATE'): Promise<EventRow> {
  const [event] = (await tx.query(`SELECT ${EVENT_COLUMNS} FROM events e WHERE e.program_id = $1 AND e.id = $2 ${lock}`, [programId, eventId])) as EventRow[];
  if (!event) throw new DomainError('event.not_found');
  return event;
}
