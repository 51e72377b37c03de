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

/** A part of those whose rates, in friends a day, are Gamma distributed. */
interface Part {
  readonly weight: number;
  readonly shape: number;
  readonly rate: number;
}

/** How the rates of members are spread: a mixture of Gamma distributions, whose weights add up to one. */
export type Prior = readonly Part[];

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

/** The shape of every part of the prior: within one, rates differ by a third of their mean, and never less than that in a program. */
const PART_SHAPE = 8;
/** Each part's mean is so many times that of the one before: close enough that between two of them no rate is unlikely. */
const PART_STEP = 1.4;
/** The slowest part brings so much of the mean rate: slower cannot be told from never. */
const SLOWEST = 1 / 500;
const FIT_ROUNDS = 200;
const JOIN_STEPS = 6;

/**
 * The prior of members' rates: parts from hardly anybody to the most that one has brought, and how many members are of each, the
 * likeliest by expectation and maximisation (the nonparametric maximum likelihood of a mixture: Kiefer & Wolfowitz 1956, Laird 1978).
 * One Gamma distribution has not room for both the many who bring nobody and the few who bring most. Null where nobody has brought anybody.
 */
export function priorOf(members: readonly Bringer[]): Prior | null {
  const alike = [...Map.groupBy(members.map(knownOf), ({ brought, days }) => `${brought} ${days}`).values()].map((list) => ({ ...list[0]!, count: list.length }));
  const brought = alike.reduce((sum, each) => sum + each.count * each.brought, 0);
  if (brought === 0) return null;
  const mean = brought / alike.reduce((sum, each) => sum + each.count * each.days, 0);
  const fastest = alike.reduce((most, each) => Math.max(most, each.brought / each.days), mean);
  const [below, above] = [1 / SLOWEST, fastest / mean].map((times) => Math.ceil(Math.log(times) / Math.log(PART_STEP))) as [number, number];
  const parts = Array.from({ length: below + 1 + above }, (_, n) => ({ shape: PART_SHAPE, rate: PART_SHAPE / (mean * PART_STEP ** (n - below)) }));
  const likely = alike.map((each) => likelihoods(parts, each.brought, each.days));
  let weights = parts.map(() => 1 / parts.length);
  for (let round = 0; round < FIT_ROUNDS; round++) {
    const sums = parts.map(() => 0);
    for (const [at, each] of alike.entries()) {
      const sum = weights.reduce((all, weight, n) => all + weight * likely[at]![n]!, 0);
      for (let n = 0; n < sums.length; n++) sums[n]! += (each.count * weights[n]! * likely[at]![n]!) / sum;
    }
    weights = sums.map((sum) => sum / members.length);
  }
  return withoutRare(parts.map((part, n) => ({ ...part, weight: weights[n]! })));
}

/** All that is known of a member's past. */
function knownOf({ brought, earlier, days, earlierDays }: Bringer): { brought: number; days: number } {
  return { brought: brought + earlier, days: days + earlierDays };
}

/** How likely each part makes somebody who has brought so many in so many days, as a share of the likeliest. */
function likelihoods(parts: readonly Omit<Part, 'weight'>[], brought: number, days: number): number[] {
  const logs = parts.map(({ shape, rate }) => shape * Math.log(rate / (rate + days)) - brought * Math.log(rate + days));
  const most = Math.max(...logs);
  return logs.map((log) => Math.exp(log - most));
}

/** What is known of the rate of somebody who has brought so many in so many days. */
function posterior(prior: Prior, { brought, days }: { brought: number; days: number }): Prior {
  const likely = likelihoods(prior, brought, days);
  return withoutRare(prior.map(({ weight, shape, rate }, n) => ({ weight: weight * likely[n]!, shape: shape + brought, rate: rate + days })));
}

/** Parts that matter, with weights that add up to one. */
function withoutRare(parts: readonly Part[]): Prior {
  const total = parts.reduce((all, { weight }) => all + weight, 0);
  const kept = parts.filter(({ weight }) => weight > 1e-6 * total);
  const sum = kept.reduce((all, { weight }) => all + weight, 0);
  return kept.map((part) => ({ ...part, weight: part.weight / sum }));
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
    else groups.set(key, groupOf(member, posterior(prior, knownOf(member)), 0, last, input.milestones));
  }
  return [...groups.values()].filter((group) => group.first < group.atMost.length);
}

function groupOf(like: Bringer, rates: Prior, from: number, last: number, milestones: readonly Milestone[]): Group {
  const had = milestones.map((m) => Math.max(dueOrdinals(m, like.qualified, like.cohort), like.earned.get(m.id) ?? 0));
  const atMost = distribution(rates, last - from);
  const gains = milestones.map((m, place) => Array.from({ length: atMost.length + 1 }, (_, more) => Math.max(0, dueOrdinals(m, like.qualified + more, like.cohort) - had[place]!)));
  return { like, count: 1, atMost, first: firstEarning(like, had, milestones), gains, from };
}

/** Cumulative probabilities of a mixture of negative binomial distributions: Poisson counts whose rates are Gamma distributed. */
function distribution(rates: Prior, days: number): number[] {
  // In logarithms: whoever has brought thousands would be nought otherwise.
  const parts = rates.map(({ weight, shape, rate }) => ({ log: Math.log(weight) + shape * Math.log(rate / (rate + days)), shape, hit: days / (rate + days) }));
  const atMost: number[] = [];
  let sum = 0;
  for (let n = 0; sum < 1 - 1e-7 && n < 10_000; n++) {
    for (const part of parts) {
      if (n > 0) part.log += Math.log(((part.shape + n - 1) / n) * part.hit);
      sum += Math.exp(part.log);
    }
    atMost.push(sum);
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
