import type { Id, Instant, ReferralState, Rulebook, Signals, Status } from './book.js';
import { DAY_MS } from './calendar.js';
import { firstFinding } from './checks.js';
import { metSince } from './condition.js';
import type { ReasonCode } from './reasons.js';

/** `dueAt`: from when it counts, or will once the hold period is over. */
export interface Judgement { status: Status; reason: ReasonCode; evidence: Signals; dueAt?: Instant }

/**
 * What a referral is worth at an instant, limits aside: claim → verdict → checks → qualification → hold. Reads what is known as
 * a set, so facts that arrive in another order give the same answer.
 * @param memberId whose book it is: a link of one's own never counts
 */
export function judge(memberId: Id, r: ReferralState, rb: Rulebook, at: Instant): Judgement {
  return byIdentity(memberId, r) ?? byPerson(r) ?? byChecks(r, rb) ?? byQualification(r, rb, at);
}

function byIdentity(memberId: Id, r: ReferralState): Judgement | null {
  if (r.refereeId === memberId) return is('rejected', 'own_link');
  return r.claim === 'lost' ? is('rejected', 'already_member') : null;
}

function byPerson(r: ReferralState): Judgement | null {
  return r.verdict === 'reject' ? is('rejected', r.verdictReason ?? 'review.other') : null;
}

// A person's approval outranks the checks and the wait for one; qualification, hold and limits still apply.
function byChecks(r: ReferralState, rb: Rulebook): Judgement | null {
  if (r.verdict === 'approve') return null;
  const finding = firstFinding(rb.checks, r.signals);
  if (finding?.outcome === 'reject') return is('rejected', finding.reason, finding.evidence);
  if (finding) return is('held', finding.reason, finding.evidence);
  return r.claimed ? is('held', 'claim') : null;
}

function byQualification(r: ReferralState, rb: Rulebook, at: Instant): Judgement {
  const since = metSince(rb.qualification, r, 'void');
  if (since === null) return metSince(rb.qualification, r, 'ignored') === null ? is('pending', 'conversion') : is('reversed', 'refunded');
  const dueAt = since + rb.holdDays * DAY_MS;
  // The hold period asks whether the friend stays. Leaving later does not take the count away, nor does leaving before buying.
  if (r.gone && since <= r.gone.at && r.gone.at < dueAt) return is('rejected', r.gone.kind);
  return dueAt > at ? { ...is('pending', 'hold', { dueAt }), dueAt } : { ...is('qualified', 'qualified'), dueAt };
}

function is(status: Status, reason: ReasonCode, evidence: Signals = {}): Judgement {
  return { status, reason, evidence };
}
