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
 * The same person came twice: one that counts stands, else the earliest that still may, else the earliest of all, and nobody else can ever
 * count: a friend whose order was given back may buy again, and staff may change their mind. None that they had been there before, by any
 * of their addresses, brought by nobody.
 * @param person every member id that is this person
 * @returns those that do not stand, in books of other people
 */
export async function laterConfirmations(tx: Tx, programId: Id, person: readonly Id[]): Promise<Rival[]> {
  const rows = (await tx.query(
    `SELECT id AS "referralId", member_id AS "bookId", confirmed_at AS "confirmedAt" FROM referrals
     WHERE program_id = $1 AND referee_id = ANY($2) AND member_id <> ALL($2) AND state->>'claim' = 'won' AND state->>'verdictReason' IS DISTINCT FROM 'identity.merged'
     ORDER BY CASE WHEN status = 'qualified' THEN 0 WHEN status IN ('pending', 'held') THEN 1 ELSE 2 END, confirmed_at, id`,
    [programId, person])) as (Rival & { confirmedAt: Date })[];
  const since = await thereSince(tx, programId, person);
  const stands = rows.find(({ confirmedAt }) => since === null || confirmedAt <= since);
  return rows.filter((row) => row !== stands).map(({ confirmedAt: _, ...rival }) => rival);
}

/** When they joined without a referrer, or were brought in as an existing customer, which was before all; null: neither. */
async function thereSince(tx: Tx, programId: Id, person: readonly Id[]): Promise<Date | null> {
  const [row] = (await tx.query(
    `SELECT min(CASE WHEN c.source = 'imported' THEN 'epoch' ELSE c.at END) AS since FROM identity_claims c JOIN identities i ON i.program_id = $1 AND i.email_hash = c.identity_hash
     WHERE c.program_id = $1 AND i.member_id = ANY($2) AND c.referral_id IS NULL`, [programId, person])) as [{ since: Date | null }];
  return row.since;
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
