import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Ledger } from '../ledger/index.js';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import type { InvitationStatus } from './event.entity.js';
import { type EventRow, lockSeats, PLACE } from './event-rows.js';
import type { InvitationsQuery } from './events.dto.js';
import { inviteMembers } from './invite.js';

/** An invitation as staff see it. */
export interface StaffInvitation {
  readonly memberId: string;
  readonly memberName: string | null;
  readonly status: InvitationStatus;
  readonly guests: number;
  readonly place: number | null;
  /** Its number on the waiting list, as given. */
  readonly turn: number | null;
  readonly invitedAt: Date;
  readonly answeredAt: Date | null;
  readonly checkedInAt: Date | null;
  readonly checkIns: number;
}

/** Who is asked to an event, and who came. */
@Injectable()
export class GuestList {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** In the order of inviting; who waits, in the order of the waiting list. @throws DomainError `event.not_found` */
  async list(programId: string, eventId: string, query: InvitationsQuery): Promise<{ invitations: StaffInvitation[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    const order = ORDERS[query.status === 'waiting' ? 'turn' : 'invited'];
    const rows = await this.transactions.readProgram(programId, async (tx) => {
      const events = (await tx.query('SELECT 1 FROM events WHERE program_id = $1 AND id = $2', [programId, eventId])) as unknown[];
      if (events.length === 0) throw new DomainError('event.not_found');
      return (await tx.query(
        `${INVITATIONS} AND ($3::text IS NULL OR i.status = $3) AND ($4::text IS NULL OR f.name ILIKE $4)
           AND ($5::timestamptz IS NULL OR ${order.after}) ORDER BY ${order.by}, i.member_id LIMIT $7`,
        [programId, eventId, query.status ?? null, pattern(query.search), after?.at ?? null, after?.id ?? null, query.limit + 1])) as StaffInvitation[];
    });
    return { invitations: rows.slice(0, query.limit), nextCursor: nextCursor(rows, query.limit, (row) => ({ at: order.placeOf(row), id: row.memberId })) };
  }

  /**
   * By hand, whatever their tier; all of them or none. @returns how many were not invited before
   * @throws DomainError `event.not_found`, `event.wrong_state` unless it is published, `event.closed`, `member.not_found`
   */
  async invite(programId: string, actorId: string, eventId: string, memberIds: readonly string[]): Promise<number> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const event = await lockSeats(tx, programId, eventId);
      refuseUnlessPublished(event);
      if (event.startsAt <= at) throw new DomainError('event.closed', { eventStatus: event.status });
      await refuseUnlessMembers(tx, programId, memberIds);
      const invited = await inviteMembers(tx, programId, eventId, memberIds, at);
      await writeOutbox(tx, programId, invited, at);
      await audit(tx, programId, { actorId, action: 'event.invited', subjectId: eventId, detail: { memberIds: invited.map(({ payload }) => payload['memberId']) } }, at);
      return invited.length;
    });
  }

  /** They are here: noted in their book, once. @throws DomainError `event.not_found`, `event.wrong_state`, `invitation.not_found` */
  async checkIn(programId: string, actorId: string, eventId: string, memberId: string): Promise<StaffInvitation> {
    return this.attend(programId, actorId, eventId, memberId, 'in');
  }

  /** It was a mistake: taken out of their book by an entry of its own. @throws as `checkIn` */
  async undoCheckIn(programId: string, actorId: string, eventId: string, memberId: string): Promise<StaffInvitation> {
    return this.attend(programId, actorId, eventId, memberId, 'out');
  }

  /**
   * Book first, then invitation: the order of locks. What happens is decided before either is held, so the fact's key and
   * the UPDATE both name the state they start from; of two that race one finds its change made.
   */
  private async attend(programId: string, actorId: string, eventId: string, memberId: string, way: 'in' | 'out'): Promise<StaffInvitation> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await invitation(tx, programId, eventId, memberId);
      if ((before.checkedInAt !== null) === (way === 'in')) return before;
      const nth = way === 'in' ? before.checkIns + 1 : before.checkIns;
      const [outcome] = await this.ledger.apply(tx, programId, [{
        kind: 'fact', key: attendanceKey(way, eventId, memberId, nth), memberId,
        body: { kind: 'adjusted', measure: 'attended', delta: way === 'in' ? 1 : -1, reason: 'adjust.attended', by: actorId },
      }], at);
      await tx.query(
        `UPDATE invitations SET checked_in_at = $4, check_ins = $5 WHERE program_id = $1 AND event_id = $2 AND member_id = $3
           AND check_ins = $6 AND (checked_in_at IS NULL) = ($4::timestamptz IS NOT NULL)`,
        [programId, eventId, memberId, way === 'in' ? at : null, nth, before.checkIns]);
      if (outcome?.status === 'recorded') {
        await audit(tx, programId, { actorId, action: way === 'in' ? 'event.checked_in' : 'event.check_in_undone', subjectId: eventId, detail: { memberId } }, at);
      }
      return invitation(tx, programId, eventId, memberId);
    });
  }
}

