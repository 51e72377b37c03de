import { Injectable } from '@nestjs/common';
import { DomainError, type FieldProblem } from '@fanfare/contracts';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import { Rulebooks } from '../programs/index.js';
import type { InvitationStatus } from './event.entity.js';
import { EVENT_COLUMNS, type EventRow, lockEvent, SEATS_TAKEN } from './event-rows.js';
import type { EventRequest, EventsQuery } from './events.dto.js';
import { inviteTiers } from './invite.js';
import { moveUp, seatsTaken } from './seats.js';

/** An event as staff see it. */
export interface StaffEvent extends EventRow {
  readonly seatsTaken: number;
  readonly answers: Readonly<Record<InvitationStatus, number>>;
  readonly checkedIn: number;
}

/** What staff do with events. Every act is in the audit log, in the same transaction. */
@Injectable()
export class Events {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** The furthest in the future first. */
  async list(programId: string, query: EventsQuery): Promise<{ events: StaffEvent[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    const rows = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${STAFF_EVENTS} AND ($2::text IS NULL OR e.status = $2) AND ($3::timestamptz IS NULL OR (e.starts_at, e.id) < ($3, $4::uuid))
       ORDER BY e.starts_at DESC, e.id DESC LIMIT $5`,
      [programId, query.status ?? null, after?.at ?? null, after?.id ?? null, query.limit + 1])) as StaffEvent[]);
    return { events: rows.slice(0, query.limit), nextCursor: nextCursor(rows, query.limit, (event) => ({ at: event.startsAt, id: event.id })) };
  }

  /** @throws DomainError `event.not_found` */
  async show(programId: string, eventId: string): Promise<StaffEvent> {
    return this.transactions.readProgram(programId, (tx) => staffEvent(tx, programId, eventId));
  }

  /** As a draft: nobody is asked before it is published. @throws DomainError `request.invalid` */
  async create(programId: string, actorId: string, request: EventRequest): Promise<StaffEvent> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await this.refuseUnlessPlausible(tx, programId, request, at);
      const id = newId();
      await tx.query(
        `INSERT INTO events (program_id, id, title, description, venue, starts_at, ends_at, capacity, guests_allowed, invited_tier_ids, status, revision, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', 0, $11, $11)`,
        [programId, id, ...columnsOf(request), at]);
      await audit(tx, programId, { actorId, action: 'event.created', subjectId: id, detail: { ...request } }, at);
      return staffEvent(tx, programId, id);
    });
  }

  /**
   * Replaces what is said of it. Of a published one the waiting list moves into new seats, and who is in a newly named tier is
   * invited; invitations and answers given stay.
   * @throws DomainError `event.not_found`, `event.closed` when it is cancelled or has started, `event.capacity_taken`, `request.invalid`
   */
  async change(programId: string, actorId: string, eventId: string, request: EventRequest): Promise<StaffEvent> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await lockEvent(tx, programId, eventId);
      if (before.status !== 'draft') refuseUnlessToCome(before, at); // a draft whose time has passed gets another
      await this.refuseUnlessPlausible(tx, programId, request, at);
      const taken = await seatsTaken(tx, programId, eventId);
      if (request.capacity < taken) throw new DomainError('event.capacity_taken', { seatsTaken: taken });
      await tx.query(
        `UPDATE events SET title = $3, description = $4, venue = $5, starts_at = $6, ends_at = $7, capacity = $8, guests_allowed = $9, invited_tier_ids = $10,
           revision = revision + 1, updated_at = $11 WHERE program_id = $1 AND id = $2`,
        [programId, eventId, ...columnsOf(request), at]);
      if (before.status === 'published') {
        await writeOutbox(tx, programId, await inviteTiers(tx, programId, eventId, at), at);
        await moveUp(tx, programId, { ...before, capacity: request.capacity }, at);
      }
      await audit(tx, programId, { actorId, action: 'event.changed', subjectId: eventId, detail: { ...request } }, at);
      return staffEvent(tx, programId, eventId);
    });
  }

  /** Asks everybody in its tiers. @throws DomainError `event.not_found`, `event.wrong_state`, `event.closed` */
  async publish(programId: string, actorId: string, eventId: string): Promise<StaffEvent> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const event = await lockEvent(tx, programId, eventId);
      if (event.status !== 'draft') throw new DomainError('event.wrong_state', { eventStatus: event.status });
      refuseUnlessToCome(event, at);
      await setStatus(tx, programId, eventId, 'published', at);
      const invited = await inviteTiers(tx, programId, eventId, at);
      await writeOutbox(tx, programId, invited, at);
      await audit(tx, programId, { actorId, action: 'event.published', subjectId: eventId, detail: { invited: invited.length } }, at);
      return staffEvent(tx, programId, eventId);
    });
  }

  /** Tells everybody who was asked and has not declined. @throws DomainError `event.not_found`, `event.wrong_state`, `event.closed` */
  async cancel(programId: string, actorId: string, eventId: string): Promise<StaffEvent> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const event = await lockEvent(tx, programId, eventId);
      if (event.status === 'cancelled') throw new DomainError('event.wrong_state', { eventStatus: event.status });
      if (event.status === 'published') refuseUnlessToCome(event, at);
      await setStatus(tx, programId, eventId, 'cancelled', at);
      const asked = (await tx.query(`SELECT member_id AS "memberId" FROM invitations WHERE program_id = $1 AND event_id = $2 AND status <> 'declined'`, [programId, eventId])) as { memberId: string }[];
      await writeOutbox(tx, programId, asked.map(({ memberId }) => ({ topic: 'event.cancelled', payload: { eventId, memberId } })), at);
      await audit(tx, programId, { actorId, action: 'event.cancelled', subjectId: eventId, detail: { told: asked.length } }, at);
      return staffEvent(tx, programId, eventId);
    });
  }

  /** @throws DomainError `request.invalid` for a start in the past and for tiers the rules in force do not have */
  private async refuseUnlessPlausible(tx: Tx, programId: string, request: EventRequest, at: Date): Promise<void> {
    const problems: FieldProblem[] = [];
    if (Date.parse(request.startsAt) <= at.getTime()) problems.push({ field: 'startsAt', code: 'past', message: 'must be in the future' });
    const known = new Set((await this.rulebooks.inForce(tx, programId, at)).tiers.map((tier) => tier.id));
    request.invitedTierIds.forEach((id, index) => {
      if (!known.has(id)) problems.push({ field: `invitedTierIds.${index}`, code: 'unknown', message: 'is not a tier of this program' });
    });
    if (problems.length > 0) throw new DomainError('request.invalid', {}, problems);
  }
}

