import type { Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { type EventRow, SEATS_TAKEN } from './event-rows.js';

/** Seats nobody has; never below zero. Behind the event's lock only. */
export async function seatsLeft(tx: Tx, programId: string, event: EventRow): Promise<number> {
  return Math.max(0, event.capacity - (await seatsTaken(tx, programId, event.id)));
}

export async function seatsTaken(tx: Tx, programId: string, eventId: string): Promise<number> {
  const [{ taken }] = (await tx.query(`SELECT ${SEATS_TAKEN} AS taken FROM events e WHERE e.program_id = $1 AND e.id = $2`, [programId, eventId])) as [{ taken: number }];
  return taken;
}

/**
 * Gives free seats to the waiting list, in order, passing over parties that do not fit: an empty seat serves nobody. So
 * afterwards nobody waits who would fit, and whoever comes next and fits takes no seat from them. Behind the event's lock.
 */
export async function moveUp(tx: Tx, programId: string, event: EventRow, at: Date): Promise<void> {
  let left = await seatsLeft(tx, programId, event);
  if (left === 0) return;
  const waiting = (await tx.query(
    `SELECT member_id AS "memberId", 1 + guests AS seats FROM invitations WHERE program_id = $1 AND event_id = $2 AND status = 'waiting' ORDER BY turn`,
    [programId, event.id])) as { memberId: string; seats: number }[];
  const moved = waiting.filter(({ seats }) => {
    if (seats > left) return false;
    left -= seats;
    return true;
  }).map(({ memberId }) => memberId);
  if (moved.length === 0) return;
  await tx.query(`UPDATE invitations SET status = 'going', turn = NULL WHERE program_id = $1 AND event_id = $2 AND member_id = ANY($3)`, [programId, event.id, moved]);
  await writeOutbox(tx, programId, moved.map((memberId) => ({ topic: 'rsvp.moved_up', payload: { eventId: event.id, memberId } })), at);
}
