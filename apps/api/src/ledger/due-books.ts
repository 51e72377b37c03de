import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { Maintenance, MINUTE_MS } from '../platform/jobs/maintenance.js';
import { Subscribers } from '../platform/outbox/subscribers.js';
import { BookVisitor } from './book-visitor.js';

/** When books are visited: every minute for what time alone brings, and at once when rules are published. */
@Injectable()
export class DueBooks implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly subscribers: Subscribers,
    private readonly transactions: Transactions,
    private readonly visitor: BookVisitor,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'due_books', everyMs: MINUTE_MS, run: (at) => this.visitAll(at) });
    this.subscribers.register({
      name: 'ledger.adopt_rulebook',
      topics: ['rulebook.published'],
      handle: async (programId) => {
        await this.visitor.visitDue(programId, this.clock.now());
      },
    });
  }

  private async visitAll(at: Date): Promise<void> {
    const programs = (await this.transactions.inDirectory((tx) => tx.query('SELECT program_id FROM program_slugs'))) as { program_id: string }[];
    for (const { program_id: programId } of programs) await this.visitor.visitDue(programId, at);
  }
}
