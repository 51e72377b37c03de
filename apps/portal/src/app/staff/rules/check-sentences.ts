import { CHECK_CODES } from '@fanfare/domain/checks';
import { NETWORK_CHECKS } from '@fanfare/domain/check-args';
import type { CheckRule, Rules, Sentence, Slot, Standing } from './sentence';

type Scoring = NonNullable<Rules['scoring']>;
const WEIGHT = 10;
/** What a check begins with, where it asks for numbers. */
const FIRST_ARGS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  shared_device: { max: 3 }, burst: { max: 20 }, burst_hour: { max: 60 }, network_burst: { max: 20 }, address_pattern: { max: 4 }, name_pattern: { max: 4 },
  young_domain: { days: 30, max: 3 }, ring: { steps: 2 }, fast_signup: { seconds: 3 }, bounces: { max: 3 }, conversion_rate: { signups: 20, percent: 90 },
};

/** One check. With findings that are added up it has a weight, and may do nothing but add it. */
export function checkSentence(check: CheckRule, { field, put }: Standing<CheckRule>, scored: boolean): Sentence {
  const changed = (change: object) => put({ ...check, ...change } as CheckRule);
  const outcomes = outcomesOf(check, scored);
  const slots: Record<string, Slot> = {
    outcome: { kind: 'choice', field: `${field}.outcome`, value: check.outcome, choices: outcomes.map((value) => ({ value, words: { key: `rules.outcome.${value}` } })), set: (outcome) => changed({ outcome }) },
  };
  for (const [name, value] of Object.entries(check.args)) slots[name] = { kind: 'number', field: `${field}.args.${name}`, value: value as number, set: (next) => changed({ args: { ...check.args, [name]: next } }) };
  if (scored) slots['weight'] = { kind: 'number', field: `${field}.weight`, value: check.weight ?? 0, set: (weight) => put(weighed(check, weight)) };
  return { id: `check.${check.code}`, keys: [`rules.say.check.${check.code}`, ...(scored ? ['rules.say.weight'] : [])], params: {}, slots };
}

function outcomesOf({ code, outcome }: CheckRule, scored: boolean): CheckRule['outcome'][] {
  if (NETWORK_CHECKS.includes(code)) return [...new Set<CheckRule['outcome']>(['allow', outcome])];
  return scored || outcome === 'allow' ? ['reject', 'hold', 'allow'] : ['reject', 'hold'];
}

function weighed({ weight: _, ...check }: CheckRule, weight: number): CheckRule {
  return weight === 0 ? check : { ...check, weight };
}

/** Checks that are not there yet; those that only score wait until findings are added up. */
export function checksToAdd(rules: Rules): { readonly key: string; readonly make: () => Rules }[] {
  const missing = CHECK_CODES.filter((code) => rules.checks.every((check) => check.code !== code) && (rules.scoring || !NETWORK_CHECKS.includes(code)));
  return missing.map((code) => ({ key: `rules.add.check.${code}`, make: () => ({ ...rules, checks: [...rules.checks, firstOf(code, rules)] }) }));
}

function firstOf(code: CheckRule['code'], { scoring }: Rules): CheckRule {
  return { code, outcome: NETWORK_CHECKS.includes(code) ? 'allow' : 'hold', ...(scoring && { weight: WEIGHT }), args: FIRST_ARGS[code] ?? {} } as CheckRule;
}

/** What the weights of all findings lead to: from when on a person looks, from when on it does not count, what goes on by itself. */
export function scoringSentences(rules: Rules, scoring: Scoring): Sentence[] {
  const put = (next: Scoring): Rules => ({ ...rules, scoring: next });
  const { rejectAt, autoApprove, ...least } = scoring;
  const number = (name: string, value: number, set: (value: number) => Scoring): Slot => ({ kind: 'number', field: `scoring.${name}`, value, set: (next) => put(set(next)) });
  const hold: Sentence = { id: 'scoring.hold', keys: ['rules.say.scoring.hold'], params: {}, slots: { holdAt: number('holdAt', scoring.holdAt, (holdAt) => ({ ...scoring, holdAt })) }, without: withoutScoring(rules) };
  const reject: Sentence[] = rejectAt === undefined ? [] : [{ id: 'scoring.reject', keys: ['rules.say.scoring.reject'], params: {}, slots: { rejectAt: number('rejectAt', rejectAt, (next) => ({ ...scoring, rejectAt: next })) }, without: put({ ...least, ...(autoApprove && { autoApprove }) }) }];
  const goesOn: Sentence[] = autoApprove === undefined ? [] : [{
    id: 'scoring.auto', keys: ['rules.say.scoring.auto'], params: { count: autoApprove.afterHours }, without: put({ ...least, ...(rejectAt !== undefined && { rejectAt }) }),
    slots: { below: number('autoApprove.below', autoApprove.below, (below) => ({ ...scoring, autoApprove: { ...autoApprove, below } })), afterHours: number('autoApprove.afterHours', autoApprove.afterHours, (afterHours) => ({ ...scoring, autoApprove: { ...autoApprove, afterHours } })) },
  }];
  return [hold, ...reject, ...goesOn];
}

export function scoringToAdd(rules: Rules): { readonly key: string; readonly make: () => Rules }[] {
  const { scoring } = rules;
  if (!scoring) return rules.checks.length > 0 ? [{ key: 'rules.add.scoring', make: () => withScoring(rules) }] : [];
  return [
    ...(scoring.rejectAt === undefined ? [{ key: 'rules.add.scoring_reject', make: () => ({ ...rules, scoring: { ...scoring, rejectAt: scoring.holdAt + WEIGHT } }) }] : []),
    ...(scoring.autoApprove === undefined ? [{ key: 'rules.add.scoring_auto', make: () => ({ ...rules, scoring: { ...scoring, autoApprove: { below: scoring.holdAt + WEIGHT, afterHours: 72 } } }) }] : []),
  ];
}

function withScoring(rules: Rules): Rules {
  const checks = rules.checks.map((check) => ({ ...check, weight: check.weight ?? WEIGHT }));
  return { ...rules, checks, scoring: { holdAt: Math.min(2, checks.length) * WEIGHT } };
}

/** Weights go with it, and checks that did nothing but weigh. */
function withoutScoring({ scoring: _, ...rules }: Rules): Rules {
  return { ...rules, checks: rules.checks.filter(({ outcome }) => outcome !== 'allow').map((check) => weighed(check, 0)) };
}
