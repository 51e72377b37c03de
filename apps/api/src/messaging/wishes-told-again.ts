import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../platform/outbox/subscribers.js';
import { Suppressions } from './suppressions.service.js';

/** Who wanted no mail before they named who invited them: nobody's book could hear of it then, and one does now. */
@Injectable()
export class WishesToldAgain implements Subscriber, OnModuleInit {
  readonly name = 'messaging.wishes';
  readonly topics = ['inviter.named'];

  constructor(
    private readonly subscribers: Subscribers,
    private readonly transactions: Transactions,
    private readonly suppressions: Suppressions,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
  }

  async handle(programId: string, event: RelayedEvent): Promise<void> {
    const subjectId = String(event.payload['memberId']);
    await this.transactions.inProgram(programId, async (tx) => {
      const since = await this.suppressions.suppressedSince(tx, programId, subjectId);
      if (since) await writeOutbox(tx, programId, [{ topic: 'mail.unsubscribed', payload: { subjectId, since: since.toISOString() } }], this.clock.now());
    });
  }
}
