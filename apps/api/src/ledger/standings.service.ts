import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import { StaffNotes } from '../members/index.js';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { lockStandings, survivor } from './book-lock.js';
import { EffectWriters } from './effects.js';
import { Ledger } from './ledger.service.js';
import type { StandingRequest, StandingResponse } from './standings.dto.js';

const NOTE = { suspended: 'suspended', active: 'reinstated' } as const;

/**
 * Staff's word on who takes part. Suspended, a member keeps their count and gains nothing; let back in, they get what
 * they reached meanwhile. Rewards that are not on their way yet wait with them. A fact of the book as any other, and the reason is kept as a note.
 */
@Injectable()
export class Standings {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly effects: EffectWriters,
    private readonly notes: StaffNotes,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `member.not_found`; `member.wrong_state` for somebody who is so already */
  async set(programId: Id, actorId: Id, named: Id, to: StandingResponse['standing'], { id, reason }: StandingRequest): Promise<StandingResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const key = `standing:${id}`;
      const { memberId, standing } = await lockedStanding(tx, programId, named);
      const again = (await tx.query('SELECT 1 FROM facts WHERE program_id = $1 AND member_id = $2 AND key = $3', [programId, memberId, key])) as unknown[];
      if (again.length > 0) return { standing: to };
      if (standing === to) throw new DomainError('member.wrong_state', { standing });
      const [outcome] = await this.ledger.apply(tx, programId, [{ kind: 'fact', key, memberId, body: { kind: 'standing', to } }], at);
      if (outcome?.status !== 'recorded') throw new DomainError('request.conflict'); // the id is another member's change
      await writeOutbox(tx, programId, await this.effects.onStanding(tx, programId, memberId, to, at), at);
      await this.notes.write(tx, programId, { id, memberId, kind: NOTE[to], text: reason, authorId: actorId }, at);
      await audit(tx, programId, { actorId, action: `member.${NOTE[to]}`, subjectId: memberId, detail: { note: id } }, at);
      return { standing: to };
    });
  }
}

/** Of the book that has this member's; whoever has left is nobody to suspend. */
async function lockedStanding(tx: Tx, programId: Id, named: Id): Promise<{ memberId: Id; standing: 'active' | 'suspended' }> {
  const standings = await lockStandings(tx, programId, [named]);
  const memberId = survivor(standings, named);
  const standing = standings.get(memberId)?.standing;
  if (!standing || standing === 'erased') throw new DomainError('member.not_found');
  return { memberId, standing };
}
