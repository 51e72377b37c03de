import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../platform/clock.js';
import { Transactions, type Tx } from '../../../platform/database/transactions.js';
import { type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../../../platform/personal-data.js';
import { StepWaker } from '../../../rewards/index.js';

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
    return { payoutAccount: await tx.query('SELECT account_id AS "stripeAccount", ready, checked_at AS "checkedAt" FROM payout_accounts WHERE program_id = $1 AND member_id = $2', [programId, memberId]) };
  }

  async erase(tx: Tx, { programId, memberId }: DataSubject): Promise<void> {
    await tx.query('DELETE FROM payout_accounts WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
  }

  async of(tx: Tx, programId: string, memberId: string): Promise<{ accountId: string; ready: boolean } | null> {
    const [row] = (await tx.query('SELECT account_id AS "accountId", ready FROM payout_accounts WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { accountId: string; ready: boolean }[];
    return row ?? null;
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

  /** Those that something waits for, with when they were looked at last. */
  async awaited(programId: string): Promise<{ memberId: string; accountId: string }[]> {
    return this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `SELECT a.member_id AS "memberId", a.account_id AS "accountId" FROM payout_accounts a WHERE a.program_id = $1 AND NOT a.ready AND EXISTS (
         SELECT 1 FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id
         WHERE s.program_id = $1 AND s.provider = 'stripe' AND s.status = 'waiting' AND s.waits_for = 'member' AND g.beneficiary_id = a.member_id)
       ORDER BY a.checked_at LIMIT 100`, [programId])) as { memberId: string; accountId: string }[]);
  }
}
