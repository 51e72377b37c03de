import type { Id, Milestone } from './book.js';
import { gamma, missesBefore, poisson, type Random } from './dice.js';
import { dueOrdinals, thresholdFor } from './threshold.js';

/** A member as the forecast sees them. */
export interface Bringer {
  /** Friends who came to count in the window, and how many days of it they were a member: above 0. */
  readonly brought: number;
  readonly days: number;
  /** The same of the time before the window, as far back as anybody looks: who brought nobody for months hardly begins now. */
  readonly earlier: number;
  readonly earlierDays: number;
  /** Friends who count now. */
  readonly qualified: number;
  readonly cohort: Id | null;
  /** The highest ordinal of each milestone that they have earned already. */
  readonly earned: ReadonlyMap<Id, number>;
}

/** How the rates of members are spread: friends a day, Gamma distributed. */
export interface Prior {
  readonly shape: number;
  readonly rate: number;
}

export interface ForecastInput {
  readonly members: readonly Bringer[];
  /** Members who joined in the window, and its days. */
  readonly joined: number;
  readonly windowDays: number;
  /** Those that ask for friends; others say nothing that could be foreseen here. */
  readonly milestones: readonly Milestone[];
  /** Days ahead, ascending. */
  readonly horizons: readonly number[];
  readonly paths: number;
}

/** Of a reward, per horizon, how many there were in each path. */
export type Paths = Map<Id, number[][]>;

