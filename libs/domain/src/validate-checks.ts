import type { Rulebook } from './book.js';
import { type Check, MOST_MEASURED, NETWORK_CHECKS } from './check-args.js';
import { positive, type Report, unique, whole } from './problems.js';

const MEASURED: { readonly [C in Check['code']]?: Readonly<Record<string, number>> } = MOST_MEASURED;

/** Checks and what they add up to. */
export function checkChecks(report: Report, rb: Rulebook): void {
  unique(report, 'checks', rb.checks.map((c) => c.code), 'code');
  rb.checks.forEach((c, i) => checkOne(report, `checks.${i}`, c, rb));
  if (rb.scoring) checkScoring(report, rb.scoring, rb.checks);
}

function checkOne(report: Report, field: string, c: Check, rb: Rulebook): void {
  const most = MEASURED[c.code] ?? {};
  for (const [name, value] of Object.entries(c.args)) {
    positive(report, `${field}.args.${name}`, value);
    if (value > (most[name] ?? Infinity)) report(`${field}.args.${name}`, 'unreachable');
  }
  if (c.weight !== undefined) whole(report, `${field}.weight`, c.weight, 1000);
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
