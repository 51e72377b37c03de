import type { Qualification } from '../../api/generated';
import type { CheckRule, LimitRule, Rules, Sentence, Slot, Standing } from './sentence';

type Order = Extract<Qualification, { kind: 'converted' }>;
export const CHECK_CODES = ['self_referral', 'disposable', 'burst'] as const;
const FIRST_BURST = 20;
const CENTS = 100;

/** The order a friend must place, null where confirming is enough, undefined for a condition that has another shape. */
function orderIn(condition: Qualification): Order | null | undefined {
  if (condition.kind === 'confirmed') return null;
  if (condition.kind === 'converted') return condition;
  if (condition.kind !== 'all' || condition.of.length !== 2) return undefined;
  const orders = condition.of.map(orderIn);
  return orders.includes(null) ? (orders.find((order) => order !== null) ?? undefined) : undefined;
}

/** What makes a friend count. A condition that somebody wrote by hand is told, and can be replaced by one of ours. */
export function qualificationSentence(condition: Qualification, { field, put }: Standing<Qualification>): Sentence {
  const order = orderIn(condition);
  const shape = order === undefined ? 'other' : order === null ? 'confirmed' : 'converted';
  const withOrder = (next: Order): Qualification => ({ kind: 'all', of: [{ kind: 'confirmed' }, next] });
  const shapes = ['confirmed', 'converted', ...(shape === 'other' ? ['other'] : [])];
  const when: Slot = {
    kind: 'choice', field, value: shape, choices: shapes.map((value) => ({ value, words: { key: `rules.friend.${value}` } })),
    set: (value) => put(value === shape ? condition : value === 'confirmed' ? { kind: 'confirmed' } : withOrder({ kind: 'converted', type: 'purchase' })),
  };
  const place = (part: string) => (condition.kind === 'all' ? `${field}.of.${condition.of.indexOf(order!)}.${part}` : `${field}.${part}`);
  const slots: Record<string, Slot> = order
    ? {
        when,
        type: { kind: 'text', field: place('type'), value: order.type, set: (type) => put(withOrder({ ...order, type })) },
        min: { kind: 'number', unit: CENTS, field: place('minAmountMinor'), value: order.minAmountMinor ?? 0, set: (minAmountMinor) => put(withOrder(atLeast(order, minAmountMinor))) },
      }
    : { when };
  return { id: 'qualification', key: `rules.say.counts.${shape}`, params: {}, slots };
}

function atLeast({ minAmountMinor: _, ...order }: Order, amount: number): Order {
  return amount === 0 ? order : { ...order, minAmountMinor: amount };
}

export function holdSentence(days: number, { field, put }: Standing<number>): Sentence {
  return { id: 'holdDays', key: 'rules.say.hold', params: { count: days }, slots: { days: { kind: 'number', field, value: days, set: put } } };
}

export function attributionSentence(rule: Rules['attribution'], { field, put }: Standing<Rules['attribution']>): Sentence {
  return {
    id: 'attribution', key: 'rules.say.attribution', params: { count: rule.windowDays },
    slots: {
      model: { kind: 'choice', field: `${field}.model`, value: rule.model, choices: (['last', 'first'] as const).map((value) => ({ value, words: { key: `rules.model.${value}` } })), set: (model) => put({ ...rule, model: model as typeof rule.model }) },
      days: { kind: 'number', field: `${field}.windowDays`, value: rule.windowDays, set: (windowDays) => put({ ...rule, windowDays }) },
      code: { kind: 'choice', field: `${field}.codeBeatsClick`, value: String(rule.codeBeatsClick), choices: ['true', 'false'].map((value) => ({ value, words: { key: `rules.code_beats.${value}` } })), set: (value) => put({ ...rule, codeBeatsClick: value === 'true' }) },
    },
  };
}

/** @param check null: it is off */
export function checkSentence(code: (typeof CHECK_CODES)[number], check: CheckRule | null, { field, put }: Standing<CheckRule | null>): Sentence {
  const turned = (outcome: string): CheckRule | null => {
    if (outcome === 'off') return null;
    if (code !== 'burst') return { code, outcome: outcome as CheckRule['outcome'], args: {} };
    return { code, outcome: outcome as CheckRule['outcome'], args: check?.code === 'burst' ? check.args : { max: FIRST_BURST } };
  };
  const outcome: Slot = {
    kind: 'choice', field: `${field}.outcome`, value: check?.outcome ?? 'off',
    choices: (['reject', 'hold', 'off'] as const).map((value) => ({ value, words: { key: `rules.outcome.${value}` } })), set: (value) => put(turned(value)),
  };
  if (check?.code !== 'burst') return { id: `check.${code}`, key: `rules.say.check.${code}`, params: {}, slots: { outcome } };
  const max: Slot = { kind: 'number', field: `${field}.args.max`, value: check.args.max, set: (value) => put({ ...check, args: { max: value } }) };
  return { id: 'check.burst', key: 'rules.say.check.burst_of', params: {}, slots: { max, outcome } };
}

/** The rules with a check turned on, another way, or off. */
export function withCheck(rules: Rules, code: string, check: CheckRule | null): Rules {
  const others = rules.checks.filter((other) => other.code !== code);
  if (!check) return { ...rules, checks: others };
  return { ...rules, checks: rules.checks.some((other) => other.code === code) ? rules.checks.map((other) => (other.code === code ? check : other)) : [...others, check] };
}

export function limitSentence(limit: LimitRule, { field, put }: Standing<LimitRule>): Sentence {
  return {
    id: `limit.${limit.per}`, key: `rules.say.limit.${limit.per}`, params: { count: limit.max },
    slots: { max: { kind: 'number', field: `${field}.max`, value: limit.max, set: (max) => put({ ...limit, max }) } },
  };
}
