import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Status } from '@fanfare/domain';
import { type FactInput, Ledger, personSql } from '../ledger/index.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { instantOf } from '../platform/ids.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../platform/outbox/subscribers.js';

/** Somebody has left altogether, `{subjectId}`. */
export const FRIEND_ERASED = 'friend.erased';

/**
 * Writes into the referrer's book that a friend wants no mail any more, is not to be reached by it, or has left altogether. What that means
 * is the rules': within the hold period the friend does not count, later nothing changes.
 */
@Injectable()
export class Unsubscribes implements Subscriber, OnModuleInit {
  readonly name = 'referrals.unsubscribed';
  readonly topics = ['mail.unsubscribed', 'mail.bounced', FRIEND_ERASED];

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
    const isBounce = event.topic === 'mail.bounced';
    const subjectId = event.payload[isBounce ? 'memberId' : 'subjectId'];
    if (typeof subjectId !== 'string') {
      if (isBounce) return; // of a sign-up that is not confirmed, or somebody of the team
      throw new Error('the event has no subjectId');
    }
    const at = instantOf(event.id); // the event may come late
    await this.transactions.inProgram(programId, async (tx) => {
      const friends = await referralsOf(tx, programId, subjectId);
      const inputs = event.topic === FRIEND_ERASED
        ? friends.filter((friend) => isUndecided(friend, at)).map((friend) => leaving(friend, 'unsubscribed', 'erased', at))
        : friends.map((friend) => leaving(friend, isBounce ? 'bounced' : 'unsubscribed', hourOf(at), at));
      if (inputs.length > 0) await this.ledger.apply(tx, programId, inputs, this.clock.now());
    });
  }
}

interface Friend {
  readonly id: string;
  readonly memberId: string;
  readonly status: Status;
  readonly decidedAt: Date;
}

function leaving({ id, memberId }: Friend, kind: 'unsubscribed' | 'bounced', once: string, at: Date): FactInput {
  return { kind: 'fact', key: `${kind}:${id}:${once}`, memberId, body: { kind, referralId: id, occurredAt: at.getTime() } };
}

/** Once an hour at most: who goes and comes back all day fills nobody's book. */
function hourOf(at: Date): string {
  return at.toISOString().slice(0, 13);
}

/** Erasing somebody adds nothing to a book that has decided about them; what fell due meanwhile was decided too late. */
function isUndecided({ status, decidedAt }: Friend, at: Date): boolean {
  return status === 'pending' || status === 'held' || (status === 'qualified' && decidedAt >= at);
}

/**
 * The referrals of a friend, by any of their names where several members are one today. A mail about a sign-up names the sign-up
 * instead of the member, and the referral has the sign-up's id once it is confirmed; before that there is none.
 */
async function referralsOf(tx: Tx, programId: string, subjectId: string): Promise<Friend[]> {
  return (await tx.query(
    `SELECT id, member_id AS "memberId", status, decided_at AS "decidedAt" FROM referrals WHERE program_id = $1 AND (id = $2 OR referee_id = ANY(ARRAY(${personSql('$2::uuid')}))) ORDER BY id`,
    [programId, subjectId])) as Friend[];
}
