import { compileSeasons } from '@fanfare/domain/season-plan';
import { newId } from '../../api/new-id';
import { toInstant, toWallClock } from '../pages/zoned';
import { cohortSentences, mainOf, withCohort } from './cohort-sentences';
import { checksToAdd, checkSentence, scoringSentences, scoringToAdd } from './check-sentences';
import { attributionSentence, claimSentence, holdSentence, limitSentence } from './friend-sentences';
import { qualificationSentences, qualificationsToAdd } from './qualification-sentences';
import { inPlace, type LimitRule, type MilestoneRule, movesIn, orderIn, type PointsRule, type Rules, type Sentence, type Standing, type Surroundings, type TierRule } from './sentence';
import { dayAfter, milestoneSentence, pointsSentence, seasonPlanSentence, seasonSentence, tierSentence } from './standing-sentences';

export interface Addition {
  readonly key: string;
  readonly make: () => Rules;
}
/** Sentences that belong together, and what can be added to them. */
export interface RuleGroup {
  /** Its name among the messages. */
  readonly key: string;
  readonly sentences: readonly Sentence[];
  readonly adds: readonly Addition[];
}

const STEP = 5;
const SEASON_DAYS = 90;
const QUARTER = 3;

/** All rules, in the order in which a person would tell them. */
export function ruleGroups(rules: Rules, around: Surroundings): RuleGroup[] {
  return [
    { key: 'counts', sentences: counting(rules), adds: [...qualificationsToAdd(rules.qualification).map(({ key, condition }) => ({ key, make: () => ({ ...rules, qualification: condition }) })), ...limitsToAdd(rules)] },
    { key: 'checks', sentences: checking(rules), adds: [...checksToAdd(rules), ...scoringToAdd(rules)] },
    { key: 'tiers', sentences: rules.tiers.flatMap((tier, i) => withCohorts({ ...tierSentence(tier, inPlace(rules, 'tiers', i)), ...orderIn(rules, 'tiers', i) }, tier, inPlace(rules, 'tiers', i), around)), adds: [{ key: 'rules.add.tier', make: () => withTier(rules) }] },
    {
      key: 'milestones',
      sentences: rules.milestones.flatMap((milestone, i) => withCohorts({ ...milestoneSentence(milestone, inPlace(rules, 'milestones', i), around), ...orderIn(rules, 'milestones', i) }, milestone, inPlace(rules, 'milestones', i), around)),
      adds: around.rewards.length > 0 ? [{ key: 'rules.add.milestone', make: () => withMilestone(rules, around) }] : [],
    },
    { key: 'points', sentences: rules.points.map((rule, i) => ({ ...pointsSentence(rule, inPlace(rules, 'points', i), rules, i), ...movesIn(rules, 'points', i) })), adds: pointsToAdd(rules) },
    { key: 'seasons', sentences: seasons(rules, around), adds: seasonsToAdd(rules, around.zone) },
  ];
}

/** A rule, and what else it takes of some. */
function withCohorts<T extends TierRule | MilestoneRule>(sentence: Sentence, rule: T, standing: Standing<T>, around: Surroundings): Sentence[] {
  const rules = withCohort(rule, standing, around);
  return [{ ...sentence, ...(rules && { more: { key: 'rules.add.cohort', label: 'rules.add.cohort_for', rules } }) }, ...cohortSentences(rule, standing, around)];
}

/** The rules as they will be published: a plan of seasons makes these. */
export function withSeasons(rules: Rules): Rules {
  return rules.seasonPlan ? { ...rules, seasons: compileSeasons(rules.seasonPlan, Date.now()) } : rules;
}

function counting(rules: Rules): Sentence[] {
  return [
    ...qualificationSentences(rules.qualification, { field: 'qualification', put: (qualification) => ({ ...rules, qualification }) }),
    holdSentence(rules.holdDays, { field: 'holdDays', put: (holdDays) => ({ ...rules, holdDays }) }),
    attributionSentence(rules.attribution, { field: 'attribution', put: (attribution) => ({ ...rules, attribution }) }),
    claimSentence(rules.claimDays, { field: 'claimDays', put: (claimDays) => ({ ...rules, claimDays }) }),
    ...rules.limits.map((limit, i) => ({ ...limitSentence(limit, inPlace(rules, 'limits', i)), ...movesIn(rules, 'limits', i) })),
  ];
}