/** How a list goes, and where its next page begins. A turn is unique and travels in the cursor in place of the instant. */
const ORDERS = {
  invited: { by: 'i.invited_at', after: '(i.invited_at, i.member_id) > ($5, $6::uuid)', placeOf: (row: StaffInvitation) => row.invitedAt },
  turn: { by: 'i.turn', after: '(i.turn, i.member_id) > ((extract(epoch FROM $5::timestamptz) * 1000)::int, $6::uuid)', placeOf: (row: StaffInvitation) => new Date(row.turn ?? 0) },
} as const;

const INVITATIONS = `
  SELECT i.member_id AS "memberId", f.name AS "memberName", i.status, i.guests, ${PLACE} AS place, i.turn, i.invited_at AS "invitedAt",
    i.answered_at AS "answeredAt", i.checked_in_at AS "checkedInAt", i.check_ins AS "checkIns"
  FROM invitations i LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = i.member_id
  WHERE i.program_id = $1 AND i.event_id = $2`;

/** Of a published event. */
async function invitation(tx: Tx, programId: string, eventId: string, memberId: string): Promise<StaffInvitation> {
  const [event] = (await tx.query('SELECT status FROM events WHERE program_id = $1 AND id = $2', [programId, eventId])) as Pick<EventRow, 'status'>[];
  if (!event) throw new DomainError('event.not_found');
  refuseUnlessPublished(event);
  const [row] = (await tx.query(`${INVITATIONS} AND i.member_id = $3`, [programId, eventId, memberId])) as StaffInvitation[];
  if (!row) throw new DomainError('invitation.not_found');
  return row;
}

/** `attended:<event>:<member>`, and `unattended:…` for its undoing; from the second time on with its number. */
function attendanceKey(way: 'in' | 'out', eventId: string, memberId: string, nth: number): string {
  return `${way === 'in' ? 'attended' : 'unattended'}:${eventId}:${memberId}${nth > 1 ? `:${nth}` : ''}`;
}

function refuseUnlessPublished(event: Pick<EventRow, 'status'>): void {
  if (event.status !== 'published') throw new DomainError('event.wrong_state', { eventStatus: event.status });
}

/** Who is suspended or erased cannot be asked. */
async function refuseUnlessMembers(tx: Tx, programId: string, memberIds: readonly string[]): Promise<void> {
  const rows = (await tx.query(
    `SELECT m.id FROM members m LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = m.id
     WHERE m.program_id = $1 AND m.id = ANY($2) AND coalesce(s.standing, 'active') = 'active'`, [programId, memberIds])) as { id: string }[];
  const known = new Set(rows.map((row) => row.id));
  const missing = memberIds.find((id) => !known.has(id));
  if (missing) throw new DomainError('member.not_found', { memberId: missing });
}

/** Part of a name, for ILIKE; what has a meaning there is taken as it stands. */
function pattern(search: string | undefined): string | null {
  return search ? `%${search.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
}
