import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import { announceDue } from './step-writes.js';

/** Lets steps go on that waited for something their member has done by now. */
@Injectable()
export class StepWaker {
  /** Locks the grants, then the steps, as everywhere. */
  async wake(tx: Tx, programId: string, memberId: string, provider: string, at: Date): Promise<void> {
    await tx.query(`SELECT 1 FROM grants WHERE program_id = $1 AND beneficiary_id = $2 AND status = 'claimed' ORDER BY id FOR UPDATE`, [programId, memberId]);
    const [woken] = (await tx.query(
      `UPDATE reward_steps s SET status = 'due', waits_for = NULL, next_try_at = $4, updated_at = $4 FROM grants g
       WHERE s.program_id = $1 AND g.program_id = $1 AND g.id = s.grant_id AND g.beneficiary_id = $2 AND s.provider = $3 AND s.status = 'waiting' AND s.waits_for = 'member'
       RETURNING s.grant_id AS "grantId", s.step`, [programId, memberId, provider, at])) as [{ grantId: string; step: string }[], number];
    await announceDue(tx, programId, woken, at);
  }
}
