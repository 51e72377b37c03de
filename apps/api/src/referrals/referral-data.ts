import { Injectable, type OnModuleInit } from '@nestjs/common';
import { memberReason, type ReasonCode, type Status } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { type AddressMove, type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../platform/personal-data.js';
import { friendName } from './progress/masked.js';
import { FRIEND_ERASED } from './unsubscribes.js';

interface FriendRow {
  readonly id: string;
  readonly email: string | null;
  readonly status: Status;
  readonly reason: ReasonCode;
  readonly confirmedAt: Date;
  readonly decidedAt: Date;
}

/** Links, the sign-up, the purchases and the browsers of a member, the friends they brought, and what they said of those who did not count. */
@Injectable()
export class ReferralData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 4;

  constructor(private readonly keepers: PersonalDataKeepers) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, subject: DataSubject): Promise<Record<string, unknown>> {
    const key = [subject.programId, subject.memberId];
    return {
      links: await tx.query(
        `SELECT l.code, l.channel, l.destination, l.created_at AS "createdAt",
           (SELECT count(*)::int FROM clicks c WHERE c.program_id = $1 AND c.link_id = l.id) AS clicks
         FROM links l WHERE l.program_id = $1 AND l.member_id = $2 ORDER BY l.created_at, l.id`, key),
      referrals: await friendsOf(tx, subject),
      appeals: await tx.query(
        `SELECT referral_id AS "referralId", note, status, created_at AS "createdAt", due_at AS "dueAt", answer, answered_at AS "answeredAt"
         FROM appeals WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id`, key),
      signUps: await tx.query(
        `SELECT name, locale, consent_version AS "consentVersion", link_code AS "linkCode", created_at AS "createdAt", used_at AS "confirmedAt"
         FROM submissions WHERE program_id = $1 AND email_hash = ANY($2) ORDER BY created_at, id`, [subject.programId, subject.addresses.map((address) => address.hash)]),
      traces: await tx.query(
        `SELECT t.at, t.network IS NOT NULL AS network, t.device IS NOT NULL AS browser, t.stem IS NOT NULL AS "addressStem", t.name IS NOT NULL AS name
         FROM signup_traces t JOIN submissions s ON s.program_id = $1 AND s.id = t.submission_id
         WHERE t.program_id = $1 AND s.email_hash = ANY($2) ORDER BY t.at`, [subject.programId, subject.addresses.map((address) => address.hash)]),
      conversions: await tx.query(
        `SELECT c.source, c.external_id AS "externalId", c.type, c.amount_minor::float8 AS "amountMinor", c.currency, c.occurred_at AS "occurredAt" FROM conversions c
         LEFT JOIN referrals r ON r.program_id = $1 AND r.id = c.referral_id
         WHERE c.program_id = $1 AND (r.referee_id = $2 OR c.email_hash = ANY($3)) ORDER BY c.received_at, c.id`, [...key, subject.addresses.map((address) => address.hash)]),
      browsers: await tx.query('SELECT seen_at AS "seenAt" FROM browsers WHERE program_id = $1 AND member_id = $2 ORDER BY seen_at', key),
    };
  }

  /** What the shop has reported of whoever nobody has invited yet goes with them: a purchase waits for whoever they may name. */
  async move(tx: Tx, { programId, from, to, awaySince }: AddressMove): Promise<void> {
    await tx.query(
      'UPDATE conversions SET email_hash = $3 WHERE program_id = $1 AND email_hash = $2 AND referral_id IS NULL AND ($4::timestamptz IS NULL OR received_at <= $4)',
      [programId, from, to.hash, awaySince]);
  }

  /**
   * A sign-up that was confirmed is counted with the link it came by, so its row stays and says no more than that; one
   * that was not goes. Links stay, because they stand in mails and posts of other people: under a label that says nothing.
   */
  async erase(tx: Tx, { programId, memberId, addresses }: DataSubject, at: Date): Promise<void> {
    const hashes = addresses.map((address) => address.hash);
    await tx.query(
      'DELETE FROM signup_traces WHERE program_id = $1 AND submission_id IN (SELECT id FROM submissions WHERE program_id = $1 AND email_hash = ANY($2))', [programId, hashes]);
    await tx.query('DELETE FROM submissions WHERE program_id = $1 AND email_hash = ANY($2) AND used_at IS NULL', [programId, hashes]);
    await tx.query(
      `UPDATE submissions SET email = NULL, name = NULL, visitor_hash = NULL, email_hash = '' WHERE program_id = $1 AND email_hash = ANY($2)`, [programId, hashes]);
    // What is credited says whose it is by an opaque id; it stays, or the same purchase could be reported anew.
    await tx.query('DELETE FROM conversions WHERE program_id = $1 AND email_hash = ANY($2)', [programId, hashes]);
    await tx.query('DELETE FROM appeals WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    await tx.query('DELETE FROM browsers WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    await tx.query('UPDATE links SET channel = id::text WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    await writeOutbox(tx, programId, [{ topic: FRIEND_ERASED, payload: { subjectId: memberId } }], at);
  }
}

/** Friends by their masked address alone: their names are theirs. Why one does not count is told as on the member's own page. */
async function friendsOf(tx: Tx, { programId, memberId }: DataSubject): Promise<unknown[]> {
  const rows = (await tx.query(
    `SELECT r.id, i.email, r.status, r.reason, r.confirmed_at AS "confirmedAt", r.decided_at AS "decidedAt" FROM referrals r
     LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = r.referee_id ORDER BY created_at, id LIMIT 1) i ON true
     WHERE r.program_id = $1 AND r.member_id = $2 ORDER BY r.confirmed_at, r.id`, [programId, memberId])) as FriendRow[];
  return rows.map(({ email, ...row }) => ({ ...row, reason: memberReason(row.reason, row.status), friend: friendName(null, email) }));
}