function checking(rules: Rules): Sentence[] {
  const { checks, scoring } = rules;
  return [
    ...checks.map((check, i) => ({ ...checkSentence(check, inPlace(rules, 'checks', i), scoring !== undefined), ...movesIn(rules, 'checks', i) })),
    ...(scoring ? scoringSentences(rules, scoring) : []),
  ];
}

function seasons(rules: Rules, around: Surroundings): Sentence[] {
  const { seasonPlan, ...others } = rules;
  if (seasonPlan) return [{ ...seasonPlanSentence(seasonPlan, { field: 'seasonPlan', put: (next) => ({ ...rules, seasonPlan: next }) }), without: { ...others, seasons: [] } }];
  return rules.seasons.map((season, i) => ({ ...seasonSentence(season, inPlace(rules, 'seasons', i), around), ...movesIn(rules, 'seasons', i) }));
}

function limitsToAdd(rules: Rules): Addition[] {
  const first: LimitRule[] = [{ per: 'day', max: 20 }, { per: 'domain', max: 10 }, { per: 'season', max: 100 }];
  const missing = first.filter(({ per }) => rules.limits.every((limit) => limit.per !== per) && (per !== 'season' || rules.seasons.length > 0));
  return missing.map((limit) => ({ key: `rules.add.limit.${limit.per}`, make: () => ({ ...rules, limits: [...rules.limits, limit] }) }));
}

function pointsToAdd(rules: Rules): Addition[] {
  const first: PointsRule[] = [{ on: 'qualified', points: 10 }, { on: 'attended', points: 20 }, { on: 'purchase', points: 5 }];
  return first.filter(({ on }) => rules.points.every((rule) => rule.on !== on)).map((rule) => ({ key: `rules.add.points.${rule.on}`, make: () => ({ ...rules, points: [...rules.points, rule] }) }));
}

/** Either a plan or seasons one by one. */
function seasonsToAdd(rules: Rules, zone: string): Addition[] {
  if (rules.seasonPlan) return [];
  const plan = { key: 'rules.add.season_plan', make: () => ({ ...rules, seasonPlan: { start: `${today(zone).slice(0, 8)}01`, months: QUARTER, zone } }) };
  return [...(rules.seasons.length === 0 ? [plan] : []), { key: 'rules.add.season', make: () => withSeason(rules, zone) }];
}

/** Above the highest, so that thresholds still rise. */
function withTier(rules: Rules): Rules {
  const last = rules.tiers.at(-1);
  const tier: TierRule = { id: newId(), name: '', at: last ? mainOf(last.at) * 2 : STEP, measure: last?.measure ?? 'qualified', per: last?.per ?? 'life', graceDays: last?.graceDays ?? 0 };
  return { ...rules, tiers: [...rules.tiers, tier] };
}

function withMilestone(rules: Rules, { rewards }: Surroundings): Rules {
  const highest = Math.max(0, ...rules.milestones.map(({ at }) => mainOf(at)));
  const reward = rewards.find(({ id }) => rules.milestones.every(({ rewardId }) => rewardId !== id)) ?? rewards[0]!;
  const milestone: MilestoneRule = { id: newId(), name: reward.title, at: highest + STEP, measure: 'qualified', rewardId: reward.id };
  return { ...rules, milestones: [...rules.milestones, milestone] };
}

/** Where the last one ends, else from today. */
function withSeason(rules: Rules, zone: string): Rules {
  const startOf = (day: string) => Date.parse(toInstant(`${day}T00:00`, zone));
  const from = Math.max(startOf(today(zone)), ...rules.seasons.map(({ to }) => to));
  const firstDay = toWallClock(new Date(from).toISOString(), zone).slice(0, 10);
  const end = Array.from({ length: SEASON_DAYS }).reduce<string>((day) => dayAfter(day), firstDay);
  return { ...rules, seasons: [...rules.seasons, { id: newId(), from, to: startOf(end) }] };
}

function today(zone: string): string {
  return toWallClock(new Date().toISOString(), zone).slice(0, 10);
}
