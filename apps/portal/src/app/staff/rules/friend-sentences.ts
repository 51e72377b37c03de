import type { LimitRule, Rules, Sentence, Standing } from './sentence';

export function holdSentence(days: number, { field, put }: Standing<number>): Sentence {
  return { id: 'holdDays', keys: ['rules.say.hold'], params: { count: days }, slots: { days: { kind: 'number', field, value: days, set: put } } };
}

export function claimSentence(days: number, { field, put }: Standing<number>): Sentence {
  return { id: 'claimDays', keys: ['rules.say.claim_days'], params: { count: days }, slots: { days: { kind: 'number', field, value: days, set: put } } };
}

export function attributionSentence(rule: Rules['attribution'], { field, put }: Standing<Rules['attribution']>): Sentence {
  return {
    id: 'attribution', keys: ['rules.say.attribution'], params: { count: rule.windowDays },
    slots: {
      model: { kind: 'choice', field: `${field}.model`, value: rule.model, choices: (['last', 'first'] as const).map((value) => ({ value, words: { key: `rules.model.${value}` } })), set: (model) => put({ ...rule, model: model as typeof rule.model }) },
      days: { kind: 'number', field: `${field}.windowDays`, value: rule.windowDays, set: (windowDays) => put({ ...rule, windowDays }) },
      code: { kind: 'choice', field: `${field}.codeBeatsClick`, value: String(rule.codeBeatsClick), choices: ['true', 'false'].map((value) => ({ value, words: { key: `rules.code_beats.${value}` } })), set: (value) => put({ ...rule, codeBeatsClick: value === 'true' }) },
    },
  };
}

export function limitSentence(limit: LimitRule, { field, put }: Standing<LimitRule>): Sentence {
  return {
    id: `limit.${limit.per}`, keys: [`rules.say.limit.${limit.per}`], params: { count: limit.max },
    also: [`${field}.per`],
    slots: { max: { kind: 'number', field: `${field}.max`, value: limit.max, set: (max) => put({ ...limit, max }) } },
  };
}
