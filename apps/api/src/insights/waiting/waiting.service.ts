import { Injectable } from '@nestjs/common';
import { type Permission, permits, type Role } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { FailedWork } from '../../platform/jobs/failed-work.service.js';
import type { WaitingResponse } from './waiting.dto.js';

type Row = { [K in Exclude<keyof WaitingResponse, 'heldSince' | 'failedWork'>]: number } & { heldSince: Date | null };

const DEALT_WITH: Readonly<Record<keyof WaitingResponse, Permission>> = {
  held: 'referrals:read', heldSince: 'referrals:read', appeals: 'reviews:decide', appealsOverdue: 'reviews:decide', messages: 'members:read', toShip: 'grants:ship', toGive: 'rewards:grant', outOfStock: 'grants:ship', toApprove: 'grants:approve', lowBudgets: 'rewards:write',
  parkedMail: 'mail:manage', failedWork: 'jobs:manage',
};

/** What waits for the team. Every count goes by an index of what is still open, so it may be asked again and again. */
@Injectable()
export class Waiting {
  constructor(
    private readonly transactions: Transactions,
    private readonly failed: FailedWork,
    private readonly clock: Clock,
  ) {}

  async of(programId: string, role: Role): Promise<WaitingResponse> {
    return this.transactions.readProgram(programId, (tx) => this.read(tx, programId, role));
  }

  async read(tx: Tx, programId: string, role: Role): Promise<WaitingResponse> {
    const [{ heldSince, ...counts }] = (await tx.query(
      `SELECT (SELECT count(*)::int FROM referrals WHERE program_id = $1 AND status = 'held') AS held,
         (SELECT min(decided_at) FROM referrals WHERE program_id = $1 AND status = 'held') AS "heldSince",
         (SELECT count(*)::int FROM appeals WHERE program_id = $1 AND status = 'open') AS appeals,
         (SELECT count(*)::int FROM appeals WHERE program_id = $1 AND status = 'open' AND due_at < $2) AS "appealsOverdue",
         (SELECT count(*)::int FROM team_messages WHERE program_id = $1 AND status = 'open') AS messages,
         (SELECT count(*)::int FROM grants g WHERE g.program_id = $1 AND g.status IN ('claimed', 'packed')
            AND NOT EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id)) AS "toShip",
         (SELECT count(*)::int FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id
            WHERE s.program_id = $1 AND (s.status IN ('failed', 'unclear') OR (s.status = 'waiting' AND s.waits_for = 'staff' AND s.batch_id IS NULL AND g.status IN ('claimed', 'revoked')))) AS "toGive",
         (SELECT count(*)::int FROM grants WHERE program_id = $1 AND status = 'queued') AS "outOfStock",
         (SELECT count(*)::int FROM grants g WHERE g.program_id = $1 AND g.status = 'granted'
           AND g.approvals_needed > (SELECT count(*) FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id)) AS "toApprove",
         (SELECT count(*)::int FROM budgets b JOIN pools p ON p.program_id = $1 AND p.id = b.pool_id WHERE b.program_id = $1 AND b.closed_at IS NULL AND p.units_left <= b.low_at_minor) AS "lowBudgets",
         (SELECT count(*)::int FROM deliveries WHERE program_id = $1 AND status IN ('parked', 'unknown')) AS "parkedMail"`, [programId, this.clock.now()])) as [Row];
    const all: WaitingResponse = { ...counts, heldSince: heldSince?.toISOString() ?? null, failedWork: await this.failed.count(tx, programId) };
    const seen = Object.entries(all).map(([name, value]) => [name, permits(role, DEALT_WITH[name as keyof WaitingResponse]) ? value : null]);
    return Object.fromEntries(seen) as WaitingResponse;
  }
}
