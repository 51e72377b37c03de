import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LIMITS } from '@fanfare/contracts';
import { personSql } from '../../ledger/index.js';
import { Transactions } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../../platform/outbox/subscribers.js';
import { Programs } from '../../programs/index.js';
import { Conversions } from './conversions.service.js';

/**
 * A purchase may come before the sign-up, or under another address of the same person: it is settled when that is known, settled anew
 * when it was somebody else's after all, and forgotten when it is never known.
 */
@Injectable()
export class ConversionChores implements Subscriber, OnModuleInit {
  readonly name = 'referrals.conversions';
  readonly topics = ['member.joined', 'member.merged', 'member.unmerged', 'member.readdressed', 'inviter.named'];

  constructor(
    private readonly subscribers: Subscribers,
    private readonly maintenance: Maintenance,
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly conversions: Conversions,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(this);
    this.maintenance.register({ name: 'old_conversions', everyMs: DAY_MS, run: (at) => this.forget(at) });
  }

  async handle(programId: string, event: RelayedEvent): Promise<void> {
    if (event.topic === 'member.unmerged') return this.conversions.part(programId, String(event.payload['memberId']));
    const hashes = await this.transactions.readProgram(programId, (tx): Promise<{ hash: Buffer }[]> =>
      tx.query(
        `SELECT email_hash AS hash FROM identities WHERE program_id = $1 AND member_id = ANY(ARRAY(${personSql('$2::uuid')}))`,
        [programId, event.payload['memberId']]));
    if (hashes.length > 0) await this.conversions.settleWaiting(programId, hashes.map((row) => row.hash));
  }

  private async forget(at: Date): Promise<void> {
    const before = new Date(at.getTime() - LIMITS.conversionWaitsDays * DAY_MS);
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) =>
        tx.query('DELETE FROM conversions WHERE program_id = $1 AND referral_id IS NULL AND received_at < $2', [programId, before]));
    }
  }
}
