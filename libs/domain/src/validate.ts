import type { Condition, Instant, Measure, Rulebook, Threshold } from './book.js';
import { NAMED_IN_POINTS, NO_ORDER, ORDER_TYPE } from './order-types.js';
import { MOST, positive, type Report, type RuleProblem, unique, whole } from './problems.js';
import { isDay, isZone, startsBeyondReach } from './season-plan.js';
import { checkChecks } from './validate-checks.js';
import { cohortsOf, thresholdFor } from './threshold.js';
import { checkReach } from './validate-reach.js';

/**
 * Everything contradictory or nonsensical in a rulebook; empty if it may be published.
 * @param from when it takes effect; without it nothing is said about what would be too far off then
 */
export function validateRulebook(rb: Rulebook, from?: Instant): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const report: Report = (field, code) => problems.push({ field, code });
  for (const [field, days] of [['holdDays', rb.holdDays], ['claimDays', rb.claimDays], ['attribution.windowDays', rb.attribution.windowDays]] as const) whole(report, field, days);
  positive(report, 'version', rb.version, Number.MAX_SAFE_INTEGER);
  checkCondition(report, 'qualification', rb.qualification, 0);
  checkChecks(report, rb);
  checkLimits(report, rb);
  checkPoints(report, rb);
  checkTiers(report, rb);
  checkMilestones(report, rb);
  checkSeasons(report, rb);
  if (rb.seasonPlan) checkSeasonPlan(report, rb.seasonPlan, from);
  if (problems.length === 0) checkReach(report, rb); // asked of sound rules only: numbers that make no sense reach nothing
  return problems;
}

// Ten levels are more than anyone reads; a limit keeps a hostile draft from overflowing the stack.
function checkCondition(report: Report, field: string, c: Condition, depth: number): void {
  if (depth > 10) return report(field, 'too_deep');
  if (c.kind === 'converted') {
    checkType(report, `${field}.type`, c.type, [...NAMED_IN_POINTS, ...NO_ORDER]);
    if (c.minAmountMinor !== undefined) whole(report, `${field}.minAmountMinor`, c.minAmountMinor, Number.MAX_SAFE_INTEGER);
  }
  if (c.kind === 'subscribed') positive(report, `${field}.days`, c.days, MOST.days);
  if (c.kind !== 'all' && c.kind !== 'any') return;
  if (c.of.length === 0) report(`${field}.of`, 'empty');
  c.of.forEach((inner, i) => checkCondition(report, `${field}.of.${i}`, inner, depth + 1));
}

function checkType(report: Report, field: string, type: string, reserved: readonly string[]): void {
  if (type === '') report(field, 'empty');
  else if (!ORDER_TYPE.test(type)) report(field, 'invalid_format');
  else if (reserved.includes(type)) report(field, 'reserved');
}

function checkLimits(report: Report, rb: Rulebook): void {
  unique(report, 'limits', rb.limits.map((l) => l.per), 'per');
  rb.limits.forEach((l, i) => positive(report, `limits.${i}.max`, l.max));
  rb.limits.forEach((l, i) => { if (l.per === 'season' && rb.seasons.length === 0) report(`limits.${i}.per`, 'season_needed'); });
}

function checkPoints(report: Report, rb: Rulebook): void {
  unique(report, 'points', rb.points.map((p) => p.on), 'on');
  rb.points.forEach((p, i) => {
    checkType(report, `points.${i}.on`, p.on, NO_ORDER);
    positive(report, `points.${i}.points`, p.points);
    if (p.capPerSeason !== undefined) positive(report, `points.${i}.capPerSeason`, p.capPerSeason);
  });
}

function checkTiers(report: Report, rb: Rulebook): void {
  unique(report, 'tiers', rb.tiers.map((t) => t.id), 'id');
  rb.tiers.forEach((t, i) => {
    threshold(report, `tiers.${i}.at`, t.at);
    measure(report, `tiers.${i}.measure`, t.measure);
    whole(report, `tiers.${i}.graceDays`, t.graceDays);
    if (t.per === 'season' && rb.seasons.length === 0) report(`tiers.${i}.per`, 'season_needed');
    if (t.per === 'season' && t.measure !== 'qualified') report(`tiers.${i}.measure`, 'unknown_measure'); // seasons count friends only
    const below = rb.tiers.slice(0, i).findLast((x) => x.measure === t.measure && x.per === t.per);
    if (below) checkAscends(report, `tiers.${i}.at`, below.at, t.at);
  });
}

// In every cohort's eyes, or a member could skip a tier.
function checkAscends(report: Report, field: string, low: Threshold, high: Threshold): void {
  if (thresholdFor(low, null) >= thresholdFor(high, null)) report(field, 'not_ascending');
  for (const cohort of new Set([...cohortsOf(low), ...cohortsOf(high)])) {
    if (thresholdFor(low, cohort) >= thresholdFor(high, cohort)) report(`${field}.cohorts.${cohort}`, 'not_ascending');
  }
}

function checkMilestones(report: Report, rb: Rulebook): void {
  unique(report, 'milestones', [...rb.milestones.map((m) => m.id)], 'id');
  const tiers = new Set(rb.tiers.map((t) => t.id));
  rb.milestones.forEach((m, i) => {
    if (tiers.has(m.id)) report(`milestones.${i}.id`, 'duplicate'); // both are subjects of awards
    threshold(report, `milestones.${i}.at`, m.at);
    measure(report, `milestones.${i}.measure`, m.measure);
    if (m.every !== undefined) positive(report, `milestones.${i}.every`, m.every);
    if (m.rewardId === '') report(`milestones.${i}.rewardId`, 'empty');
  });
}

function threshold(report: Report, field: string, at: Threshold): void {
  if (typeof at === 'number') return positive(report, field, at);
  positive(report, `${field}.else`, at.else);
  for (const [cohort, value] of Object.entries(at.cohorts)) positive(report, `${field}.cohorts.${cohort}`, value);
}

function measure(report: Report, field: string, value: Measure): void {
  if (value !== 'qualified' && value !== 'points') report(field, 'unknown_measure');
}

function checkSeasons(report: Report, rb: Rulebook): void {
  unique(report, 'seasons', rb.seasons.map((s) => s.id), 'id');
  rb.seasons.forEach((s, i) => {
    for (const end of ['from', 'to'] as const) whole(report, `seasons.${i}.${end}`, s[end], MOST.instant);
    if (s.to <= s.from) report(`seasons.${i}.to`, 'ends_before_start');
    if (rb.seasons.slice(0, i).some((x) => x.from < s.to && s.from < x.to)) report(`seasons.${i}`, 'overlap');
  });
}

function checkSeasonPlan(report: Report, plan: NonNullable<Rulebook['seasonPlan']>, from: Instant | undefined): void {
  const { start, months, zone } = plan;
  if (!isDay(start)) report('seasonPlan.start', 'unknown');
  else if (from !== undefined && startsBeyondReach(plan, from)) report('seasonPlan.start', 'too_late');
  if (!isZone(zone)) report('seasonPlan.zone', 'unknown');
  positive(report, 'seasonPlan.months', months);
  if (months > 24) report('seasonPlan.months', 'too_long');
}
