import { diffRulebooks, type Rules as DomainRules } from '@fanfare/domain/diff-rulebooks';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Qualification } from '../../api/generated';
import de from '../../i18n/de.json' with { type: 'json' };
import en from '../../i18n/en.json' with { type: 'json' };
import { changeWords } from './change-words';
import { RuleWords } from './rule-words';
import type { Rules } from './sentence';

const texts = { en, de } as Readonly<Record<string, Readonly<Record<string, string>>>>;
const wordsIn = (language: string) => Object.assign(Object.create(RuleWords.prototype) as RuleWords, {
  tell: (key: string, params?: Record<string, unknown>) => String(new IntlMessageFormat(texts[language]![key]!, language).format(params as Record<string, string>)), tag: () => language,
});
const around = { zone: 'Europe/Berlin', cohorts: [{ key: 'c', name: 'Campus', retired: false }, { key: 'p', name: 'Press', retired: false }], rewards: [{ id: 'box', title: 'Box' }, { id: 'pin', title: 'Pin' }] };
const DAY = Date.UTC(2026, 2, 1);
const order = { kind: 'converted', type: 'purchase', minAmountMinor: 2500, currency: 'EUR' } as const;
const base: Rules = {
  attribution: { model: 'last', windowDays: 30, codeBeatsClick: true }, qualification: { kind: 'all', of: [{ kind: 'confirmed' }, order, { kind: 'subscribed', days: 30 }] },
  checks: [{ code: 'young_domain', outcome: 'hold', weight: 20, args: { days: 30, max: 3 } }], scoring: { holdAt: 20, rejectAt: 30, autoApprove: { below: 25, afterHours: 48 } },
  holdDays: 3, claimDays: 14, limits: [{ per: 'day', max: 5 }], points: [{ on: 'qualified', points: 10, capPerSeason: 100 }, { on: 'purchase', points: 5 }],
  tiers: [{ id: 't', name: 'Ambassador', at: { else: 10, cohorts: { c: 5 } }, measure: 'qualified', per: 'life', graceDays: 7 }, { id: 'u', name: 'Gold', at: 20, measure: 'qualified', per: 'season', graceDays: 0 }],
  milestones: [{ id: 'm', name: 'Box', at: 5, measure: 'qualified', every: 5, rewardId: 'box', friendRewardId: 'pin' }],
  seasons: [{ id: 's', from: DAY, to: DAY + 30 * 86_400_000 }],
};
const planned: Rules = { ...base, seasons: [], seasonPlan: { start: '2026-03-01', months: 3, zone: 'Europe/Berlin' } };
const asked = (...of: Qualification[]): Partial<Rules> => ({ qualification: { kind: 'all', of } });
const tier = (more: object): Partial<Rules> => ({ tiers: [{ ...base.tiers[0]!, ...more }, base.tiers[1]!] });
const milestone = (more: object): Partial<Rules> => ({ milestones: [{ ...base.milestones[0]!, ...more }] });
const points = (...all: Rules['points']): Partial<Rules> => ({ points: all });
const scoring = (more: object): Partial<Rules> => ({ scoring: { ...base.scoring!, ...more } });
const check = (more: object): Partial<Rules> => ({ checks: [{ ...base.checks[0]!, ...more } as Rules['checks'][number]] });
const nested = (days: number): Partial<Rules> => asked({ kind: 'confirmed' }, { kind: 'any', of: [order, { kind: 'subscribed', days }] });

