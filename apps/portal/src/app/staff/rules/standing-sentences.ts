import { mainOf } from './cohort-sentences';
import { toInstant, toWallClock } from '../pages/zoned';
import type { Choice, MilestoneRule, PointsRule, Rules, SeasonPlanRule, SeasonRule, Sentence, Slot, Standing, Surroundings, TierRule } from './sentence';

type Threshold = TierRule['at'];
const DAY_MS = 86_400_000;
const FIRST_EVERY = 5;
const FIRST_CAP = 100;

function threshold(at: Threshold, field: string, set: (at: Threshold) => ReturnType<Slot['set']>): Slot {
  return typeof at === 'number' ? { kind: 'number', field, value: at, set } : { kind: 'number', field: `${field}.else`, value: at.else, set: (value) => set({ ...at, else: value }) };
}

function measure<T extends TierRule | MilestoneRule>(rule: T, field: string, put: (rule: T) => ReturnType<Slot['set']>): Slot {
  const count = mainOf(rule.at);
  return {
    kind: 'choice', field: `${field}.measure`, value: rule.measure,
    choices: (['qualified', 'points'] as const).map((value) => ({ value, words: { key: `rules.measure.${value}`, params: { count } } })),
    set: (value) => put({ ...rule, measure: value as T['measure'] }),
  };
}

/** A standing and what it takes. */
export function tierSentence(tier: TierRule, { field, put }: Standing<TierRule>): Sentence {
  const slots: Record<string, Slot> = {
    name: { kind: 'text', field: `${field}.name`, value: tier.name, set: (name) => put({ ...tier, name }) },
    at: threshold(tier.at, `${field}.at`, (at) => put({ ...tier, at })),
    measure: measure(tier, field, put),
    per: { kind: 'choice', field: `${field}.per`, value: tier.per, choices: (['life', 'season'] as const).map((value) => ({ value, words: { key: `rules.per.${value}` } })), set: (per) => put({ ...tier, per: per as TierRule['per'] }) },
    grace: { kind: 'number', field: `${field}.graceDays`, value: tier.graceDays, set: (graceDays) => put({ ...tier, graceDays }) },
  };
  return { id: tier.id, keys: [`rules.say.tier.${tier.per}`], params: { count: mainOf(tier.at), days: tier.graceDays }, slots };
}

/** A reward and what earns it. */
export function milestoneSentence(milestone: MilestoneRule, { field, put }: Standing<MilestoneRule>, { rewards }: Surroundings): Sentence {
  const choices: Choice[] = rewards.map(({ id, title }) => ({ value: id, words: { name: title } }));
  const titleOf = (id: string) => rewards.find((reward) => reward.id === id)?.title;
  const { every, friendRewardId, ...plain } = milestone;
  const often = every === undefined ? 'once' : 'every';
  const slots: Record<string, Slot> = {
    at: threshold(milestone.at, `${field}.at`, (at) => put({ ...milestone, at })),
    measure: measure(milestone, field, put),
    // A milestone that is named like its reward goes on being so.
    reward: { kind: 'choice', field: `${field}.rewardId`, value: milestone.rewardId, choices, set: (rewardId) => put({ ...milestone, rewardId, name: milestone.name === titleOf(milestone.rewardId) ? (titleOf(rewardId) ?? milestone.name) : milestone.name }) },
    name: { kind: 'text', field: `${field}.name`, value: milestone.name, set: (name) => put({ ...milestone, name }) },
    often: { kind: 'choice', field: `${field}.often`, value: often, choices: (['once', 'every'] as const).map((value) => ({ value, words: { key: `rules.often.${value}` } })), set: (value) => put({ ...plain, ...(friendRewardId !== undefined && { friendRewardId }), ...(value === 'every' && { every: FIRST_EVERY }) }) },
    friend: { kind: 'choice', field: `${field}.friendRewardId`, value: friendRewardId ?? '', choices: [{ value: '', words: { key: 'rules.nothing' } }, ...choices], set: (id) => put({ ...plain, ...(every !== undefined && { every }), ...(id !== '' && { friendRewardId: id }) }) },
  };
  if (every !== undefined) slots['every'] = { kind: 'number', field: `${field}.every`, value: every, set: (value) => put({ ...milestone, every: value }) };
  return { id: milestone.id, keys: [`rules.say.milestone.${often}`], params: { count: mainOf(milestone.at) }, slots };
}

/** @param rules decides whether a cap is one of each season, or, without any, of all time */
export function pointsSentence(rule: PointsRule, { field, put }: Standing<PointsRule>, rules: Rules, index: number): Sentence {
  const kind = rule.on === 'qualified' || rule.on === 'attended' ? rule.on : 'converted';
  const { capPerSeason: cap, ...uncapped } = rule;
  const slots: Record<string, Slot> = {
    points: { kind: 'number', field: `${field}.points`, value: rule.points, set: (points) => put({ ...rule, points }) },
    capped: { kind: 'choice', field: `${field}.capped`, value: String(cap !== undefined), choices: ['false', 'true'].map((value) => ({ value, words: { key: `rules.capped.${value}` } })), set: (value) => put(value === 'true' ? { ...rule, capPerSeason: FIRST_CAP } : uncapped) },
  };
  if (kind === 'converted') slots['on'] = { kind: 'text', field: `${field}.on`, value: rule.on, set: (on) => put({ ...rule, on }) };
  if (cap !== undefined) slots['cap'] = { kind: 'number', field: `${field}.capPerSeason`, value: cap, set: (capPerSeason) => put({ ...rule, capPerSeason }) };
  return { id: `points.${kind === 'converted' ? index : kind}`, keys: [`rules.say.points.${kind}${cap === undefined ? '' : '_capped'}`], params: { count: rule.points, seasons: Number(rules.seasons.length > 0 || rules.seasonPlan !== undefined) }, slots };
}

/** Seasons are told by their first and last day in the program's zone; the rule keeps the instant after the last. */
export function seasonSentence(season: SeasonRule, { field, put }: Standing<SeasonRule>, { zone }: Surroundings): Sentence {
  const dayOf = (instant: number) => toWallClock(new Date(instant).toISOString(), zone).slice(0, 10);
  const startOf = (day: string) => Date.parse(toInstant(`${day}T00:00`, zone));
  return {
    id: season.id, keys: ['rules.say.season'], params: {},
    slots: {
      from: { kind: 'day', field: `${field}.from`, value: dayOf(season.from), set: (day) => put({ ...season, from: startOf(day) }) },
      to: { kind: 'day', field: `${field}.to`, value: dayOf(season.to - 1), set: (day) => put({ ...season, to: startOf(dayAfter(day)) }) },
    },
  };
}

/** Seasons that come by themselves, one after another. */
export function seasonPlanSentence(plan: SeasonPlanRule, { field, put }: Standing<SeasonPlanRule>): Sentence {
  return {
    id: 'seasonPlan', keys: ['rules.say.season_plan'], params: { count: plan.months },
    slots: {
      months: { kind: 'number', field: `${field}.months`, value: plan.months, set: (months) => put({ ...plan, months }) },
      start: { kind: 'day', field: `${field}.start`, value: plan.start, set: (start) => put({ ...plan, start }) },
      zone: { kind: 'choice', field: `${field}.zone`, value: plan.zone, choices: zones(plan.zone), set: (zone) => put({ ...plan, zone }) },
    },
  };
}

/** Every zone there is; the browser may not list the one of the plan. */
function zones(own: string): Choice[] {
  return [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].toSorted().map((zone) => ({ value: zone, words: { name: zone } }));
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
