import { newId } from '../../api/new-id';
import { toInstant, toWallClock } from '../pages/zoned';
import { attributionSentence, CHECK_CODES, checkSentence, holdSentence, limitSentence, qualificationSentence, withCheck } from './friend-sentences';
import { inPlace, movesIn, orderIn, type LimitRule, type MilestoneRule, type PointsRule, type Rules, type Sentence, type Surroundings, type TierRule } from './sentence';
import { dayAfter, mainOf, milestoneSentence, pointsSentence, seasonSentence, tierSentence } from './standing-sentences';

/** Sentences that belong together, and what can be added to them. */
export interface RuleGroup {
  /** Its name among the messages. */
  readonly key: string;
  readonly sentences: readonly Sentence[];
  readonly adds: readonly { readonly key: string; readonly make: () => Rules }[];
}

const STEP = 5;
const SEASON_DAYS = 90;

/** All rules, in the order in which a person would tell them. */
export function ruleGroups(rules: Rules, around: Surroundings): RuleGroup[] {
  return [
    { key: 'counts', sentences: counting(rules), adds: limitsToAdd(rules) },
    { key: 'tiers', sentences: rules.tiers.map((tier, i) => ({ ...tierSentence(tier, inPlace(rules, 'tiers', i)), ...orderIn(rules, 'tiers', i) })), adds: [{ key: 'rules.add.tier', make: () => withTier(rules) }] },
    {
      key: 'milestones',
      sentences: rules.milestones.map((milestone, i) => ({ ...milestoneSentence(milestone, inPlace(rules, 'milestones', i), around), ...orderIn(rules, 'milestones', i) })),
      adds: around.rewards.length > 0 ? [{ key: 'rules.add.milestone', make: () => withMilestone(rules, around) }] : [],
    },
    { key: 'points', sentences: rules.points.map((rule, i) => ({ ...pointsSentence(rule, inPlace(rules, 'points', i), i), ...movesIn(rules, 'points', i) })), adds: pointsToAdd(rules) },
    { key: 'seasons', sentences: rules.seasons.map((season, i) => ({ ...seasonSentence(season, inPlace(rules, 'seasons', i), around), ...movesIn(rules, 'seasons', i) })), adds: [{ key: 'rules.add.season', make: () => withSeason(rules, around.zone) }] },
  ];
}

function counting(rules: Rules): Sentence[] {
  return [
    qualificationSentence(rules.qualification, { field: 'qualification', put: (qualification) => ({ ...rules, qualification }) }),
    holdSentence(rules.holdDays, { field: 'holdDays', put: (holdDays) => ({ ...rules, holdDays }) }),
    attributionSentence(rules.attribution, { field: 'attribution', put: (attribution) => ({ ...rules, attribution }) }),
    ...CHECK_CODES.map((code) => {
      const index = rules.checks.findIndex((check) => check.code === code);
      return checkSentence(code, rules.checks[index] ?? null, { field: `checks.${index}`, put: (check) => withCheck(rules, code, check) });
    }),
    ...rules.limits.map((limit, i) => ({ ...limitSentence(limit, inPlace(rules, 'limits', i)), ...movesIn(rules, 'limits', i) })),
  ];
}

function limitsToAdd(rules: Rules): RuleGroup['adds'] {
  const first: LimitRule[] = [{ per: 'day', max: 20 }, { per: 'domain', max: 10 }, { per: 'season', max: 100 }];
  const missing = first.filter(({ per }) => rules.limits.every((limit) => limit.per !== per) && (per !== 'season' || rules.seasons.length > 0));
  return missing.map((limit) => ({ key: `rules.add.limit.${limit.per}`, make: () => ({ ...rules, limits: [...rules.limits, limit] }) }));
}

function pointsToAdd(rules: Rules): RuleGroup['adds'] {
  const first: PointsRule[] = [{ on: 'qualified', points: 10 }, { on: 'attended', points: 20 }, { on: 'purchase', points: 5 }];
  return first.filter(({ on }) => rules.points.every((rule) => rule.on !== on)).map((rule) => ({ key: `rules.add.points.${rule.on}`, make: () => ({ ...rules, points: [...rules.points, rule] }) }));
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
  const today = Date.parse(toInstant(`${toWallClock(new Date().toISOString(), zone).slice(0, 10)}T00:00`, zone));
  const from = Math.max(today, ...rules.seasons.map(({ to }) => to));
  const startOf = (day: string) => Date.parse(toInstant(`${day}T00:00`, zone));
  const days = Array.from({ length: SEASON_DAYS }).reduce<string>((day) => dayAfter(day), toWallClock(new Date(from).toISOString(), zone).slice(0, 10));
  return { ...rules, seasons: [...rules.seasons, { id: newId(), from, to: startOf(days) }] };
}
