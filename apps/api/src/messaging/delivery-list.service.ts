import { Injectable } from '@nestjs/common';
import { Transactions } from '../platform/database/transactions.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import { Mailer } from '../platform/mail/mailer.js';
import type { DeliveriesResponse, DeliveryQuery, DeliveryResponse, MailStatusResponse } from './deliveries.dto.js';
import { Delivery } from './delivery.entity.js';

/** What staff see of the mails. */
@Injectable()
export class DeliveryList {
  constructor(
    private readonly tx: Transactions,
    private readonly mailer: Mailer,
  ) {}

  /** Newest first. @throws DomainError request.invalid for a cursor that is not of this list */
  async page(programId: string, { status, cursor, limit }: DeliveryQuery): Promise<DeliveriesResponse> {
    const place = readCursor(cursor);
    const rows = await this.tx.readProgram(programId, async (tx) => {
      const query = tx.getRepository(Delivery).createQueryBuilder('d').where('d.programId = :programId', { programId });
      if (status) query.andWhere('d.status = :status', { status });
      if (place) query.andWhere('(d.createdAt, d.id) < (:at, :id)', place);
      return query.orderBy('d.createdAt', 'DESC').addOrderBy('d.id', 'DESC').limit(limit + 1).getMany();
    });
    return { items: rows.slice(0, limit).map(toResponse), nextCursor: nextCursor(rows, limit, (row) => ({ at: row.createdAt, id: row.id })) };
  }

  /** What the staff's banner needs: whether mail leaves at all, and how many wait for a decision. */
  async status(programId: string): Promise<MailStatusResponse> {
    const counts = await this.tx.readProgram(programId, (tx): Promise<{ status: string; n: number }[]> => tx.query(
      `SELECT status, count(*)::int AS n FROM deliveries WHERE program_id = $1 AND status IN ('parked', 'unknown') GROUP BY status`, [programId]));
    const of = (status: string) => counts.find((row) => row.status === status)?.n ?? 0;
    return { mailer: this.mailer.kind, parked: of('parked'), unknown: of('unknown') };
  }
}

/** Which of the two a wished-for address got would tell the team who has an account elsewhere. */
const SHOWN_AS: Readonly<Record<string, string>> = { address_taken: 'address_change' };

function toResponse(row: Delivery): DeliveryResponse {
  return {
    id: row.id, template: SHOWN_AS[row.template] ?? row.template, class: row.class, status: row.status, recipient: row.recipient, attempts: row.attempts, error: row.error,
    createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString(),
  };
}
