import type { Rulebook } from '../../api/generated';

export type Rules = Rulebook['rules'];
export type TierRule = Rules['tiers'][number];
export type MilestoneRule = Rules['milestones'][number];
export type CheckRule = Rules['checks'][number];
export type SeasonRule = Rules['seasons'][number];
export type SeasonPlanRule = NonNullable<Rules['seasonPlan']>;
export type PointsRule = Rules['points'][number];
export type LimitRule = Rules['limits'][number];

/** Words to be said in the reader's language, or a name that is the same in all of them. */
export type Words = { readonly key: string; readonly params?: Readonly<Record<string, unknown>> } | { readonly name: string };

interface Place {
  /** Where the value stands in the rules, as problems name it: `tiers.0.at`. */
  readonly field: string;
}
/** A gap in a sentence that can be filled in another way; `set` makes the rules that then hold. */
export type Slot =
  | Place & { readonly kind: 'number'; readonly value: number; readonly set: (value: number) => Rules; /** Of money: how many of the digits stand after the point. */ readonly digits?: number }
  | Place & { readonly kind: 'text'; readonly value: string; /** Said where nothing is typed. */ readonly empty?: string; readonly set: (value: string) => Rules }
  | Place & { readonly kind: 'day'; readonly value: string; readonly set: (value: string) => Rules }
  | Place & { readonly kind: 'choice'; readonly value: string; readonly choices: readonly Choice[]; readonly set: (value: string) => Rules };
export interface Choice {
  readonly value: string;
  readonly words: Words;
}

/** One rule as a sentence: messages whose gaps are slots. A new kind of rule is one more function that makes these. */
export interface Sentence {
  /** The same as long as the rule is, so that a field keeps the focus while it is typed in. */
  readonly id: string;
  /** Said one after the other. */
  readonly keys: readonly string[];
  /** What the messages count: `{ count: 10 }`. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly slots: Readonly<Record<string, Slot>>;
  /** Of the rule where it has no gap of its own: what is wrong there is said here, too. */
  readonly also?: readonly string[];
  /** The rules without it, or with it further up or down, where that makes sense. */
  readonly without?: Rules;
  readonly up?: Rules;
  readonly down?: Rules;
  /** Says more of the sentence before it. */
  readonly isUnder?: true;
  /** The rules in which one more sentence says something of it, and what that is called; `label` where the rule is named too. */
  readonly more?: { readonly key: string; readonly label: string; readonly rules: Rules };
}

/** Where a rule stands: `put` makes the rules in which another is in its place. */
export interface Standing<T> {
  readonly field: string;
  readonly put: (rule: T) => Rules;
}

/** What sentences need to know beside the rules. */
export interface Surroundings {
  readonly rewards: readonly { readonly id: string; readonly title: string }[];
  /** Also those that are over, for the names in older versions. */
  readonly cohorts: readonly { readonly key: string; readonly name: string; readonly retired: boolean }[];
  readonly zone: string;
}

/** The rules where one of a list is another. */
export function inPlace<K extends 'tiers' | 'milestones' | 'checks' | 'seasons' | 'points' | 'limits'>(rules: Rules, list: K, index: number): Standing<Rules[K][number]> {
  return { field: `${list}.${index}`, put: (rule) => ({ ...rules, [list]: rules[list].map((old, at) => (at === index ? rule : old)) }) };
}

/** What can be done with one of a list beside filling it in. */
export function movesIn<K extends 'tiers' | 'milestones' | 'checks' | 'seasons' | 'points' | 'limits'>(rules: Rules, list: K, index: number): Pick<Sentence, 'without'> {
  return { without: { ...rules, [list]: rules[list].filter((_, at) => at !== index) } };
}

/** As `movesIn`, of a list whose order says something. */
export function orderIn<K extends 'tiers' | 'milestones'>(rules: Rules, list: K, index: number): Pick<Sentence, 'without' | 'up' | 'down'> {
  const swapped = (a: number, b: number): Rules => ({ ...rules, [list]: rules[list].map((rule, at) => (at === a ? rules[list][b]! : at === b ? rules[list][a]! : rule)) });
  return {
    ...movesIn(rules, list, index),
    ...(index > 0 && { up: swapped(index, index - 1) }),
    ...(index < rules[list].length - 1 && { down: swapped(index, index + 1) }),
  };
}

/** For sentences that are only read. */
export function unmoved<T>(rules: Rules): Standing<T> {
  return { field: '', put: () => rules };
}
