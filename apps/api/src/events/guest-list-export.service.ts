import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { LIMITS } from '@fanfare/contracts';
import { stringify } from 'csv-stringify';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { lockSeats } from './event-rows.js';
import { GuestList, type StaffInvitation } from './guest-list.service.js';

const COLUMNS = ['name', 'answer', 'guests', 'place', 'invited', 'answered', 'checked_in'] as const;
type Line = Record<(typeof COLUMNS)[number], string | number>;

/** Who is asked to an event as a file, read page by page while it is sent. */
@Injectable()
export class GuestListExport {
  constructor(
    private readonly transactions: Transactions,
    private readonly guests: GuestList,
    private readonly clock: Clock,
  ) {}

  /** That somebody took it is noted before the first line leaves. @throws DomainError `event.not_found` */
  async of(programId: string, actorId: string, eventId: string): Promise<Readable> {
    await this.transactions.inProgram(programId, async (tx) => {
      await lockSeats(tx, programId, eventId);
      await audit(tx, programId, { actorId, action: 'event.guests_exported', subjectId: eventId, detail: {} }, this.clock.now());
    });
    const lines = stringify({ header: true, columns: [...COLUMNS], escape_formulas: true, record_delimiter: 'windows', bom: true });
    const rows = Readable.from(this.rows(programId, eventId));
    rows.on('error', (error) => lines.destroy(error)); // a file that ends early must not look whole
    return rows.pipe(lines);
  }

  private async *rows(programId: string, eventId: string): AsyncGenerator<Line> {
    let cursor: string | undefined;
    do {
      const page = await this.guests.list(programId, eventId, { cursor, limit: LIMITS.pageSizeMax });
      for (const invitation of page.invitations) yield toLine(invitation);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}

function toLine(i: StaffInvitation): Line {
  const time = (at: Date | null) => at?.toISOString() ?? '';
  return { name: i.memberName ?? '', answer: i.status, guests: i.guests, place: i.place ?? '', invited: time(i.invitedAt), answered: time(i.answeredAt), checked_in: time(i.checkedInAt) };
}
