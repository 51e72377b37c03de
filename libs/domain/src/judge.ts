import type { Id, Instant, ReferralState, Rulebook, Signals, Status } from './book.js';
import { DAY_MS, HOUR_MS } from './calendar.js';
import { assess } from './checks.js';
import { canBeMet, isGone, metSince } from './condition.js';
import type { ReasonCode } from './reasons.js';

/** `dueAt`: from when it counts, or when it is to be asked again: the hold period is over, or a held one goes on by itself. */
export interface Judgement { status: Status; reason: ReasonCode; evidence: Signals; dueAt?: Instant }

/**
 * What a referral is worth at an instant, limits aside: claim → verdict → checks → qualification → hold. Reads what is known as
 * a set, so facts that arrive in another order give the same answer.
 * @param memberId whose book it is: a link of one's own never counts
 */
export function judge(memberId: Id, r: ReferralState, rb: Rulebook, at: Instant): Judgement {
  return byIdentity(memberId, r) ?? byPerson(r) ?? byChecks(r, rb, at) ?? byQualification(r, rb, at);
}

function byIdentity(memberId: Id, r: ReferralState): Judgement | null {
  if (r.refereeId === memberId) return is('rejected', 'own_link');
  return r.claim === 'lost' ? is('rejected', 'already_member') : null;
}

function byPerson(r: ReferralState): Judgement | null {
  return r.verdict === 'reject' ? is('rejected', r.verdictReason ?? 'review.other') : null;
}

// A person's approval outranks the checks and the wait for one; qualification, hold and limits still apply.
function byChecks(r: ReferralState, rb: Rulebook, at: Instant): Judgement | null {
  if (r.verdict === 'approve') return null;
  const { outcome, reason, evidence, score } = assess(rb, r.signals);
  if (outcome === 'reject') return is('rejected', reason, evidence);
  if (outcome === 'hold') {
    const dueAt = goesOnAt(r, rb, score);
    if (dueAt === null) return is('held', reason, evidence);
    if (dueAt > at) return { ...is('held', reason, evidence), dueAt };
  }
  return r.claimed ? is('held', 'claim') : null;
}

/** When a held referral goes on unless somebody looks at it before, or null: never by itself, or not any more since a verdict was taken back. */
function goesOnAt(r: ReferralState, { scoring }: Rulebook, score: number): Instant | null {
  const auto = scoring?.autoApprove;
  return auto && !r.waits && score < auto.below ? r.confirmedAt + auto.afterHours * HOUR_MS : null;
}

function byQualification(r: ReferralState, rb: Rulebook, at: Instant): Judgement {
  const since = metSince(rb.qualification, r, 'all');
  if (since === null) return unmet(r, rb);
  const dueAt = since + rb.holdDays * DAY_MS;
  // The hold period asks whether the friend stays, or is back when it is over. Leaving later does not take the count away, nor does leaving before buying.
  const left = r.left?.find((leaving) => since <= leaving.at && leaving.at < dueAt && isGone(leaving, dueAt));
  if (left) return is('rejected', left.kind);
  return dueAt > at ? { ...is('pending', 'hold', { dueAt }), dueAt } : { ...is('qualified', 'qualified', waved(r, rb)), dueAt };
}

function unmet(r: ReferralState, rb: Rulebook): Judgement {
  // Told first of a later order, a friend may have counted: like a refund it is a reversal, in whatever order it is told.
  if (!canBeMet(rb.qualification, { ...r, left: [] })) return is('reversed', 'first_order');
  if (metSince(rb.qualification, r, 'whole') !== null) return is('reversed', 'refunded_in_part');
  if (metSince(rb.qualification, r, 'none') !== null) return is('reversed', 'refunded');
  if (canBeMet(rb.qualification, r)) return is('pending', 'conversion');
  const left = r.left!;
  return is('rejected', (left.find((leaving) => !canBeMet(rb.qualification, { ...r, left: [leaving] })) ?? left[0]!).kind);
}

/** Evidence of what went on though a check held it and nobody looked. */
function waved(r: ReferralState, rb: Rulebook): Signals {
  if (r.status !== 'held' || r.verdict || !rb.scoring?.autoApprove) return {};
  const { outcome, evidence } = assess(rb, r.signals);
  return outcome === 'hold' ? { ...evidence, approvedAfterHours: rb.scoring.autoApprove.afterHours } : {};
}

function is(status: Status, reason: ReasonCode, evidence: Signals = {}): Judgement {
  return { status, reason, evidence };
}
