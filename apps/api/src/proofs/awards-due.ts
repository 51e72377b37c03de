import type { Rulebook } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';

/** What one book must hold, or holds: each thing by name, as often as it is there. */
export type Holdings = Map<string, number>;

/** What a book with that many counted friends must hold under rules without holds, limits and repeats: each thing once. */
export function due(rulebook: Rulebook, counted: number): Holdings {
  const tiers = rulebook.tiers.filter((tier) => Number(tier.at) <= counted);
  const milestones = rulebook.milestones.filter((milestone) => Number(milestone.at) <= counted);
  return tally([
    ...tiers.flatMap(({ id }) => [`award ${id}`, `event tier.reached ${id}`]),
    ...milestones.flatMap(({ id }) => [`award ${id}`, `grant ${id}`, `event grant.created ${id}`]),
    `standing ${counted} in tier ${tiers.at(-1)?.id ?? 'none'}`,
  ]);
}

/** What the book of that member does hold: awards, grants, and the events that were written with them. */
export async function held(tx: Tx, programId: string, memberId: string): Promise<Holdings> {
  const rows = (await tx.query(
    `SELECT 'award ' || subject_id AS name FROM awards WHERE program_id = $1 AND member_id = $2
     UNION ALL SELECT 'grant ' || subject_id FROM grants WHERE program_id = $1 AND book_id = $2
     UNION ALL SELECT 'event tier.reached ' || (payload->>'tierId') FROM outbox
       WHERE program_id = $1 AND topic = 'tier.reached' AND payload->>'memberId' = $2::text
     UNION ALL SELECT 'event grant.created ' || g.subject_id FROM grants g JOIN outbox o
       ON o.program_id = $1 AND o.topic = 'grant.created' AND o.payload->>'grantId' = g.id::text
       WHERE g.program_id = $1 AND g.book_id = $2
     UNION ALL SELECT 'standing ' || qualified || ' in tier ' || coalesce(tier_id::text, 'none') FROM standings WHERE program_id = $1 AND member_id = $2`,
    [programId, memberId])) as { name: string }[];
  return tally(rows.map((row) => row.name));
}

/** `double`: there more often than it is due, or not due at all. `missed`: due and not there. */
export function difference(wanted: Holdings, found: Holdings): { double: string[]; missed: string[] } {
  const double = [...found].flatMap(([name, times]) => Array<string>(Math.max(0, times - (wanted.get(name) ?? 0))).fill(name));
  const missed = [...wanted].flatMap(([name, times]) => Array<string>(Math.max(0, times - (found.get(name) ?? 0))).fill(name));
  return { double, missed };
}

function tally(names: readonly string[]): Holdings {
  const counted = new Map<string, number>();
  for (const name of names) counted.set(name, (counted.get(name) ?? 0) + 1);
  return counted;
}
