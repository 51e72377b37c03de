import { type FactOf, type Id, type PutBack, type ReasonCode, type Status, standingVerdicts } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { kinSql } from './person-sql.js';

/** The verdict on a friend that stands now, by the key of its fact, and what the friend is put back to when it is taken back. */
export interface StandingVerdict { readonly key: string; readonly putBack: PutBack }
/** A verdict as the book has it, with what the friend was before: status and reason. */
interface VerdictRow extends Pick<FactOf<'reviewed'>, 'referralId' | 'verdict' | 'reason' | 'putBack'> { readonly key: string; readonly status: Status | null; readonly was: ReasonCode | null }

/** By friend; none where no verdict stands. */
export async function readStanding(tx: Tx, programId: Id, ids: readonly Id[]): Promise<Map<Id, StandingVerdict>> {
  const rows = await readVerdicts(tx, programId, ids);
  return new Map([...Map.groupBy(rows, ({ referralId }) => referralId)].flatMap(([referralId, told]): [Id, StandingVerdict][] => {
    const standing = standingVerdicts(told);
    const last = standing.at(-1);
    return last ? [[referralId, { key: last.key, putBack: putBackOf(last, standing.at(-2)) }]] : [];
  }));
}

function putBackOf({ status, was }: VerdictRow, before: VerdictRow | undefined): PutBack {
  if (before && before.verdict !== 'withdraw') return { given: { verdict: before.verdict, reason: before.reason } };
  return { ...(status === 'held' && { waits: true }), ...(was?.startsWith('limit.') && { limit: was }) };
}

/** In all books that were ever one with the friend's: each verdict is in the one that it was written to. Oldest first. */
async function readVerdicts(tx: Tx, programId: Id, ids: readonly Id[]): Promise<VerdictRow[]> {
  return (await tx.query(
    `SELECT f.key, f.body->>'referralId' AS "referralId", f.body->>'verdict' AS verdict, f.body->>'reason' AS reason, f.body->'putBack' AS "putBack", coalesce(e.from_status, was.to_status) AS status, was.reason AS was
     FROM referrals r
     CROSS JOIN LATERAL (${kinSql('r.member_id')}) book
     JOIN facts f ON f.program_id = $1 AND f.member_id = book.id AND f.kind = 'reviewed' AND f.body->>'referralId' = r.id::text
     LEFT JOIN ledger_entries e ON e.program_id = $1 AND e.member_id = f.member_id AND e.fact_seq = f.seq AND e.referral_id = r.id AND e.measure = 'qualified'
     LEFT JOIN LATERAL (SELECT w.to_status, w.reason FROM ledger_entries w
       WHERE w.program_id = $1 AND w.member_id = f.member_id AND w.referral_id = r.id AND w.to_status IS NOT NULL AND w.seq < e.seq ORDER BY w.seq DESC LIMIT 1) was ON true
     WHERE r.program_id = $1 AND r.id = ANY($2) ORDER BY f.at, f.member_id, f.seq`, [programId, ids])) as VerdictRow[];
}
