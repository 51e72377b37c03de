import { type Award, awardKey, type Id, type Instant, type State, type Way } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';

/** A member's book, as far as it says what is ahead of them. */
export interface StandingWay extends Way {
  readonly sums: Pick<State['sums'], 'qualified' | 'points' | 'spent'>;
  readonly version: number;
  readonly reachedAt: Date;
  /** When the grace of their tier ends; null where none runs. */
  readonly graceUntil: Instant | null;
}

interface Row {
  readonly cohort: string | null; readonly season: Record<Id, number>; readonly tier_id: Id | null; readonly qualified: number; readonly points: number; readonly spent: number;
  readonly version: number; readonly reached_at: Date; readonly grace_until: Date | null;
  readonly tiers: { id: Id; status: Award['status']; threshold: number }[] | null;
}

/** @returns null for a member without a book */
export async function readWay(tx: Tx, programId: Id, memberId: Id): Promise<StandingWay | null> {
  const [row] = (await tx.query(
    `SELECT s.cohort, s.season, s.tier_id, s.qualified, s.points, s.spent, s.version, s.reached_at, t.due_at AS grace_until,
       (SELECT jsonb_agg(jsonb_build_object('id', a.subject_id, 'status', a.status, 'threshold', a.threshold)) FROM awards a
        WHERE a.program_id = $1 AND a.member_id = s.member_id AND a.earned_as = 'tier') AS tiers
     FROM standings s LEFT JOIN timers t ON t.program_id = $1 AND t.member_id = s.member_id AND t.kind = 'grace' AND t.subject_id = s.tier_id::text
     WHERE s.program_id = $1 AND s.member_id = $2`, [programId, memberId])) as Row[];
  return row ? toWay(row) : null;
}

function toWay(row: Row): StandingWay {
  return {
    cohort: row.cohort, season: row.season, tier: row.tier_id, sums: { qualified: row.qualified, points: row.points, spent: row.spent },
    awards: new Map((row.tiers ?? []).map(({ id, ...award }) => [awardKey(id, 1, 'own'), award])),
    version: row.version, reachedAt: row.reached_at, graceUntil: row.grace_until?.getTime() ?? null,
  };
}
