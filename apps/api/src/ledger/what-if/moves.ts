import { attribute, type Id, type Instant, type Rulebook, type Touch } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { pagesOf } from './fact-stream.js';

export interface Move { readonly referralId: Id; readonly memberId: Id | null }

/**
 * First pass: the confirmations that the draft would credit to somebody else, or (null) to nobody. What was credited to people who
 * were merged stays theirs.
 * @param read told how many facts were looked at
 */
export async function* moves(tx: Tx, programId: Id, draft: Rulebook, read: (facts: number) => Promise<void>): AsyncGenerator<Move, void> {
  const merged = await mergedMembers(tx, programId);
  for await (const page of pagesOf<{ member_id: Id; referralId: Id; touches: Touch[]; at: Instant }>(tx, 'confirmations', CONFIRMATIONS)) {
    for (const { member_id, referralId, touches, at } of page) {
      if (merged.has(member_id)) continue;
      const memberId = attribute(touches, at, draft.attribution);
      if (memberId !== member_id && !merged.has(memberId ?? '')) yield { referralId, memberId };
    }
    await read(page.length);
  }
}

/** Of each no more than what it was credited by. */
const CONFIRMATIONS = `
  SELECT member_id, body->>'referralId' AS "referralId", body->'touches' AS touches, (extract(epoch FROM at) * 1000)::float8 AS at
  FROM facts WHERE program_id = current_program() AND kind = 'confirmed'`;

async function mergedMembers(tx: Tx, programId: Id): Promise<Set<Id>> {
  const rows = (await tx.query('SELECT member_id FROM standings WHERE program_id = $1 AND group_id IS NOT NULL', [programId])) as { member_id: Id }[];
  return new Set(rows.map((row) => row.member_id));
}
