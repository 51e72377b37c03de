import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import { type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../../platform/personal-data.js';

/** What the team wrote about a member. They get it when they ask for their data, without who wrote it. */
@Injectable()
export class StaffData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 4;

  constructor(private readonly keepers: PersonalDataKeepers) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, { programId, memberId }: DataSubject): Promise<Record<string, unknown>> {
    const key = [programId, memberId];
    return {
      tags: await tx.query('SELECT tag, tagged_at AS "taggedAt" FROM member_tags WHERE program_id = $1 AND member_id = $2 ORDER BY tag', key),
      staffNotes: await tx.query('SELECT kind, text, created_at AS "createdAt" FROM member_notes WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id', key),
    };
  }

  /** The profile goes first, under its lock: who is being tagged or noted meanwhile is waited for. */
  async erase(tx: Tx, { programId, memberId }: DataSubject): Promise<void> {
    await tx.query('SELECT 1 FROM profiles WHERE program_id = $1 AND member_id = $2 FOR UPDATE', [programId, memberId]);
    await tx.query('DELETE FROM member_tags WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
    await tx.query('DELETE FROM member_notes WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
  }
}
