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
 * The same person came twice: of what still counts, or may, the earliest confirmation stands; none, where they had been there before
 * it by any of their addresses, brought by nobody.
 * @param person every member id that is this person
 * @returns those that do not stand, in books of other people
 */
export async function laterConfirmations(tx: Tx, programId: Id, person: readonly Id[]): Promise<Rival[]> {
  const rows = (await tx.query(
    `SELECT id AS "referralId", member_id AS "bookId", confirmed_at AS "confirmedAt" FROM referrals
     WHERE program_id = $1 AND referee_id = ANY($2) AND member_id <> ALL($2) AND status IN ('pending', 'held', 'qualified') AND state->>'claim' = 'won'
     ORDER BY confirmed_at, id`, [programId, person])) as (Rival & { confirmedAt: Date })[];
  const [first, ...later] = rows.map(({ confirmedAt: _, ...rival }) => rival);
  return first && (await wasThereBefore(tx, programId, person, rows[0]!.confirmedAt)) ? [first, ...later] : later;
}

/** Joined without a referrer before that instant, or brought in as an existing customer. */
async function wasThereBefore(tx: Tx, programId: Id, person: readonly Id[], at: Date): Promise<boolean> {
  const rows = (await tx.query(
    `SELECT 1 FROM identity_claims c JOIN identities i ON i.program_id = $1 AND i.email_hash = c.identity_hash
     WHERE c.program_id = $1 AND i.member_id = ANY($2) AND c.referral_id IS NULL AND (c.source = 'imported' OR c.at < $3) LIMIT 1`, [programId, person, at])) as unknown[];
  return rows.length > 0;
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
