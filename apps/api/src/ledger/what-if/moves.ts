import { attribute, type AttributionRule, type Id, type Instant, type Touch } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { pagesOf } from './fact-stream.js';

export interface Move { readonly referralId: Id; readonly memberId: Id | null }

/**
 * First pass: the confirmations that the draft would credit to somebody else, or (null) to nobody. What was credited to people who
 * were merged stays theirs.
 * @param published every rule that any of them was credited by
 * @param read told how many confirmations were looked at
 */
export async function* moves(tx: Tx, programId: Id, draft: AttributionRule, published: readonly AttributionRule[], read: (confirmations: number) => Promise<void>): AsyncGenerator<Move, void> {
  const merged = await mergedMembers(tx, programId);
  const query = published.every(({ windowDays }) => windowDays <= draft.windowDays) ? `${CONFIRMATIONS} ${OF_SEVERAL}` : CONFIRMATIONS;
  for await (const page of pagesOf<{ member_id: Id; referralId: Id; touches: Touch[]; at: Instant }>(tx, 'confirmations', query)) {
    for (const { member_id, referralId, touches, at } of page) {
      if (merged.has(member_id)) continue;
      const memberId = attribute(touches, at, draft);
      if (memberId !== member_id && !merged.has(memberId ?? '')) yield { referralId, memberId };
    }
    await read(page.length);
  }
}

/** Of each no more than what it was credited by. */
const CONFIRMATIONS = `
  SELECT member_id, body->>'referralId' AS "referralId", body->'touches' AS touches, (extract(epoch FROM at) * 1000)::float8 AS at
  FROM facts WHERE program_id = current_program() AND kind = 'confirmed'`;
/** One touch alone credits whom it has credited, under any rule whose window is no shorter: nearly all friends have only one. */
const OF_SEVERAL = `AND jsonb_array_length(body->'touches') > 1`;

async function mergedMembers(tx: Tx, programId: Id): Promise<Set<Id>> {
  const rows = (await tx.query('SELECT member_id FROM standings WHERE program_id = $1 AND group_id IS NOT NULL', [programId])) as { member_id: Id }[];
  return new Set(rows.map((row) => row.member_id));
}