const COUNT = (status: InvitationStatus) => `'${status}', count(*) FILTER (WHERE status = '${status}')`;
const STAFF_EVENTS = `
  SELECT ${EVENT_COLUMNS}, ${SEATS_TAKEN} AS "seatsTaken", counted.answers, counted."checkedIn"
  FROM events e CROSS JOIN LATERAL (
    SELECT jsonb_build_object(${(['invited', 'going', 'waiting', 'declined'] as const).map(COUNT).join(', ')}) AS answers, count(checked_in_at)::int AS "checkedIn"
    FROM invitations WHERE program_id = $1 AND event_id = e.id) AS counted
  WHERE e.program_id = $1`;

async function staffEvent(tx: Tx, programId: string, eventId: string): Promise<StaffEvent> {
  const [event] = (await tx.query(`${STAFF_EVENTS} AND e.id = $2`, [programId, eventId])) as StaffEvent[];
  if (!event) throw new DomainError('event.not_found');
  return event;
}

async function setStatus(tx: Tx, programId: string, eventId: string, status: 'published' | 'cancelled', at: Date): Promise<void> {
  await tx.query('UPDATE events SET status = $3, revision = revision + 1, updated_at = $4 WHERE program_id = $1 AND id = $2', [programId, eventId, status, at]);
}

function columnsOf(request: EventRequest): unknown[] {
  return [
    JSON.stringify(request.title), JSON.stringify(request.description), request.venue, new Date(request.startsAt), new Date(request.endsAt),
    request.capacity, request.guestsAllowed, request.invitedTierIds,
  ];
}

function refuseUnlessToCome(event: EventRow, at: Date): void {
  if (event.status === 'cancelled' || event.startsAt <= at) throw new DomainError('event.closed', { eventStatus: event.status });
}
