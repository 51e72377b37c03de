import type { Rulebook, Signals } from './book.js';
import type { Check, CheckArgs, CheckCode, Outcome } from './check-args.js';
import type { ReasonCode } from './reasons.js';

/** A check reads frozen measurements and says whether the sign-up looks wrong; what follows is the rulebook's. */
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
  own_address: { reason: 'check.own_address', reads: ['ownAddress'], check: (signals) => signals['ownAddress'] === true },
  same_device: { reason: 'check.same_device', reads: ['sameBrowser'], check: (signals) => signals['sameBrowser'] === true },
  shared_device: { reason: 'check.shared_device', reads: ['deviceSignups'], check: (signals, { max }) => atLeast(signals, 'deviceSignups', max) },
  disposable: { reason: 'disposable', reads: ['disposable', 'disposableList'], check: (signals) => signals['disposable'] === true },
  banned_domain: { reason: 'check.banned_domain', reads: ['bannedDomain', 'bannedList'], check: (signals) => signals['bannedDomain'] === true },
  burst: { reason: 'check.burst', reads: ['burst60'], check: (signals, { max }) => atLeast(signals, 'burst60', max) },
  burst_hour: { reason: 'check.burst_hour', reads: ['burstHour'], check: (signals, { max }) => atLeast(signals, 'burstHour', max) },
  network_burst: { reason: 'check.network_burst', reads: ['networkHour'], check: (signals, { max }) => atLeast(signals, 'networkHour', max) },
  address_pattern: { reason: 'check.address_pattern', reads: ['stemRun'], check: (signals, { max }) => atLeast(signals, 'stemRun', max) },
  name_pattern: { reason: 'check.name_pattern', reads: ['nameRun'], check: (signals, { max }) => atLeast(signals, 'nameRun', max) },
  random_address: { reason: 'check.random_address', reads: ['randomLocal'], check: (signals) => signals['randomLocal'] === true },
  young_domain: {
    reason: 'check.young_domain',
    reads: ['domainAgeDays', 'domainSignups'],
    check: (signals, { days, max }) => atMost(signals, 'domainAgeDays', days - 1) && atLeast(signals, 'domainSignups', max),
  },
  ring: { reason: 'check.ring', reads: ['ringSteps'], check: (signals, { steps }) => atMost(signals, 'ringSteps', steps) },
  fast_signup: { reason: 'check.fast_signup', reads: ['clickSeconds'], check: (signals, { seconds }) => atMost(signals, 'clickSeconds', seconds - 1) },
  bounces: { reason: 'check.bounces', reads: ['bounces'], check: (signals, { max }) => atLeast(signals, 'bounces', max) },
  conversion_rate: {
    reason: 'check.conversion_rate',
    reads: ['linkClicks', 'linkSignups'],
    check: (signals, args) => atLeast(signals, 'linkSignups', args.signups) && percentOf(signals, 'linkSignups', 'linkClicks') >= args.percent,
  },
  country_mismatch: { reason: 'check.country_mismatch', reads: ['countryDiffers'], check: (signals) => signals['countryDiffers'] === true },
};

function atLeast(signals: Signals, name: string, min: number): boolean {
  const value = signals[name];
  return typeof value === 'number' && value >= min;
}

function atMost(signals: Signals, name: string, max: number): boolean {
  const value = signals[name];
  return typeof value === 'number' && value <= max;
}

function percentOf(signals: Signals, part: string, whole: string): number {
  const [a, b] = [signals[part], signals[whole]];
  return typeof a === 'number' && typeof b === 'number' && b > 0 ? (100 * a) / b : 0;
}

export interface Finding { code: CheckCode; outcome: Outcome; weight: number; reason: ReasonCode; evidence: Signals }
/** `reason` and `evidence` are those of an outcome other than allow. */
export interface Assessment { outcome: Outcome; reason: ReasonCode; evidence: Signals; score: number; findings: readonly Finding[] }

/**
 * What the checks make of a sign-up, the severest first: a finding that rejects, a score that rejects, a finding that holds, a score that
 * holds. Among findings of one outcome a disposable address is named first, then the rulebook's order.
 */
export function assess(rb: Pick<Rulebook, 'checks' | 'scoring'>, signals: Signals): Assessment {
  const findings = rb.checks.flatMap((check) => run(check, signals) ?? []);
  const score = findings.reduce((sum, { weight }) => sum + weight, 0);
  const [rejects, holds] = [firstOf(findings, 'reject'), firstOf(findings, 'hold')];
  if (rejects) return { outcome: 'reject', reason: rejects.reason, evidence: told(rb, rejects.evidence, findings, score), score, findings };
  if (score >= (rb.scoring?.rejectAt ?? Infinity)) return byScore('reject', findings, score);
  if (holds) return { outcome: 'hold', reason: holds.reason, evidence: told(rb, holds.evidence, findings, score), score, findings };
  if (score >= (rb.scoring?.holdAt ?? Infinity)) return byScore('hold', findings, score);
  return { outcome: 'allow', reason: 'qualified', evidence: {}, score, findings };
}

function firstOf(findings: readonly Finding[], outcome: Outcome): Finding | undefined {
  const alike = findings.filter((f) => f.outcome === outcome);
  return alike.find((f) => f.reason === 'disposable') ?? alike[0];
}

function byScore(outcome: Outcome, findings: readonly Finding[], score: number): Assessment {
  const weighed = findings.filter(({ weight }) => weight > 0);
  return { outcome, reason: 'check.score', evidence: { ...Object.assign({}, ...weighed.map((f) => f.evidence)), ...summary(weighed, score) }, score, findings };
}

// Where nothing is added up, the evidence of a finding stands alone: entries of such rulebooks are hashed that way.
function told(rb: Pick<Rulebook, 'scoring'>, evidence: Signals, findings: readonly Finding[], score: number): Signals {
  return rb.scoring ? { ...evidence, ...summary(findings, score) } : evidence;
}

/** `found`: the codes of what was found, in the rulebook's order. */
function summary(findings: readonly Finding[], score: number): Signals {
  return { score, found: findings.map(({ code }) => code).join(' ') };
}

function run<C extends CheckCode>(check: { code: C; outcome: Outcome; weight?: number; args: CheckArgs[C] }, signals: Signals): Finding | null {
  const { reason, check: fails } = CHECKS[check.code];
  if (!fails(signals, check.args)) return null;
  return { code: check.code, outcome: check.outcome, weight: check.weight ?? 0, reason, evidence: readBy(check.code, signals) };
}

function readBy(code: CheckCode, signals: Signals): Signals {
  return Object.fromEntries(CHECKS[code].reads.filter((name) => name in signals).map((name) => [name, signals[name]!]));
}

/** One check of a rulebook and what it had before it: for whoever must look at a sign-up. */
export interface Inspection { code: CheckCode; reason: ReasonCode; outcome: Outcome; weight: number; args: Readonly<Record<string, unknown>>; saw: Signals; found: boolean }

/** Every check in the rulebook's order, also those that found nothing. */
export function inspect(checks: readonly Check[], signals: Signals): Inspection[] {
  return checks.map((check) => ({
    code: check.code, reason: CHECKS[check.code].reason, outcome: check.outcome, weight: check.weight ?? 0, args: { ...check.args },
    saw: readBy(check.code, signals), found: run(check, signals) !== null,
  }));
}

/** For whoever lists checks, in the order of the catalogue. */
export const CHECK_CODES = Object.keys(CHECKS) as readonly Check['code'][];
