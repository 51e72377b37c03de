import { type FactOf, type Id, type PutBack, type ReasonCode, type Status, standingVerdicts } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { revisionSql } from './referral-sql.js';

/** A friend as a verdict meets them. */
export interface Reviewed { readonly memberId: Id; readonly claim: 'won' | 'lost'; readonly revision: string }
/** A verdict as the book has it, with what the friend was before: status and reason. */
interface VerdictRow extends FactOf<'reviewed'> { readonly status: Status | null; readonly was: ReasonCode | null }

/** By referral; what is in no book is missing. */
export async function readReviewed(tx: Tx, programId: Id, ids: readonly Id[]): Promise<Map<Id, Reviewed>> {
  const rows = (await tx.query(
    `SELECT r.id, r.member_id AS "memberId", r.state->>'claim' AS claim, ${revisionSql('r')} AS revision FROM referrals r WHERE r.program_id = $1 AND r.id = ANY($2)`,
    [programId, ids])) as (Reviewed & { id: Id })[];
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** Where each friend stood before the verdict that stands now; none where no verdict stands. */
export async function readBefore(tx: Tx, programId: Id, ids: readonly Id[]): Promise<Map<Id, PutBack>> {
  const rows = await readVerdicts(tx, programId, ids);
  return new Map([...Map.groupBy(rows, ({ referralId }) => referralId)].flatMap(([referralId, told]): [Id, PutBack][] => {
    const standing = standingVerdicts(told);
    return standing.length === 0 ? [] : [[referralId, putBackOf(standing.at(-1)!, standing.at(-2))]];
  }));
}

function putBackOf({ status, was }: VerdictRow, before: VerdictRow | undefined): PutBack {
  if (before && before.verdict !== 'withdraw') return { given: { verdict: before.verdict, reason: before.reason } };
  return { ...(status === 'held' && { waits: true }), ...(was?.startsWith('limit.') && { limit: was }) };
}

/** In all books that were ever one with the friend's: each verdict is in the one that it was written to. Oldest first. */
async function readVerdicts(tx: Tx, programId: Id, ids: readonly Id[]): Promise<VerdictRow[]> {
  return (await tx.query(
    `SELECT f.body->>'referralId' AS "referralId", f.body->>'verdict' AS verdict, f.body->>'reason' AS reason, f.body->'putBack' AS "putBack", coalesce(e.from_status, was.to_status) AS status, was.reason AS was
     FROM referrals r
     CROSS JOIN LATERAL (SELECT r.member_id AS id UNION SELECT kin.member_id FROM standings own JOIN standings kin ON kin.program_id = $1 AND kin.group_id = own.group_id
       WHERE own.program_id = $1 AND own.member_id = r.member_id) book
     JOIN facts f ON f.program_id = $1 AND f.member_id = book.id AND f.kind = 'reviewed' AND f.body->>'referralId' = r.id::text
     LEFT JOIN ledger_entries e ON e.program_id = $1 AND e.member_id = f.member_id AND e.fact_seq = f.seq AND e.referral_id = r.id AND e.measure = 'qualified'
     LEFT JOIN LATERAL (SELECT w.to_status, w.reason FROM ledger_entries w
       WHERE w.program_id = $1 AND w.member_id = f.member_id AND w.referral_id = r.id AND w.to_status IS NOT NULL AND w.seq < e.seq ORDER BY w.seq DESC LIMIT 1) was ON true
     WHERE r.program_id = $1 AND r.id = ANY($2) ORDER BY f.at, f.member_id, f.seq`, [programId, ids])) as VerdictRow[];
}
