import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import { derivedId } from '../../platform/ids.js';
import { type AddressMove, type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../../platform/personal-data.js';

/** Name, language, addresses and consents. The consents stay: that there was one has to be shown for the mails that were sent. */
@Injectable()
export class MemberData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 4;

  constructor(private readonly keepers: PersonalDataKeepers) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, { programId, memberId }: DataSubject): Promise<Record<string, unknown>> {
    const key = [programId, memberId];
    const [member] = (await tx.query('SELECT id, joined_at AS "joinedAt" FROM members WHERE program_id = $1 AND id = $2', key)) as unknown[];
    const [profile] = (await tx.query(
      'SELECT name, locale, board_name AS "boardName", board_hidden AS "boardHidden", updated_at AS "updatedAt" FROM profiles WHERE program_id = $1 AND member_id = $2', key)) as unknown[];
    return {
      member, profile,
      identities: await tx.query('SELECT email, created_at AS "createdAt" FROM identities WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id', key),
      addressChanges: await tx.query(
        `SELECT old_email AS "from", new_email AS "to", created_at AS "askedAt", confirmed_at AS "confirmedAt", undone_at AS "undoneAt" FROM address_changes
         WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id`, key),
      consents: await tx.query(
        'SELECT purpose, text_version AS "textVersion", source, given_at AS "givenAt" FROM consents WHERE program_id = $1 AND member_id = $2 ORDER BY given_at, id', key),
    };
  }

  async erase(tx: Tx, { programId, memberId }: DataSubject): Promise<void> {
    await tx.query('DELETE FROM address_changes WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    await tx.query('DELETE FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    await tx.query('DELETE FROM identities WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    // The member stays, because other books name them, and is nobody's: whoever comes back begins a book of their own.
    await tx.query('UPDATE members SET account_id = NULL WHERE program_id = $1 AND id = $2', [programId, memberId]);
  }

  /** Another member's address breaks the row's key, which is derived from it. */
  async move(tx: Tx, { programId, from, to }: AddressMove): Promise<void> {
    await tx.query('UPDATE identities SET id = $3, email = $4, email_hash = $5 WHERE program_id = $1 AND email_hash = $2',
      [programId, from, derivedId('identity', programId, to.hash.toString('hex')), to.email, to.hash]);
  }
}
