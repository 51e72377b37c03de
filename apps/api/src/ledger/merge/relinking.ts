import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { Accounts } from '../../identity/index.js';
import { Transactions } from '../../platform/database/transactions.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../../platform/outbox/subscribers.js';

/** Leads each account to the book that has what is theirs: after a merge every address of a person signs in to the same member. */
@Injectable()
export class Relinking implements Subscriber, OnModuleInit {
  readonly name = 'ledger.relink_accounts';
  readonly topics = ['member.merged', 'member.unmerged'];

  constructor(
    private readonly subscribers: Subscribers,
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
  }

  async handle(programId: Id, { payload }: RelayedEvent): Promise<void> {
    await this.relink(programId, String(payload['memberId']));
  }

  /** The whole merge group of that member. Doing it again changes nothing. */
  async relink(programId: Id, memberId: Id): Promise<void> {
    const rows = await this.transactions.readProgram(programId, (tx) => tx.query(
      `SELECT m.account_id AS "accountId", kin.member_id AS "memberId", kin.merged_into AS into FROM standings s
       JOIN standings kin ON kin.program_id = $1 AND kin.group_id = s.group_id JOIN members m ON m.program_id = $1 AND m.id = kin.member_id
       WHERE s.program_id = $1 AND s.member_id = $2`, [programId, memberId]) as Promise<{ accountId: Id; memberId: Id; into: Id | null }[]>);
    const into = new Map(rows.map((row) => [row.memberId, row.into]));
    const survivor = (id: Id): Id => { const next = into.get(id); return next ? survivor(next) : id; };
    await this.accounts.leadTo(programId, rows.map((row) => ({ accountId: row.accountId, memberId: survivor(row.memberId) })));
  }
}
