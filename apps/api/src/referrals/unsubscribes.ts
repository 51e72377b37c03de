import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Leaving, Status } from '@fanfare/domain';
import { type FactInput, kinSql, Ledger, personSql } from '../ledger/index.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { instantOf } from '../platform/ids.js';
import { type RelayedEvent, type Subscriber, Subscribers } from '../platform/outbox/subscribers.js';

/** Somebody has left altogether, `{subjectId}`. */
export const FRIEND_ERASED = 'friend.erased';

/**
 * Writes into the referrer's book that a friend wants no mail any more, wants it again, is not to be reached by it, or has left altogether.
 * What that means is the rules': who is gone when the hold period ends does not count; later nothing changes.
 *
 * While several members are one, what one of them wishes is said of the friend by any of their names; parted again, of those who wished
 * it. So each leaving has the subject in its fact's key: the member, or the sign-up, whose mail it was.
 */
@Injectable()
export class Unsubscribes implements Subscriber, OnModuleInit {
  readonly name = 'referrals.unsubscribed';
  readonly topics = ['mail.unsubscribed', 'mail.wanted', 'mail.bounced', FRIEND_ERASED, 'member.unmerged'];

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
    const subjectId = subjectOf(event);
    if (subjectId === null) return;
    await this.transactions.inProgram(programId, async (tx) => {
      // Books first, the friend's own among them: whoever is made one with somebody, or parted, meanwhile has been by the time they are locked.
      await this.ledger.lockBooks(tx, programId, [subjectId, ...(await referralsOf(tx, programId, subjectId)).map((friend) => friend.memberId)]);
      const inputs = event.topic === 'member.unmerged'
        ? (await notTheirs(tx, programId, subjectId)).map(neverLeft)
        : (await referralsOf(tx, programId, subjectId)).flatMap((friend) => toldBy(event, friend, subjectId) ?? []);
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

/** A leaving that was said of somebody's friend, by the key of its fact. */
interface Said extends Pick<Friend, 'id' | 'memberId'> {
  readonly key: string;
  readonly kind: Leaving['kind'];
  /** Milliseconds. */
  readonly leftAt: number;
}

/** Null: of a sign-up that is not confirmed, or somebody of the team. */
function subjectOf({ topic, payload }: RelayedEvent): string | null {
  const subjectId = payload[topic === 'mail.bounced' || topic === 'member.unmerged' ? 'memberId' : 'subjectId'];
  if (typeof subjectId === 'string') return subjectId;
  if (topic === 'mail.bounced') return null;
  throw new Error('the event has no subjectId');
}

function toldBy({ id: eventId, topic, payload }: RelayedEvent, friend: Friend, subjectId: string): FactInput | null {
  const at = instantOf(eventId); // the event may come late
  const { id: referralId, memberId } = friend;
  const leaving = (kind: Leaving['kind'], once: string, left: number): FactInput => ({ kind: 'fact', key: `${kind}:${referralId}:${once}`, memberId, body: { kind, referralId, occurredAt: left } });
  const since = typeof payload['since'] === 'string' ? Date.parse(payload['since']) : at.getTime();
  switch (topic) {
    case 'mail.bounced':
      return leaving('bounced', `${subjectId}:${hourOf(at)}`, at.getTime());
    case FRIEND_ERASED:
      return isUndecided(friend, at) ? leaving('unsubscribed', 'erased', at.getTime()) : null;
    case 'mail.wanted':
      return { kind: 'fact', key: `returned:${referralId}:${subjectId}:${since}`, memberId, body: { kind: 'returned', referralId, from: 'unsubscribed', leftAt: since, occurredAt: at.getTime() } };
    default:
      return leaving('unsubscribed', `${subjectId}:${since}`, since);
  }
}

function neverLeft({ key, id, memberId, kind, leftAt }: Said): FactInput {
  return { kind: 'fact', key: `parted:${key}`, memberId, body: { kind: 'returned', referralId: id, from: kind, leftAt, occurredAt: leftAt } };
}

/** A mail server may say so of every mail. */
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

/** What was said of the friends that a member, and whoever was ever one with them, is, and was somebody's with whom they are one no more. */
async function notTheirs(tx: Tx, programId: string, memberId: string): Promise<Said[]> {
  return (await tx.query(
    `SELECT r.id, r.member_id AS "memberId", f.key, f.kind, (f.body->>'occurredAt')::float8 AS "leftAt"
     FROM referrals r CROSS JOIN LATERAL (${kinSql('r.member_id')}) book
     JOIN facts f ON f.program_id = $1 AND f.member_id = book.id AND f.kind IN ('unsubscribed', 'bounced') AND f.body->>'referralId' = r.id::text
     CROSS JOIN LATERAL (SELECT split_part(f.key, ':', 3) AS subject WHERE f.key LIKE f.kind || ':' || r.id || ':%:%') named
     WHERE r.program_id = $1 AND r.referee_id = ANY(ARRAY(SELECT id FROM (${kinSql('$2')}) kin))
       AND named.subject <> r.id::text AND named.subject <> ALL(SELECT one::text FROM (${personSql('r.referee_id')}) person (one)) ORDER BY r.id, f.key`,
    [programId, memberId])) as Said[];
}
