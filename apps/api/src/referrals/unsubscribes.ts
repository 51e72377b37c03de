import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Ledger } from '../ledger/index.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../platform/outbox/subscribers.js';

/**
 * Writes into the referrer's book that a friend wants no mail any more. What that means is the rules': within the hold
 * period the friend does not count, later nothing changes.
 */
@Injectable()
export class Unsubscribes implements Subscriber, OnModuleInit {
  readonly name = 'referrals.unsubscribed';
  readonly topics = ['mail.unsubscribed'];

  constructor(
    private readonly subscribers: Subscribers,
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
  }

  async handle(programId: string, event: RelayedEvent): Promise<void> {
    const subjectId = event.payload['subjectId'];
    if (typeof subjectId !== 'string') throw new Error('the event has no subjectId');
    await this.transactions.inProgram(programId, async (tx) => {
      const inputs = (await referralsOf(tx, programId, subjectId)).map(({ id, memberId }) =>
        ({ kind: 'fact', key: `unsubscribe:${id}`, memberId, body: { kind: 'unsubscribed', referralId: id } }) as const);
      if (inputs.length > 0) await this.ledger.apply(tx, programId, inputs, this.clock.now());
    });
  }
}

/**
 * The referrals of a friend. A mail about a sign-up names the sign-up instead of the member, and the referral has the
 * sign-up's id once it is confirmed; before that there is none.
 */
async function referralsOf(tx: Tx, programId: string, subjectId: string): Promise<{ id: string; memberId: string }[]> {
  return (await tx.query(
    'SELECT id, member_id AS "memberId" FROM referrals WHERE program_id = $1 AND (referee_id = $2 OR id = $2) ORDER BY id', [programId, subjectId])) as { id: string; memberId: string }[];
}
