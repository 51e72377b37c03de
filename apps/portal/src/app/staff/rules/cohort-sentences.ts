import { cohortsOf } from '@fanfare/domain/threshold';
import type { Choice, MilestoneRule, Rules, Sentence, Standing, Surroundings, TierRule } from './sentence';

type Threshold = TierRule['at'];
type Rule = TierRule | MilestoneRule;
type Problem = { readonly field: string; readonly code: string };

/** What a threshold is for whoever is in no cohort with one of its own. */
export function mainOf(at: Threshold): number {
  return typeof at === 'number' ? at : at.else;
}

/** One sentence for each cohort that has a threshold of its own, under that of the rule. */
export function cohortSentences<T extends Rule>(rule: T, { field, put }: Standing<T>, { cohorts }: Surroundings): Sentence[] {
  const { at } = rule;
  if (typeof at === 'number') return [];
  const others = (own: string): Choice[] => cohorts.filter(({ key, retired }) => key === own || (!retired && !Object.hasOwn(at.cohorts, key))).map(({ key, name }) => ({ value: key, words: { name } }));
  return Object.entries(at.cohorts).map(([key, value]): Sentence => ({
    id: `${rule.id}.${key}`, isUnder: true, keys: [`rules.say.cohort.${rule.measure === 'qualified' ? 'qualified' : 'points'}`], params: { count: value, name: rule.name },
    slots: {
      cohort: { kind: 'choice', field: `${field}.at.cohorts.${key}.key`, value: key, choices: others(key), set: (other) => put({ ...rule, at: renamed(at, key, other) }) },
      at: { kind: 'number', field: `${field}.at.cohorts.${key}`, value, set: (next) => put({ ...rule, at: { ...at, cohorts: { ...at.cohorts, [key]: next } } }) },
    },
    without: put({ ...rule, at: without(at, key) }),
  }));
}

/** The rules in which the next cohort has a threshold of its own, to begin with everybody's; undefined where all have. */
export function withCohort<T extends Rule>(rule: T, { put }: Standing<T>, { cohorts }: Surroundings): Rules | undefined {
  const own = cohortsOf(rule.at);
  const next = cohorts.find(({ key, retired }) => !retired && !own.includes(key));
  if (!next) return undefined;
  return put({ ...rule, at: { else: mainOf(rule.at), cohorts: { ...(typeof rule.at === 'number' ? {} : rule.at.cohorts), [next.key]: mainOf(rule.at) } } });
}

/** Thresholds for cohorts that nobody may come into any more, or that there never were. */
export function unknownCohorts(rules: Rules, { cohorts }: Surroundings): Problem[] {
  return (['tiers', 'milestones'] as const).flatMap((list) => rules[list].flatMap((rule, n) =>
    cohortsOf(rule.at).filter((key) => !cohorts.some((cohort) => cohort.key === key && !cohort.retired)).map((key) => ({ field: `${list}.${n}.at.cohorts.${key}`, code: 'unknown' }))));
}

const SAID: readonly string[] = ['not_ascending', 'unreachable', 'unknown'];

/** A problem of one cohort, in words that name it, where it can be seen: at its own threshold, or at everybody's if that is the one it has. */
export function atCohort<P extends Problem>(problem: P, rules: Rules, { cohorts }: Surroundings): P & { readonly params?: Record<string, string> } {
  const [, list, n, key] = /^(tiers|milestones)\.(\d+)\.at\.cohorts\.([^.]+)$/.exec(problem.field) ?? [];
  const at = list === undefined ? undefined : rules[list as 'tiers' | 'milestones'][Number(n)]?.at;
  if (key === undefined || at === undefined) return problem;
  const own = cohortsOf(at).includes(key);
  return {
    ...problem, field: own ? problem.field : `${list}.${n}.at${typeof at === 'number' ? '' : '.else'}`,
    ...(SAID.includes(problem.code) ? { code: `cohort_${problem.code}` } : own ? {} : { code: 'cohort_other' }), params: { cohort: cohorts.find((cohort) => cohort.key === key)?.name ?? key },
  };
}

function renamed(at: Exclude<Threshold, number>, key: string, other: string): Threshold {
  return { ...at, cohorts: Object.fromEntries(Object.entries(at.cohorts).map(([one, value]) => [one === key ? other : one, value])) };
}

/** Without the last one it is a plain number again. */
function without(at: Exclude<Threshold, number>, key: string): Threshold {
  const rest = Object.entries(at.cohorts).filter(([one]) => one !== key);
  return rest.length === 0 ? at.else : { ...at, cohorts: Object.fromEntries(rest) };
}
