import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions.js';
import { derivedId } from '../platform/ids.js';
import { Mailer } from '../platform/mail/mailer.js';
import { type AddressMove, type DataSubject, type Farewell, type PersonalDataKeeper, PersonalDataKeepers } from '../platform/personal-data.js';
import { Deliveries } from './deliveries.service.js';
import { mailNamed } from './mails.js';
import { carryWish } from './suppressions.service.js';

/** The mails to a member, and what they wrote to the team. Whether they wanted any is kept under the keyed hash: an unsubscribe outlives the membership. */
@Injectable()
export class MailData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 4;

  constructor(
    private readonly keepers: PersonalDataKeepers,
    private readonly mailer: Mailer,
    private readonly deliveries: Deliveries,
  ) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, { programId, memberId, addresses }: DataSubject): Promise<Record<string, unknown>> {
    const key = [programId, addresses.map((address) => address.hash)];
    return {
      deliveries: await tx.query(
        `SELECT template, status, recipient, created_at AS "createdAt", updated_at AS "updatedAt" FROM deliveries
         WHERE program_id = $1 AND recipient_hash = ANY($2) ORDER BY created_at, id`, key),
      messages: await tx.query(
        `SELECT text, status, created_at AS "createdAt", answer, answered_at AS "answeredAt" FROM team_messages
         WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id`, [programId, memberId]),
      unsubscribed: await tx.query('SELECT source, at FROM suppressions WHERE program_id = $1 AND email_hash = ANY($2) ORDER BY at', key),
    };
  }

  async erase(tx: Tx, { programId, memberId, addresses, addressChanges }: DataSubject, at: Date): Promise<void> {
    const hashes = addresses.map((address) => address.hash);
    const mails = (await tx.query(
      `SELECT d.id FROM deliveries d WHERE d.program_id = $1 AND (d.recipient_hash = ANY($2) OR d.payload->>'changeId' = ANY($4)
         OR d.payload->>'referralId' IN (SELECT r.id::text FROM referrals r WHERE r.program_id = $1 AND r.referee_id = $3))`, [programId, hashes, memberId, addressChanges])) as { id: string }[];
    await tx.query(
      `UPDATE deliveries SET recipient = NULL, error = NULL, updated_at = $3,
         status = CASE WHEN status IN ('queued', 'parked', 'unknown') THEN 'dismissed' ELSE status END
       WHERE program_id = $1 AND (recipient_hash = ANY($2) OR payload->>'changeId' = ANY($4)) AND (recipient IS NOT NULL OR status IN ('queued', 'parked', 'unknown'))`,
      [programId, hashes, at, addressChanges]);
    await tx.query('DELETE FROM team_messages WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    await this.mailer.forget({ deliveryIds: mails.map((mail) => mail.id), addresses: addresses.map((address) => address.email) });
  }

  async move(tx: Tx, move: AddressMove): Promise<void> {
    await carryWish(tx, move);
  }

  /** Until they have been told, the address is with the delivery and nowhere else (`MailChores`). */
  async tell(tx: Tx, { programId, receipt, locale, addresses }: Farewell, at: Date): Promise<void> {
    for (const address of addresses) {
      const id = derivedId('erased', receipt, address.hash.toString('hex'));
      await this.deliveries.post(tx, programId, { id, payload: { farewellId: id, receipt, locale } }, mailNamed('erased'), address, at);
    }
  }
}
