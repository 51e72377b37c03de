import type { Rulebook } from './book.js';
import { type Check, NETWORK_CHECKS } from './check-args.js';
import { positive, type Report, unique, wholeDays } from './problems.js';

/** Checks and what they add up to. */
export function checkChecks(report: Report, rb: Rulebook): void {
  unique(report, 'checks', rb.checks.map((c) => c.code), 'code');
  rb.checks.forEach((c, i) => checkOne(report, `checks.${i}`, c, rb));
  if (rb.scoring) checkScoring(report, rb.scoring, rb.checks);
}

function checkOne(report: Report, field: string, c: Check, rb: Rulebook): void {
  for (const [name, value] of Object.entries(c.args)) positive(report, `${field}.args.${name}`, value);
  if (c.weight !== undefined) wholeDays(report, `${field}.weight`, c.weight);
  if ((c.weight ?? 0) > 0 && !rb.scoring) report(`${field}.weight`, 'no_effect');
  if (NETWORK_CHECKS.includes(c.code) && c.outcome !== 'allow') report(`${field}.outcome`, 'score_only');
  else if (c.outcome === 'allow' && !((c.weight ?? 0) > 0)) report(`${field}.outcome`, 'no_effect');
}

function checkScoring(report: Report, { holdAt, rejectAt, autoApprove }: NonNullable<Rulebook['scoring']>, checks: readonly Check[]): void {
  positive(report, 'scoring.holdAt', holdAt);
  const most = totalOf(checks);
  if (holdAt > most) report('scoring.holdAt', 'unreachable');
  if (rejectAt !== undefined) checkRejectAt(report, rejectAt, holdAt, checks);
  if (!autoApprove) return;
  positive(report, 'scoring.autoApprove.below', autoApprove.below);
  positive(report, 'scoring.autoApprove.afterHours', autoApprove.afterHours);
  // What only the score holds has at least `holdAt`.
  if (autoApprove.below <= holdAt && !checks.some((c) => c.outcome === 'hold')) report('scoring.autoApprove.below', 'unreachable');
}

function checkRejectAt(report: Report, rejectAt: number, holdAt: number, checks: readonly Check[]): void {
  positive(report, 'scoring.rejectAt', rejectAt);
  if (rejectAt <= holdAt) report('scoring.rejectAt', 'contradicts');
  else if (rejectAt > totalOf(checks)) report('scoring.rejectAt', 'unreachable');
  // Who shares a network is never turned down for that alone.
  if (totalOf(checks.filter((c) => NETWORK_CHECKS.includes(c.code))) >= rejectAt) report('scoring.rejectAt', 'score_only');
}

function totalOf(checks: readonly Check[]): number {
  return checks.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
}