export interface Range {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

/** How the product foresees, and its back-test too: days ahead; days looked back, and before those; how many paths; and the share of them that is shown. */
export const FORECAST = { horizons: [30, 60, 90], windowDays: 60, earlierDays: 180, paths: 2_000, share: 0.8 } as const;

/** Spread out no less than this, of the mean squared: members are never all alike. */
const LEAST_SPREAD = 0.01;
const JOIN_STEPS = 6;

/**
 * The prior of members' rates by moments: the mean rate, and how much more the counts differ than chance alone would make them.
 * Null where nobody has brought anybody.
 */
export function priorOf(members: readonly Pick<Bringer, 'brought' | 'days'>[]): Prior | null {
  let brought = 0;
  let days = 0;
  let squares = 0;
  for (const member of members) { brought += member.brought; days += member.days; squares += member.days ** 2; }
  if (brought === 0) return null;
  const mean = brought / days;
  let excess = 0;
  for (const member of members) excess += (member.brought - mean * member.days) ** 2 - mean * member.days;
  const variance = Math.max(excess / squares, LEAST_SPREAD * mean * mean);
  return { shape: (mean * mean) / variance, rate: mean / variance };
}

/**
 * How many of each reward will be earned. Each member's own rate is shrunk towards the others' (Gamma–Poisson): who has brought
 * nobody in two days may still be a bringer. In each path a member brings so many friends as their rate makes likely, new members
 * join as they did, and the milestones are counted as the rulebook counts them.
 * @param random a generator with a seed: the same forecast again
 */
export function forecast(input: ForecastInput, random: Random): Paths {
  const rewards: Paths = new Map();
  for (const { rewardId, friendRewardId } of input.milestones) {
    for (const id of [rewardId, friendRewardId]) if (id) rewards.set(id, input.horizons.map(() => new Array<number>(input.paths).fill(0)));
  }
  const prior = priorOf(input.members);
  if (!prior || rewards.size === 0) return rewards;
  const shelves = input.milestones.map(({ rewardId, friendRewardId }) => [rewardId, friendRewardId].filter((id) => id !== undefined).map((id) => rewards.get(id)!));
  const groups = groupsOf(input, prior);
  const newcomers = newcomersOf(input, prior);
  for (let path = 0; path < input.paths; path++) {
    for (const group of groups) simulate(group, group.count, path, input.horizons, shelves, random);
    const joining = joiningIn(input, random);
    for (const group of newcomers) simulate(group, poisson(joining, random), path, input.horizons, shelves, random);
  }
  return rewards;
}

/** The middle of the paths, and the interval that so much of them lies in. @param share such as 0.8 */
export function rangeOf(paths: readonly number[], share: number): Range {
  const sorted = paths.toSorted((a, b) => a - b);
  const at = (quantile: number) => sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? 0;
  return { low: at((1 - share) / 2), mid: at(0.5), high: at((1 + share) / 2) };
}

/** Members who are alike in all that matters here. */
interface Group {
  readonly like: Bringer;
  count: number;
  /** How likely they bring at most n friends until the last horizon. */
  readonly atMost: readonly number[];
  /** The fewest friends that earn anything. */
  readonly first: number;
  /** Of each milestone, how many ordinals so many more friends earn. */
  readonly gains: readonly (readonly number[])[];
  /** From when on they bring friends, in days from now. */
  readonly from: number;
}

function groupsOf(input: ForecastInput, prior: Prior): Group[] {
  const groups = new Map<string, Group>();
  const last = input.horizons.at(-1)!;
  for (const member of input.members) {
    const key = [member.brought + member.earlier, member.days + member.earlierDays, member.qualified, member.cohort, ...input.milestones.map(({ id }) => member.earned.get(id) ?? 0)].join(' ');
    const known = groups.get(key);
    if (known) known.count++;
    else groups.set(key, groupOf(member, { shape: prior.shape + member.brought + member.earlier, rate: prior.rate + member.days + member.earlierDays }, 0, last, input.milestones));
  }
  return [...groups.values()].filter((group) => group.first < group.atMost.length);
}

function groupOf(like: Bringer, rates: Prior, from: number, last: number, milestones: readonly Milestone[]): Group {
  const had = milestones.map((m) => Math.max(dueOrdinals(m, like.qualified, like.cohort), like.earned.get(m.id) ?? 0));
  const atMost = distribution(rates, last - from);
  const gains = milestones.map((m, place) => Array.from({ length: atMost.length + 1 }, (_, more) => Math.max(0, dueOrdinals(m, like.qualified + more, like.cohort) - had[place]!)));
  return { like, count: 1, atMost, first: firstEarning(like, had, milestones), gains, from };
}

/** Cumulative probabilities of the negative binomial distribution: a Poisson count whose rate is Gamma distributed. */
function distribution({ shape, rate }: Prior, days: number): number[] {
  const miss = rate / (rate + days);
  let term = miss ** shape;
  let sum = term;
  const atMost = [sum];
  for (let n = 1; sum < 1 - 1e-9 && n < 10_000; n++) {
    term *= ((shape + n - 1) / n) * (1 - miss);
    atMost.push((sum += term));
  }
  return atMost;
}

function firstEarning({ qualified, cohort }: Bringer, had: readonly number[], milestones: readonly Milestone[]): number {
  return Math.min(Infinity, ...milestones.map((m, place) => {
    if (had[place]! > 0 && m.every === undefined) return Infinity;
    return thresholdFor(m.at, cohort) + had[place]! * (m.every ?? 0) - qualified;
  }));
}

/** Goes from one who earns something to the next: those who do not cost nothing. */
function simulate(group: Group, count: number, path: number, horizons: readonly number[], shelves: readonly (readonly number[][][])[], random: Random): void {
  const miss = group.atMost[group.first - 1]!;
  for (let at = missesBefore(miss, random); at < count; at += 1 + missesBefore(miss, random)) {
    earn(group, countAbove(group.atMost, group.first, miss + (1 - miss) * random()), path, horizons, shelves, random);
  }
}

/** The first count, from `least` on, up to which more than `chance` lies. */
function countAbove(atMost: readonly number[], least: number, chance: number): number {
  let count = least;
  while (count < atMost.length && atMost[count]! <= chance) count++;
  return count;
}

/** Friends come at any time alike, given how many do. */
function earn({ gains, from }: Group, brought: number, path: number, horizons: readonly number[], shelves: readonly (readonly number[][][])[], random: Random): void {
  const last = horizons.at(-1)!;
  const until = horizons.map(() => 0);
  for (let friend = 0; friend < brought; friend++) {
    const at = from + (last - from) * random();
    for (let index = horizons.length - 1; index >= 0 && at <= horizons[index]!; index--) until[index]!++;
  }
  for (let place = 0; place < gains.length; place++) {
    for (let index = 0; index < horizons.length; index++) {
      const more = gains[place]![until[index]!]!;
      if (more > 0) for (const shelf of shelves[place]!) shelf[index]![path]! += more;
    }
  }
}

const NEWCOMER: Bringer = { brought: 0, days: 1, earlier: 0, earlierDays: 0, qualified: 0, cohort: null, earned: new Map() };

/** Those who join in each part of the time ahead, as if all did in the middle of it. */
function newcomersOf(input: ForecastInput, prior: Prior): Group[] {
  const last = input.horizons.at(-1)!;
  return Array.from({ length: JOIN_STEPS }, (_, n) => groupOf(NEWCOMER, prior, ((n + 0.5) * last) / JOIN_STEPS, last, input.milestones)).filter((group) => group.first < group.atMost.length);
}

/** As many join as did lately, give or take what chance and so short a look make likely. */
function joiningIn(input: ForecastInput, random: Random): number {
  return input.joined === 0 ? 0 : (gamma(input.joined, input.windowDays, random) * input.horizons.at(-1)!) / JOIN_STEPS;
}
