import { Injectable } from '@nestjs/common';
import { LIMITS } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { DAY_MS } from '../../platform/jobs/maintenance.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import type { PageQuery } from '../rewards.dto.js';
import { GRANTS, type StaffGrant } from '../staff-grants.js';

/** What waits to be claimed, so that nobody knows where to send it. */
@Injectable()
export class Reminders {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Longest first. */
  async unclaimed(programId: string, query: PageQuery): Promise<{ grants: StaffGrant[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    const grants = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${GRANTS} AND g.status = 'claimable' AND g.updated_at <= $2 AND ($3::timestamptz IS NULL OR (g.updated_at, g.id) > ($3, $4::uuid)) ORDER BY g.updated_at, g.id LIMIT $5`,
      [programId, this.waitingSince(), after?.at ?? null, after?.id ?? null, query.limit + 1])) as StaffGrant[]);
    return { grants: grants.slice(0, query.limit), nextCursor: nextCursor(grants, query.limit, (grant) => ({ at: grant.updatedAt, id: grant.id })) };
  }

  /** When one may be reminded of a grant again: null, at once. */
  remindableAt({ remindedAt }: Pick<StaffGrant, 'remindedAt'>): Date | null {
    const next = remindedAt && new Date(remindedAt.getTime() + LIMITS.remindEveryDays * DAY_MS);
    return next && next > this.clock.now() ? next : null;
  }

  /** Reminds whoever was not reminded lately; of two that ask at once, one does. @returns how many were */
  async remind(programId: string, actorId: string, grantIds: readonly string[]): Promise<number> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [reminded] = (await tx.query(
        `UPDATE grants SET reminded_at = $3 WHERE program_id = $1 AND id = ANY($2) AND status = 'claimable' AND updated_at <= $4 AND (reminded_at IS NULL OR reminded_at <= $4)
         RETURNING id AS "grantId", beneficiary_id AS "memberId"`, [programId, grantIds, at, this.waitingSince()])) as [{ grantId: string; memberId: string }[], number];
      await writeOutbox(tx, programId, reminded.map((grant) => ({ topic: 'grant.reminder', payload: { ...grant } })), at);
      await audit(tx, programId, { actorId, action: 'grants.reminded', subjectId: null, detail: { grantIds: reminded.map(({ grantId }) => grantId) } }, at);
      return reminded.length;
    });
  }

  private waitingSince(): Date {
    return new Date(this.clock.now().getTime() - LIMITS.remindEveryDays * DAY_MS);
  }
}