/** By the kind of the change and the part that differs: rules that differ in nothing else. */
const PAIRS: readonly (readonly [string, Partial<Rules>, Partial<Rules>?])[] = [
  ['attribution.model', { attribution: { ...base.attribution, model: 'first' } }], ['attribution.windowDays', { attribution: { ...base.attribution, windowDays: 7 } }],
  ['attribution.codeBeatsClick', { attribution: { ...base.attribution, codeBeatsClick: false } }],
  ['qualification.how', { qualification: { kind: 'any', of: [order, { kind: 'subscribed', days: 30 }] } }], ['qualification.none', { qualification: { kind: 'confirmed' } }],
  ['qualification.type', asked({ kind: 'confirmed' }, { ...order, type: 'trial' }, { kind: 'subscribed', days: 30 })], ['qualification.pick', asked({ kind: 'confirmed' }, { ...order, pick: 'first' }, { kind: 'subscribed', days: 30 })],
  ['qualification.minAmountMinor', asked({ kind: 'confirmed' }, { ...order, minAmountMinor: 2501 }, { kind: 'subscribed', days: 30 })],
  ['qualification.currency', asked({ kind: 'confirmed' }, { ...order, currency: 'USD' }, { kind: 'subscribed', days: 30 })],
  ['qualification.days', asked({ kind: 'confirmed' }, order, { kind: 'subscribed', days: 31 })], ['qualification.nested', nested(30), nested(31)],
  ['check.outcome', check({ outcome: 'reject' })], ['check.weight', check({ weight: 21 })], ['check.args', check({ args: { days: 14, max: 3 } })], ['check.args', check({ args: { days: 30, max: 4 } })],
  ['scoring.holdAt', scoring({ holdAt: 21 })], ['scoring.rejectAt', scoring({ rejectAt: 31 })], ['scoring.autoApprove', scoring({ autoApprove: { below: 24, afterHours: 48 } })], ['scoring.autoApprove', scoring({ autoApprove: { below: 25, afterHours: 47 } })],
  ['scoring.autoApprove', { scoring: { holdAt: 20, rejectAt: 30 } }], ['holdDays', { holdDays: 4 }], ['claimDays', { claimDays: 15 }], ['limit.max', { limits: [{ per: 'day', max: 6 }] }],
  ['points.points', points({ ...base.points[0]!, points: 11 }, base.points[1]!)], ['points.capPerSeason', points({ ...base.points[0]!, capPerSeason: 101 }, base.points[1]!)],
  ['points.capPerSeason', points({ on: 'qualified', points: 10 }, base.points[1]!)], ['points.points', points(base.points[0]!, { on: 'purchase', points: 6 })],
  ['tier.name', tier({ name: 'Friend' })], ['tier.at', tier({ at: { else: 11, cohorts: { c: 5 } } })], ['tier.at', tier({ at: { else: 10, cohorts: { c: 6 } } })], ['tier.at', tier({ at: { else: 10, cohorts: { p: 5 } } })],
  ['tier.at', tier({ at: { else: 10, cohorts: { c: 5, p: 10 } } })], ['tier.measure', tier({ measure: 'points' })], ['tier.per', tier({ per: 'season' })], ['tier.graceDays', tier({ graceDays: 8 })],
  ['tier.graceDays', { tiers: [base.tiers[0]!, { ...base.tiers[1]!, graceDays: 1 }] }], ['tierOrder', { tiers: [base.tiers[1]!, base.tiers[0]!] }],
  ['milestone.name', milestone({ name: 'Gift' })], ['milestone.at', milestone({ at: 6 })], ['milestone.measure', milestone({ measure: 'points' })], ['milestone.every', milestone({ every: 6 })], ['milestone.every', milestone({ every: undefined })],
  ['milestone.rewardId', milestone({ rewardId: 'pin' })], ['milestone.friendRewardId', milestone({ friendRewardId: 'box' })], ['milestone.friendRewardId', milestone({ friendRewardId: undefined })],
  ['season.from', { seasons: [{ ...base.seasons[0]!, from: DAY - 86_400_000 }] }], ['season.to', { seasons: [{ ...base.seasons[0]!, to: DAY + 31 * 86_400_000 }] }],
  ['seasonPlan.start', { ...planned, seasonPlan: { ...planned.seasonPlan!, start: '2026-04-01' } }, planned], ['seasonPlan.months', { ...planned, seasonPlan: { ...planned.seasonPlan!, months: 4 } }, planned],
  ['seasonPlan.zone', { ...planned, seasonPlan: { ...planned.seasonPlan!, zone: 'America/New_York' } }, planned],
];

describe('changes in words', () => {
  it.each(PAIRS.map(([name, after, before = {}]) => ({ name, after, before })))('read differently before and after: $name', ({ name, after, before }) => {
    const [from, to] = [{ ...base, ...before }, { ...base, ...after }];
    const change = diffRulebooks(from as DomainRules, to as DomainRules).find(({ kind }) => kind === name.split('.')[0])!;
    for (const language of ['en', 'de']) {
      const told = changeWords(change, to, around, wordsIn(language));
      expect([name, told.text]).not.toEqual([name, told.before]);
      expect([name, told.text]).not.toEqual([name, changeWords({ ...change, from: change.to, to: change.from } as typeof change, from, around, wordsIn(language)).text]);
    }
  });

  it('have a pair for every kind', () => {
    const kinds = new Set(PAIRS.map(([name]) => name.split('.')[0]));
    expect([...kinds].toSorted()).toEqual(['attribution', 'check', 'claimDays', 'holdDays', 'limit', 'milestone', 'points', 'qualification', 'scoring', 'season', 'seasonPlan', 'tier', 'tierOrder']);
  });
});
