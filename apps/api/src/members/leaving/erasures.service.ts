import { Injectable } from '@nestjs/common';
import { Accounts } from '../../identity/index.js';
import { Transactions } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import type { ErasuresQuery, ErasuresResponse } from './leaving.dto.js';

interface Row {
  readonly id: string;
  readonly receipt: string;
  readonly memberId: string;
  readonly at: Date;
  readonly by: string | null;
  readonly reason: string | null;
}

/** Which receipts have been given: what somebody shows who says that they were erased is found here, and names nobody. */
@Injectable()
export class Erasures {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
  ) {}

  /** Newest first. @throws DomainError `request.invalid` for a cursor of another list */
  async list(programId: string, { receipt, cursor, limit }: ErasuresQuery): Promise<ErasuresResponse> {
    const after = readCursor(cursor);
    const rows = await this.transactions.readProgram(programId, (tx): Promise<Row[]> => tx.query(
      `SELECT id, detail->>'receipt' AS receipt, subject_id AS "memberId", at, actor_id AS by, detail->>'reason' AS reason FROM audit_log
       WHERE program_id = $1 AND action = 'member.left' AND ($2::text IS NULL OR detail->>'receipt' = $2) AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4::uuid))
       ORDER BY at DESC, id DESC LIMIT $5`, [programId, receipt ?? null, after?.at ?? null, after?.id ?? null, limit + 1]));
    const page = rows.slice(0, limit);
    const names = await this.accounts.namesOf(page.flatMap(({ by }) => by ?? []));
    const items = page.map(({ receipt: number, memberId, at, by, reason }) => ({ receipt: number, memberId, at: at.toISOString(), by: by === null ? null : { name: names.get(by) ?? null, reason: reason ?? '' } }));
    return { items, nextCursor: nextCursor(rows, limit, (row) => row) };
  }
}
