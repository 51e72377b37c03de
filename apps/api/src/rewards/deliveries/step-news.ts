import { Injectable } from '@nestjs/common';
import { LOOK_UP_DOUBTS } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { announceDue } from './step-writes.js';

/** What a provider tells by itself, in any order and as often as it likes. It is not believed: it is a reason to ask. */
@Injectable()
export class StepNews {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** It speaks of what a grant was given. What waits for its next try is tried now, what nobody knew of is looked up. @returns whether there was such a step */
  async heard(programId: string, provider: string, grantId: string): Promise<boolean> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await tx.query('SELECT 1 FROM grants WHERE program_id = $1 AND id = $2 FOR UPDATE', [programId, grantId]); // before its steps, as everywhere
      const [open] = (await tx.query(
        `UPDATE reward_steps SET status = 'due', next_try_at = $4, updated_at = $4, doubts = CASE WHEN status = 'unclear' THEN greatest(doubts, ${LOOK_UP_DOUBTS}) ELSE doubts END
         WHERE program_id = $1 AND grant_id = $2 AND provider = $3 AND first_sent_at IS NOT NULL AND (status = 'unclear' OR (status = 'due' AND doubts > 0))
         RETURNING grant_id AS "grantId", step`, [programId, grantId, provider, at])) as [{ grantId: string; step: string }[], number];
      await announceDue(tx, programId, open, at);
      return open.length > 0;
    });
  }
}
