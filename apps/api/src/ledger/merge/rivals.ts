import type { Id, PutBack } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { readStanding } from '../verdicts.js';

/** A referral by which somebody else brought one of two people who are the same. */
export interface Rival {
  readonly referralId: Id;
  /** Whose friend it is. */
  readonly bookId: Id;
  /** Of one that was turned down: where it stood before. */
  readonly putBack?: PutBack;
}

/**
 * The same person came twice: of what still counts, or may, the earliest confirmation stands.
 * @param person every member id that is this person
 * @returns the later ones, in books of other people
 */
export async function laterConfirmations(tx: Tx, programId: Id, person: readonly Id[]): Promise<Rival[]> {
  const rows = (await tx.query(
    `SELECT id AS "referralId", member_id AS "bookId" FROM referrals
     WHERE program_id = $1 AND referee_id = ANY($2) AND member_id <> ALL($2) AND status IN ('pending', 'held', 'qualified') AND state->>'claim' = 'won'
     ORDER BY confirmed_at, id`, [programId, person])) as Rival[];
  return rows.slice(1);
}

/** Those that this merge turned down, to be taken up again; not where somebody has given another verdict since. */
export async function turnedDown(tx: Tx, programId: Id, person: readonly Id[], mergeId: Id): Promise<Rival[]> {
  const rows = (await tx.query('SELECT id AS "referralId", member_id AS "bookId" FROM referrals WHERE program_id = $1 AND referee_id = ANY($2)', [programId, person])) as Rival[];
  const standing = await readStanding(tx, programId, rows.map((r) => r.referralId));
  return rows.flatMap((r) => {
    const verdict = standing.get(r.referralId);
    return verdict?.key === rejectKey(mergeId, r.referralId) ? [{ ...r, putBack: verdict.putBack }] : [];
  });
}

export function rejectKey(mergeId: Id, referralId: Id): string {
  return `merge:${mergeId}:reject:${referralId}`;
}
