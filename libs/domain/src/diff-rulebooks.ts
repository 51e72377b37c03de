import type { AttributionRule, Condition, Id, Limit, Milestone, PointRule, Rulebook, Season, SeasonPlan, Tier } from './book.js';
import { canonical } from './canonical.js';
import type { Check, Scoring } from './check-args.js';

/** A rulebook before it has a number: what is compared, drafted and published. */
export type Rules = Omit<Rulebook, 'version'>;

/** Each kind of rule and what one rule of it says. A new kind of rule: a line here and one in `RULES_OF`. */
export interface RuleOf {
  qualification: Condition;
  holdDays: number;
  claimDays: number;
  attribution: AttributionRule;
  check: Check;
  scoring: Scoring;
  limit: Limit;
  points: PointRule;
  tier: Tier;
  milestone: Milestone;
  season: Season;
  seasonPlan: SeasonPlan;
  /** The ids of the tiers, from the lowest. Compared over those that both rulebooks have. */
  tierOrder: readonly Id[];
}
export type RuleKind = keyof RuleOf;

/**
 * One rule that two rulebooks state differently. `from` null: it is new; `to` null: it is gone. `parts`: which of its
 * properties differ where both have it (`at`, `rewardId`), empty for a rule that is one value. `id` names the rule among
 * its kind: that of a tier or milestone, the code of a check; empty where there is only one.
 */
export type RuleChange = { [K in RuleKind]: { kind: K; id: string; from: RuleOf[K] | null; to: RuleOf[K] | null; parts: readonly string[] } }[RuleKind];

type Named<K extends RuleKind> = ReadonlyMap<string, RuleOf[K]>;
const one = <T>(rule: T): ReadonlyMap<string, T> => new Map([['', rule]]);
const maybe = <T>(rule: T | undefined): ReadonlyMap<string, T> => (rule === undefined ? new Map() : one(rule));
const by = <T>(rules: readonly T[], idOf: (rule: T) => string): ReadonlyMap<string, T> => new Map(rules.map((rule) => [idOf(rule), rule]));

/** In the order in which a person would tell them. */
const RULES_OF: { readonly [K in RuleKind]: (rules: Rules, other: Rules) => Named<K> } = {
  qualification: (rules) => one(rules.qualification),
  holdDays: (rules) => one(rules.holdDays),
  claimDays: (rules) => one(rules.claimDays),
  attribution: (rules) => one(rules.attribution),
  check: (rules) => by(rules.checks, (check) => check.code),
  scoring: (rules) => maybe(rules.scoring),
  limit: (rules) => by(rules.limits, (limit) => limit.per),
  points: (rules) => by(rules.points, (rule) => rule.on),
  tierOrder: (rules, other) => one(rules.tiers.map((tier) => tier.id).filter((id) => other.tiers.some((tier) => tier.id === id))),
  tier: (rules) => by(rules.tiers, (tier) => tier.id),
  milestone: (rules) => by(rules.milestones, (milestone) => milestone.id),
  // Seasons that a plan makes are told by the plan: which of them there are depends on the day of publishing.
  season: (rules) => by(rules.seasonPlan ? [] : rules.seasons, (season) => season.id),
  seasonPlan: (rules) => maybe(rules.seasonPlan),
};

/** What changes when `after` replaces `before`; empty if they say the same. The order of lists without one says nothing. */
export function diffRulebooks(before: Rules, after: Rules): RuleChange[] {
  return (Object.keys(RULES_OF) as RuleKind[]).flatMap((kind) => changesOf(kind, before, after));
}

function changesOf<K extends RuleKind>(kind: K, before: Rules, after: Rules): RuleChange[] {
  const [old, now] = [RULES_OF[kind](before, after), RULES_OF[kind](after, before)];
  const ids = [...new Set([...now.keys(), ...old.keys()])];
  return ids.flatMap((id) => {
    const [from, to] = [old.get(id) ?? null, now.get(id) ?? null];
    if (same(from, to)) return [];
    return [{ kind, id, from, to, parts: differingParts(from, to) } as RuleChange]; // the one kind of all three
  });
}

function differingParts(from: unknown, to: unknown): string[] {
  if (!hasParts(from) || !hasParts(to)) return [];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((part) => !same(from[part], to[part]));
}

function hasParts(rule: unknown): rule is Record<string, unknown> {
  return typeof rule === 'object' && rule !== null && !Array.isArray(rule);
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a ?? null) === canonical(b ?? null);
}
