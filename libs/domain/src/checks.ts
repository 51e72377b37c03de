import type { Check, CheckArgs, CheckCode, Signals } from './book.js';
import type { ReasonCode } from './reasons.js';

/** A check reads frozen measurements and says whether the sign-up looks wrong; what follows (`outcome`) is the rulebook's. */
interface CheckDefinition<Args> {
  reason: ReasonCode;
  /** The signals it reads, kept as evidence. */
  reads: readonly string[];
  check(signals: Signals, args: Args): boolean;
}

export const CHECKS: { readonly [C in CheckCode]: CheckDefinition<CheckArgs[C]> } = {
  self_referral: {
    reason: 'check.self_referral',
    reads: ['sameBrowser', 'ownAddress'],
    check: (signals) => signals['ownAddress'] === true || signals['sameBrowser'] === true,
  },
  burst: {
    reason: 'check.burst',
    reads: ['burst60'],
    check: (signals, { max }) => typeof signals['burst60'] === 'number' && signals['burst60'] >= max,
  },
  disposable: {
    reason: 'disposable',
    reads: ['disposable', 'disposableList'],
    check: (signals) => signals['disposable'] === true,
  },
};

export interface Finding { outcome: 'reject' | 'hold'; reason: ReasonCode; evidence: Signals }

/**
 * The finding that decides, or null if nothing looks wrong: a rejection before a hold; among equals a disposable address is
 * named first, then the rulebook's order.
 */
export function firstFinding(checks: readonly Check[], signals: Signals): Finding | null {
  let first: Finding | null = null;
  for (const check of checks) {
    const finding = run(check, signals);
    if (finding && (!first || rank(finding) < rank(first))) first = finding;
  }
  return first;
}

function rank(finding: Finding): number {
  return (finding.outcome === 'reject' ? 0 : 2) + (finding.reason === 'disposable' ? 0 : 1);
}

function run<C extends CheckCode>(check: { code: C; outcome: Finding['outcome']; args: CheckArgs[C] }, signals: Signals): Finding | null {
  const { reason, reads, check: fails } = CHECKS[check.code];
  if (!fails(signals, check.args)) return null;
  const evidence = Object.fromEntries(reads.filter((name) => name in signals).map((name) => [name, signals[name]!]));
  return { outcome: check.outcome, reason, evidence };
}
