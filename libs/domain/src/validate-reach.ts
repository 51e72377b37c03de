import { CLICK_DAYS } from './attribute.js';
import type { Condition, Measure, Rulebook, Threshold } from './book.js';
import { canonical } from './canonical.js';
import type { Report } from './problems.js';
import { cohortsOf, thresholdFor } from './threshold.js';

/** Rules that are sound each by itself and together can never come about. */
export function checkReach(report: Report, rb: Rulebook): void {
  if (rb.attribution.windowDays === 0) report('attribution.windowDays', 'unreachable'); // a friend confirms later than they clicked
  if (rb.attribution.windowDays > CLICK_DAYS) report('attribution.windowDays', 'not_kept');
  checkBranches(report, 'qualification', rb.qualification);
  // A limit per day bounds no season: it is of the day of confirming, and many who confirmed before may all buy in one.
  const inSeason = rb.limits.find((l) => l.per === 'season')?.max ?? Infinity;
  rb.tiers.forEach((t, i) => {
    if (t.per === 'season') checkMost(report, `tiers.${i}.at`, t.at, inSeason);
    checkSum(report, `tiers.${i}`, t, rb);
  });
  rb.milestones.forEach((m, i) => checkSum(report, `milestones.${i}`, m, rb));
  rb.limits.forEach((l, i) => { if (l.per === 'day' && l.max > inSeason) report(`limits.${i}.max`, 'no_effect'); });
}

// Whoever confirmed has met `any` of what else it asks.
function checkBranches(report: Report, field: string, c: Condition): void {
  if (c.kind !== 'all' && c.kind !== 'any') return;
  if (c.kind === 'any' && c.of.length > 1 && c.of.some((inner) => inner.kind === 'confirmed')) report(`${field}.of`, 'no_effect');
  const asked = c.of.map((inner) => canonical(JSON.parse(JSON.stringify(inner)))); // a draft may hold what is no number
  asked.forEach((one, i) => { if (asked.indexOf(one) < i) report(`${field}.of.${i}`, 'duplicate'); });
  if (c.kind === 'all') checkFirsts(report, field, c.of);
  c.of.forEach((inner, i) => checkBranches(report, `${field}.of.${i}`, inner));
}

// The first order of a kind is one order, in one currency.
function checkFirsts(report: Report, field: string, of: readonly Condition[]): void {
  const firsts = of.flatMap((c, i) => (c.kind === 'converted' && c.pick === 'first' && c.currency !== undefined ? [{ i, type: c.type, currency: c.currency }] : []));
  for (const { i, type, currency } of firsts) {
    if (firsts.some((other) => other.i < i && other.type === type && other.currency !== currency)) report(`${field}.of.${i}.currency`, 'unreachable');
  }
}

function checkSum(report: Report, field: string, { at, measure }: { at: Threshold; measure: Measure }, rb: Rulebook): void {
  if (measure !== 'points') return;
  if (rb.points.length === 0) report(`${field}.measure`, 'unreachable');
  else checkMost(report, `${field}.at`, at, mostPoints(rb));
}

/** With seasons a cap begins again with each. */
function mostPoints({ points, seasons }: Rulebook): number {
  return seasons.length > 0 ? Infinity : points.reduce((sum, p) => sum + (p.capPerSeason ?? Infinity), 0);
}

/** Each cohort's own number: what nobody of it can ever reach is wrong, whoever else can. */
function checkMost(report: Report, field: string, at: Threshold, most: number): void {
  if (thresholdFor(at, null) > most) report(field, 'unreachable');
  for (const cohort of cohortsOf(at)) if (thresholdFor(at, cohort) > most) report(`${field}.cohorts.${cohort}`, 'unreachable');
}
