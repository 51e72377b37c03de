import type { Fact, FactBody, Instant, ReasonCode, Signals, Status } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import type { DataSubject } from '../platform/personal-data.js';
import { kinSql } from './person-sql.js';

interface ReferralRow { readonly id: string; readonly status: Status; readonly reason: ReasonCode; readonly confirmedAt: Date; readonly decidedAt: Date }
interface FactRow { readonly referralId: string; readonly version: number; readonly at: Date; readonly body: FactBody }
interface DecisionRow { readonly referralId: string; readonly version: number; readonly at: Date; readonly from: Status | null; readonly to: Status; readonly reason: ReasonCode; readonly evidence: Signals }

/** Measured, but of the referrer: how their link does, and whose mail came back of those they brought. */
const OF_REFERRER: ReadonlySet<string> = new Set(['bounces', 'linkClicks', 'linkSignups']);

/**
 * A person as somebody's friend: where each referral of theirs stands, what happened in it with all that was measured of them, and what
 * was decided from it. It is in the book of whoever brought them; whose book that is, and who of the team acted, is not theirs to have.
 */
export async function asFriend(tx: Tx, { programId, memberId }: DataSubject): Promise<object[]> {
  const key = [programId, memberId];
  const referrals = (await tx.query(
    `SELECT id, status, reason, confirmed_at AS "confirmedAt", decided_at AS "decidedAt" FROM referrals
     WHERE program_id = $1 AND referee_id = $2 ORDER BY confirmed_at, id`, key)) as ReferralRow[];
  const facts = (await tx.query(
    `SELECT r.id AS "referralId", f.version, f.at, f.body FROM referrals r CROSS JOIN LATERAL (${kinSql('r.member_id')}) book
     JOIN facts f ON f.program_id = $1 AND f.member_id = book.id AND f.body->>'referralId' = r.id::text
     WHERE r.program_id = $1 AND r.referee_id = $2 ORDER BY f.at, f.member_id, f.seq`, key)) as FactRow[];
  const decisions = (await tx.query(
    `SELECT r.id AS "referralId", e.version, e.effective_at AS at, e.from_status AS "from", e.to_status AS "to", e.reason, e.evidence
     FROM referrals r CROSS JOIN LATERAL (${kinSql('r.member_id')}) book
     JOIN ledger_entries e ON e.program_id = $1 AND e.member_id = book.id AND e.referral_id = r.id AND e.to_status IS NOT NULL
     WHERE r.program_id = $1 AND r.referee_id = $2 ORDER BY e.recorded_at, e.member_id, e.seq`, key)) as DecisionRow[];
  return referrals.map((referral) => ({
    ...referral,
    facts: facts.filter(({ referralId }) => referralId === referral.id).map(factToFriend),
    decisions: decisions.filter(({ referralId }) => referralId === referral.id).map(({ referralId: _, evidence, ...decision }) => ({ ...decision, evidence: ofFriend(evidence) })),
  }));
}

function factToFriend({ version, at, body }: FactRow): object {
  return { kind: body.kind, version, at, ...bodyToFriend(body as Fact) };
}

/** Named is what is told, so a new field stays untold until somebody adds it here. */
function bodyToFriend(body: Fact): object {
  switch (body.kind) {
    case 'confirmed':
      return { claim: body.claim, signals: body.signals, touches: body.touches.map(({ via, at, seen }) => ({ via, at: time(at), measured: ofFriend(seen ?? {}) })) };
    case 'converted':
      return { type: body.type, order: body.order, occurredAt: time(body.occurredAt), amountMinor: body.amountMinor, currency: body.currency };
    case 'refunded':
      return { order: body.order, amountMinor: body.amountMinor };
    case 'misplaced':
      return { order: body.order };
    case 'unsubscribed': case 'bounced':
      return { occurredAt: body.occurredAt === undefined ? undefined : time(body.occurredAt) };
    case 'returned':
      return { from: body.from, leftAt: time(body.leftAt), occurredAt: time(body.occurredAt) };
    case 'reviewed':
      return { verdict: body.verdict, reason: body.reason };
    default:
      return {}; // of a book as a whole, never of one referral
  }
}

function ofFriend(signals: Signals): Signals {
  return Object.fromEntries(Object.entries(signals).filter(([name]) => !OF_REFERRER.has(name)));
}

function time(at: Instant): string {
  return new Date(at).toISOString();
}
