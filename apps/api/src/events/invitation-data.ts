import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions.js';
import { type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../platform/personal-data.js';
import { lockSeats } from './event-rows.js';
import { moveUp } from './seats.js';

/** What a member was asked to. Who leaves gives back the seats of what is still to come, and whoever waits gets them. */
@Injectable()
export class InvitationData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 3;

  constructor(private readonly keepers: PersonalDataKeepers) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, { programId, memberId }: DataSubject): Promise<Record<string, unknown>> {
    return {
      invitations: await tx.query(
        `SELECT e.title, e.starts_at AS "startsAt", i.status, i.guests, i.invited_at AS "invitedAt", i.answered_at AS "answeredAt", i.checked_in_at AS "checkedInAt"
         FROM invitations i JOIN events e ON e.program_id = $1 AND e.id = i.event_id
         WHERE i.program_id = $1 AND i.member_id = $2 ORDER BY e.starts_at, e.id`, [programId, memberId]),
    };
  }

  async erase(tx: Tx, { programId, memberId }: DataSubject, at: Date): Promise<void> {
    const ahead = (await tx.query(
      `SELECT e.id FROM invitations i JOIN events e ON e.program_id = $1 AND e.id = i.event_id
       WHERE i.program_id = $1 AND i.member_id = $2 AND i.status <> 'declined' AND e.starts_at > $3 ORDER BY e.id`, [programId, memberId, at])) as { id: string }[];
    for (const { id } of ahead) {
      const event = await lockSeats(tx, programId, id);
      await tx.query(
        `UPDATE invitations SET status = 'declined', guests = 0, turn = NULL, answered_at = $4 WHERE program_id = $1 AND event_id = $2 AND member_id = $3`, [programId, id, memberId, at]);
      if (event.status === 'published') await moveUp(tx, programId, event, at);
    }
  }
}
