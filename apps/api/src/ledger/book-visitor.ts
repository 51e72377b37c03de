import { Injectable } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { Transactions } from '../platform/database/transactions.js';
import { Rulebooks } from '../programs/index.js';
import { Ledger } from './ledger.service.js';

const PAGE = 200;

/**
 * Visits books that something is due in though nothing happened to them: a timer has run out, or newer rules are in
 * force. Killed halfway, it goes on where books are still due or still at the old version.
 */
@Injectable()
export class BookVisitor {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly ledger: Ledger,
  ) {}

  /** Visits every due book of a program, a page a transaction. @returns how many books were visited */
  async visitDue(programId: Id, at: Date): Promise<number> {
    let visited = 0;
    for (;;) {
      const count = await this.transactions.inProgram(programId, async (tx) => {
        const { version } = await this.rulebooks.inForce(tx, programId, at);
        const rows = (await tx.query(
          `(SELECT member_id FROM standings WHERE program_id = $1 AND next_due_at <= $2 ORDER BY next_due_at LIMIT $4)
           UNION
           (SELECT member_id FROM standings WHERE program_id = $1 AND version < $3 AND merged_into IS NULL ORDER BY version, member_id LIMIT $4)`,
          [programId, at, version, PAGE],
        )) as { member_id: Id }[];
        if (rows.length > 0) await this.ledger.apply(tx, programId, rows.map((row) => ({ kind: 'visit', memberId: row.member_id })), at);
        return rows.length;
      });
      if (count === 0) return visited;
      visited += count;
    }
  }
}
