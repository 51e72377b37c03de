import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import type { InvitationStatus } from './event.entity.js';
import { EVENT_COLUMNS, type EventRow, OF_PERSON, PLACE, SEATS_TAKEN } from './event-rows.js';
import type { PageQuery } from './events.dto.js';

/** An event as the member asked to it sees it. */
export interface OwnEvent extends EventRow {
  readonly seatsTaken: number;
  readonly going: number;
  /** First letters of a few who are going. */
  readonly faces: readonly string[];
  readonly answer: InvitationStatus;
  readonly guests: number;
  readonly place: number | null;
  readonly answeredAt: Date | null;
  readonly checkedInAt: Date | null;
}

/** How to speak to the member, and of which time. */
export interface Reader {
  readonly slug: string;
  readonly locale: string;
  readonly defaultLocale: string;
  readonly timeZone: string;
  readonly now: Date;
}

/** What a member is asked to. Of any other event it knows nothing: `event.not_found`. */
@Injectable()
export class MyEvents {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The furthest in the future first. */
  async list(programId: string, memberId: string, query: PageQuery): Promise<{ reader: Reader; events: OwnEvent[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const rows = (await tx.query(
        `${OWN} AND ($3::timestamptz IS NULL OR (e.starts_at, e.id) < ($3, $4::uuid)) ORDER BY e.starts_at DESC, e.id DESC LIMIT $5`,
        [programId, memberId, after?.at ?? null, after?.id ?? null, query.limit + 1])) as OwnEvent[];
      const cursor = nextCursor(rows, query.limit, (event) => ({ at: event.startsAt, id: event.id }));
      return { reader: await this.readerOf(tx, programId, memberId), events: rows.slice(0, query.limit), nextCursor: cursor };
    });
  }

  /** @throws DomainError `event.not_found` */
  async show(programId: string, memberId: string, eventId: string): Promise<{ reader: Reader; event: OwnEvent }> {
    return this.transactions.readProgram(programId, async (tx) => {
      const [event] = (await tx.query(`${OWN} AND e.id = $3`, [programId, memberId, eventId])) as OwnEvent[];
      if (!event) throw new DomainError('event.not_found');
      return { reader: await this.readerOf(tx, programId, memberId), event };
    });
  }

  private async readerOf(tx: Tx, programId: string, memberId: string): Promise<Reader> {
    const [row] = (await tx.query(
      `SELECT p.slug, p.default_locale AS "defaultLocale", p.time_zone AS "timeZone", coalesce(f.locale, p.default_locale) AS locale
       FROM programs p LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = $2 WHERE p.id = $1`,
      [programId, memberId])) as [Omit<Reader, 'now'>];
    return { ...row, now: this.clock.now() };
  }
}

const FACES_SHOWN = 4;
const GOING = `(SELECT count(*)::int FROM invitations g WHERE g.program_id = $1 AND g.event_id = e.id AND g.status = 'going')`;
const FACES = `ARRAY(
  SELECT upper(left(trim(coalesce(f.board_name, f.name)), 1)) FROM invitations g JOIN profiles f ON f.program_id = $1 AND f.member_id = g.member_id
  WHERE g.program_id = $1 AND g.event_id = e.id AND g.status = 'going' AND NOT f.board_hidden AND trim(coalesce(f.board_name, f.name)) <> ''
  ORDER BY g.answered_at, g.member_id LIMIT ${FACES_SHOWN})`;
const OWN = `
  SELECT ${EVENT_COLUMNS}, ${SEATS_TAKEN} AS "seatsTaken", ${GOING} AS going, ${FACES} AS faces, i.status AS answer, i.guests, ${PLACE} AS place, i.answered_at AS "answeredAt", i.checked_in_at AS "checkedInAt"
  FROM invitations i JOIN events e ON e.program_id = $1 AND e.id = i.event_id
  WHERE i.program_id = $1 AND ${OF_PERSON}`;
