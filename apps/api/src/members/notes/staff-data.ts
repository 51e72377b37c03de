import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import { textFor } from '../masked.js';
import { isNamedIn, withoutName } from './named-in.js';
import { type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../../platform/personal-data.js';

interface ReviewNote { readonly text: string; readonly createdAt: Date; readonly friend: string | null }

/** What the team wrote about a member, also where they brought a friend. They get it when they ask for their data, without who wrote it. */
@Injectable()
export class StaffData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 4;

  constructor(private readonly keepers: PersonalDataKeepers) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, subject: DataSubject): Promise<Record<string, unknown>> {
    const key = [subject.programId, subject.memberId];
    return {
      tags: await tx.query('SELECT tag, tagged_at AS "taggedAt" FROM member_tags WHERE program_id = $1 AND member_id = $2 ORDER BY tag', key),
      staffNotes: await tx.query('SELECT kind, text, created_at AS "createdAt" FROM member_notes WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id', key),
      reviewNotes: await notesNaming(tx, subject),
    };
  }

  /** The profile goes first, under its lock: who is being tagged or noted meanwhile is waited for. */
  async erase(tx: Tx, { programId, memberId }: DataSubject): Promise<void> {
    await tx.query('SELECT 1 FROM profiles WHERE program_id = $1 AND member_id = $2 FOR UPDATE', [programId, memberId]);
    await tx.query('DELETE FROM member_tags WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    await tx.query(
      `DELETE FROM member_notes n WHERE n.program_id = $1 AND (n.member_id = $2
         OR n.referral_id IN (SELECT id FROM referrals WHERE program_id = $1 AND member_id = $2))`, [programId, memberId]);
  }
}

/** Of notes about friends they brought, those that name the member: the friend's own name and every address in them are somebody else's. */
async function notesNaming(tx: Tx, { programId, memberId, addresses }: DataSubject): Promise<{ text: string; createdAt: Date }[]> {
  const [me] = (await tx.query('SELECT name FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { name: string | null }[];
  const rows = (await tx.query(
    `SELECT n.text, n.created_at AS "createdAt", f.name AS friend FROM referrals r JOIN member_notes n ON n.program_id = $1 AND n.referral_id = r.id
     LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = r.referee_id
     WHERE r.program_id = $1 AND r.member_id = $2 ORDER BY n.created_at, n.id`, [programId, memberId])) as ReviewNote[];
  const person = { names: me?.name ? [me.name] : [], addresses: addresses.map(({ email }) => email) };
  return rows.filter(({ text }) => isNamedIn(text, person)).map(({ text, createdAt, friend }) => ({ text: textFor('moderator', withoutName(text, friend)), createdAt }));
}
