import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import type { InvitationStatus } from './event.entity.js';
import { type EventRow, lockSeats, OF_PERSON, PLACE } from './event-rows.js';
import type { RsvpRequest } from './events.dto.js';
import { moveUp, seatsLeft } from './seats.js';

interface OwnInvitation {
  /** Who was asked: the member, or one that was merged into them. */
  readonly memberId: string;
  readonly status: InvitationStatus;
  readonly guests: number;
  readonly turn: number | null;
  readonly checkedInAt: Date | null;
}
/** What became of an answer. `place` on the waiting list, from 1. */
export interface Rsvp {
  readonly status: 'going' | 'waiting' | 'declined';
  readonly place: number | null;
}

/** Members' answers. Those to one event take turns at its row, so its seats are never given twice. */
@Injectable()
export class Rsvps {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a seat for the member and each guest, or a place on the waiting list; or gives them back, to whoever waits and
   * fits. Until the event starts, as often as they like; the same answer again changes nothing.
   * @throws DomainError `event.not_found` (also without an invitation), `event.closed`, `request.invalid` for too many guests,
   * `event.full` when somebody with a seat asks for more than there are: they keep what they have
   */
  async answer(programId: string, memberId: string, eventId: string, { response, guests }: RsvpRequest): Promise<Rsvp> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const event = await lockSeats(tx, programId, eventId);
      const own = await ownInvitation(tx, programId, eventId, memberId);
      refuseUnlessOpen(event, own, at);
      const wish = response === 'declined' ? DECLINED : await seated(tx, programId, event, own, guests);
      if (wish.status !== own.status || wish.guests !== own.guests) {
        await tx.query(
          `UPDATE invitations SET status = $4, guests = $5, turn = $6, answered_at = $7 WHERE program_id = $1 AND event_id = $2 AND member_id = $3`,
          [programId, eventId, own.memberId, wish.status, wish.guests, wish.turn, at]);
        await moveUp(tx, programId, event, at);
      }
      return { status: wish.status, place: wish.status === 'waiting' ? await placeOf(tx, programId, eventId, own.memberId) : null };
    });
  }
}

interface Wish {
  readonly status: 'going' | 'waiting' | 'declined';
  readonly guests: number;
  readonly turn: number | null;
}
const DECLINED: Wish = { status: 'declined', guests: 0, turn: null };

/** Where a party of that size ends up. Nobody who waits would fit (`moveUp`), so who fits takes a seat from nobody. */
async function seated(tx: Tx, programId: string, event: EventRow, own: OwnInvitation, guests: number): Promise<Wish> {
  if (guests > event.guestsAllowed) {
    throw new DomainError('request.invalid', { guestsAllowed: event.guestsAllowed }, [{ field: 'guests', code: 'too_many', message: `no more than ${event.guestsAllowed}` }]);
  }
  const held = own.status === 'going' ? 1 + own.guests : 0;
  const left = await seatsLeft(tx, programId, event);
  if (1 + guests <= left + held) return { status: 'going', guests, turn: null };
  if (own.status === 'going') throw new DomainError('event.full', { seatsLeft: left });
  return { status: 'waiting', guests, turn: own.turn ?? (await nextTurn(tx, programId, event.id)) };
}

async function nextTurn(tx: Tx, programId: string, eventId: string): Promise<number> {
  const [{ next }] = (await tx.query('SELECT coalesce(max(turn), 0) + 1 AS next FROM invitations WHERE program_id = $1 AND event_id = $2', [programId, eventId])) as [{ next: number }];
  return next;
}

/** A statement of its own after the lock, so that it sees what the one before did. */
async function ownInvitation(tx: Tx, programId: string, eventId: string, memberId: string): Promise<OwnInvitation> {
  const [own] = (await tx.query(
    `SELECT i.member_id AS "memberId", i.status, i.guests, i.turn, i.checked_in_at AS "checkedInAt" FROM invitations i WHERE i.program_id = $1 AND i.event_id = $3 AND ${OF_PERSON}`,
    [programId, memberId, eventId])) as OwnInvitation[];
  if (!own) throw new DomainError('event.not_found');
  return own;
}

async function placeOf(tx: Tx, programId: string, eventId: string, memberId: string): Promise<number> {
  const [{ place }] = (await tx.query(
    `SELECT ${PLACE} AS place FROM invitations i WHERE i.program_id = $1 AND i.event_id = $2 AND i.member_id = $3`, [programId, eventId, memberId])) as [{ place: number }];
  return place;
}

function refuseUnlessOpen(event: EventRow, own: OwnInvitation, at: Date): void {
  if (event.status !== 'published' || event.startsAt <= at || own.checkedInAt) throw new DomainError('event.closed', { eventStatus: event.status });
}
