import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../platform/clock.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../../../platform/personal-data.js';
import { StepWaker } from '../../../rewards/index.js';

/** The latest that went from a member's account at Stripe to their bank. */
export interface LatestPayout {
  readonly id: string;
  readonly status: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly arrivesAt: Date;
  /** Stripe's code of why the bank refused it. */
  readonly problem: string | null;
}

/** Which account at Stripe is whose, and whether it can be sent money. */
@Injectable()
export class PayoutAccounts implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 4;

  constructor(
    private readonly keepers: PersonalDataKeepers,
    private readonly transactions: Transactions,
    private readonly waker: StepWaker,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, { programId, memberId }: DataSubject): Promise<Record<string, unknown>> {
    return { payoutAccount: await tx.query('SELECT account_id AS "stripeAccount", ready, checked_at AS "checkedAt", payout_id AS "latestPayout", payout_status AS "payoutStatus", payout_arrives_at AS "payoutArrivesAt" FROM payout_accounts WHERE program_id = $1 AND member_id = $2', [programId, memberId]) };
  }

  async erase(tx: Tx, { programId, memberId }: DataSubject): Promise<void> {
    await tx.query('DELETE FROM payout_accounts WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
  }

  async of(tx: Tx, programId: string, memberId: string): Promise<{ accountId: string; ready: boolean } | null> {
    const [row] = (await tx.query('SELECT account_id AS "accountId", ready FROM payout_accounts WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { accountId: string; ready: boolean }[];
    return row ?? null;
  }

  /** Whose account it is; null: nobody's here. */
  async memberOf(programId: string, accountId: string): Promise<string | null> {
    const [row] = await this.transactions.readProgram(programId, async (tx) =>
      (await tx.query('SELECT member_id AS "memberId" FROM payout_accounts WHERE program_id = $1 AND account_id = $2', [programId, accountId])) as { memberId: string }[]);
    return row?.memberId ?? null;
  }

  async readyOf(programId: string, memberId: string): Promise<string | null> {
    const account = await this.transactions.readProgram(programId, (tx) => this.of(tx, programId, memberId));
    return account?.ready ? account.accountId : null;
  }

  /** The first that is made for a member is theirs; of two at once, both get that one. */
  async keep(programId: string, memberId: string, accountId: string): Promise<string> {
    return this.transactions.inProgram(programId, async (tx) => {
      await tx.query('INSERT INTO payout_accounts (program_id, member_id, account_id, ready, checked_at) VALUES ($1, $2, $3, false, $4) ON CONFLICT (program_id, member_id) DO NOTHING',
        [programId, memberId, accountId, this.clock.now()]);
      return (await this.of(tx, programId, memberId))!.accountId;
    });
  }

  /** What Stripe says of it now. Once it can be sent money, whatever waits for that goes on. */
  async note(programId: string, memberId: string, ready: boolean): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      await tx.query('UPDATE payout_accounts SET ready = $3, checked_at = $4 WHERE program_id = $1 AND member_id = $2', [programId, memberId, ready, at]);
      if (ready) await this.waker.wake(tx, programId, memberId, 'stripe', at);
    });
  }

  /** What Stripe says of the latest that went to the bank. */
  async notePayout(programId: string, memberId: string, { id, status, amountMinor, currency, arrivesAt, problem }: LatestPayout): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => tx.query(
      `UPDATE payout_accounts SET payout_id = $3, payout_status = $4, payout_amount_minor = $5, payout_currency = $6, payout_arrives_at = $7, payout_problem = $8
       WHERE program_id = $1 AND member_id = $2 AND (payout_id, payout_status) IS DISTINCT FROM ($3, $4)`, [programId, memberId, id, status, amountMinor, currency, arrivesAt, problem]));
  }

  /** Those that something waits for, with when they were looked at last. */
  async awaited(programId: string): Promise<{ memberId: string; accountId: string }[]> {
    return this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `SELECT a.member_id AS "memberId", a.account_id AS "accountId" FROM payout_accounts a WHERE a.program_id = $1 AND NOT a.ready AND EXISTS (
         SELECT 1 FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id
         WHERE s.program_id = $1 AND s.provider = 'stripe' AND s.status = 'waiting' AND s.waits_for = 'member' AND g.beneficiary_id = a.member_id)
       ORDER BY a.checked_at LIMIT 100`, [programId])) as { memberId: string; accountId: string }[]);
  }
}
