import { Injectable } from '@nestjs/common';
import { Accounts } from '../identity/index.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';

/** Which member an account is. Directory rows, written before the member; written again by a retry, they are the same. */
@Injectable()
export class Memberships {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
  ) {}

  /** By account, who they are in the program. The id that the directory took first holds, so a retry finds the same one; nobody gets an erased book back. */
  async link(programId: string, accountIds: readonly string[], at: Date): Promise<Map<string, string>> {
    const wanted = accountIds.map((accountId) => ({ accountId, memberId: newId(at) }));
    const linked = await this.accounts.linkMembers(programId, wanted, at);
    const departed = await this.departed(programId, [...linked.values()]);
    if (departed.length === 0) return linked;
    await this.accounts.unlinkMembers(programId, departed);
    return this.accounts.linkMembers(programId, wanted, at);
  }

  /** Those of these members who have left: a book that is erased is nobody's again. */
  private async departed(programId: string, memberIds: readonly string[]): Promise<string[]> {
    const rows = await this.transactions.readProgram(programId, (tx): Promise<{ id: string }[]> =>
      tx.query('SELECT id FROM members WHERE program_id = $1 AND id = ANY($2) AND account_id IS NULL', [programId, memberIds]));
    return rows.map((row) => row.id);
  }
}
