import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../../platform/outbox/subscribers.js';

/** Notes on a sign-up that its confirmation came back undelivered: somebody who makes addresses up leaves many of these. */
@Injectable()
export class BouncedConfirmations implements Subscriber, OnModuleInit {
  readonly name = 'referrals.bounced';
  readonly topics = ['mail.bounced'];

  constructor(
    private readonly subscribers: Subscribers,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
  }

  async handle(programId: string, event: RelayedEvent): Promise<void> {
    const submissionId = event.payload['submissionId'];
    if (typeof submissionId !== 'string') return; // a mail to a member: not about a sign-up
    await this.transactions.inProgram(programId, (tx) => tx.query(
      'UPDATE signup_traces SET bounced_at = $3 WHERE program_id = $1 AND submission_id = $2 AND bounced_at IS NULL', [programId, submissionId, this.clock.now()]));
  }
}
