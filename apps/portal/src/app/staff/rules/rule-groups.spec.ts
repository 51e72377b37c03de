import { validateRulebook } from '@fanfare/domain/validate';
import { atCohort, unknownCohorts } from './cohort-sentences';
import { ruleGroups, withSeasons } from './rule-groups';
import type { Rules, Sentence, Slot } from './sentence';

const around = { zone: 'Europe/Berlin', cohorts: [{ key: 'c', name: 'Campus', retired: false }, { key: 'p', name: 'Press', retired: false }, { key: 'x', name: 'Gone', retired: true }], rewards: [{ id: 'box', title: 'Box' }, { id: 'pin', title: 'Pin' }] };
const DAY = Date.UTC(2026, 2, 1) - 3_600_000; // midnight in Berlin
const rules: Rules = {
  attribution: { model: 'last', windowDays: 30, codeBeatsClick: true },
  qualification: { kind: 'all', of: [{ kind: 'confirmed' }, { kind: 'converted', type: 'purchase', minAmountMinor: 1250 }, { kind: 'subscribed', days: 30 }] },
  checks: [{ code: 'disposable', outcome: 'hold', weight: 10, args: {} }, { code: 'young_domain', outcome: 'allow', weight: 20, args: { days: 30, max: 3 } }],
  scoring: { holdAt: 20, rejectAt: 30, autoApprove: { below: 25, afterHours: 48 } },
  holdDays: 3, claimDays: 14, limits: [{ per: 'day', max: 5 }],
  points: [{ on: 'qualified', points: 10, capPerSeason: 100 }, { on: 'purchase', points: 5 }],
  tiers: [{ id: 't', name: 'Ambassador', at: { else: 10, cohorts: { c: 5 } }, measure: 'qualified', per: 'season', graceDays: 7 }, { id: 'u', name: 'Gold', at: 20, measure: 'qualified', per: 'season', graceDays: 0 }],
  milestones: [{ id: 'm', name: 'Box', at: 5, measure: 'qualified', every: 5, rewardId: 'box', friendRewardId: 'pin' }],
  seasons: [{ id: 's', from: DAY, to: Date.UTC(2026, 2, 30, 22) }],
};
const sentences = (of: Rules): Sentence[] => ruleGroups(of, around).flatMap((group) => [...group.sentences]);
const put = (slot: Slot): Rules => (slot.kind === 'number' ? slot.set(slot.value) : slot.set(slot.value));
const slotOf = (id: string, name: string, of: Rules = rules): Slot => sentences(of).find((sentence) => sentence.id === id)!.slots[name]!;

describe('the rules as sentences', () => {
  it('say every rule, each by one sentence of its own name', () => {
    const ids = sentences(rules).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['qualification', 'holdDays', 'attribution', 'claimDays', 'check.disposable', 'scoring.hold', 'limit.day', 'points.qualified', 't', 'm', 's']));
  });

  it('stay what they were when a gap is filled with what it holds', () => {
    for (const sentence of sentences(rules)) {
      for (const [name, slot] of Object.entries(sentence.slots)) expect([sentence.id, name, put(slot)]).toEqual([sentence.id, name, rules]);
    }
  });

  it('are sound with whatever can be added', () => {
    for (const add of ruleGroups(rules, around).flatMap((group) => [...group.adds])) {
      expect([add.key, validateRulebook({ ...add.make(), version: 1 })]).toEqual([add.key, []]);
    }
  });

  it('keep the thresholds of other groups when the main one changes', () => {
    const at = slotOf('t', 'at');
    expect(at.field).toBe('tiers.0.at.else');
    expect(at.kind === 'number' && at.set(8).tiers[0]!.at).toEqual({ else: 8, cohorts: { c: 5 } });
  });

  it('say what a rule takes of a cohort, one after another, and of none any more', () => {
    const own = sentences(rules).find(({ id }) => id === 't.c')!;
    const [cohort, at] = [own.slots['cohort']!, own.slots['at']!];
    expect([own.isUnder, at.field, at.kind === 'number' && at.set(50).tiers[0]!.at]).toEqual([true, 'tiers.0.at.cohorts.c', { else: 10, cohorts: { c: 50 } }]);
    expect(cohort.kind === 'choice' && [cohort.choices.map(({ value }) => value), cohort.set('p').tiers[0]!.at]).toEqual([['c', 'p'], { else: 10, cohorts: { p: 5 } }]);
    expect(own.without!.tiers[0]!.at).toBe(10);
    const more = sentences(rules).find(({ id }) => id === 't')!.more!.rules;
    expect(more.tiers[0]!.at).toEqual({ else: 10, cohorts: { c: 5, p: 10 } });
    expect(sentences(more).find(({ id }) => id === 't')!.more).toBeUndefined();
  });

  it('put what is wrong for a cohort where it can be seen, and name it', () => {
    const steep: Rules = { ...rules, tiers: [{ ...rules.tiers[0]!, at: { else: 10, cohorts: { c: 50, x: 5 } } }, rules.tiers[1]!] };
    const [, high] = [0, validateRulebook({ ...steep, version: 1 })[0]!];
    expect(atCohort(high, steep, around)).toEqual({ field: 'tiers.1.at', code: 'cohort_not_ascending', params: { cohort: 'Campus' } });
    expect(unknownCohorts(steep, around).map((problem) => atCohort(problem, steep, around))).toEqual([{ field: 'tiers.0.at.cohorts.x', code: 'cohort_unknown', params: { cohort: 'Gone' } }]);
  });

  it('have a place for what is wrong without a season', () => {
    const bare: Rules = { ...rules, seasons: [], limits: [{ per: 'day', max: 5 }, { per: 'season', max: 9 }] };
    const places = sentences(bare).flatMap(({ slots, also }) => [...Object.values(slots).map(({ field }) => field), ...(also ?? [])]);
    const wrong = validateRulebook({ ...bare, version: 1 }).map(({ field }) => field);
    expect(wrong).toEqual(['limits.1.per', 'tiers.0.per', 'tiers.1.per']);
    expect(wrong.filter((field) => !places.includes(field))).toEqual([]);
  });

  it('stop adding findings up without leaving checks that do nothing', () => {
    const { without } = sentences(rules).find(({ id }) => id === 'scoring.hold')!;
    expect([without!.scoring, without!.checks]).toEqual([undefined, [{ code: 'disposable', outcome: 'hold', args: {} }]]);
    expect(validateRulebook({ ...without!, version: 1 })).toEqual([]);
  });

  it('ask for less when a condition goes, and for nothing more once all are gone', () => {
    const fewer = sentences(rules).find(({ id }) => id === 'qualification.1')!.without!;
    expect(fewer.qualification).toEqual({ kind: 'all', of: [{ kind: 'confirmed' }, { kind: 'subscribed', days: 30 }] });
    expect(sentences(fewer).find(({ id }) => id === 'qualification.1')!.without!.qualification).toEqual({ kind: 'confirmed' });
  });

  it('compile a plan of seasons, so that what needs a season has one', () => {
    const planned = withSeasons({ ...rules, seasonPlan: { start: '2026-01-01', months: 3, zone: 'Europe/Berlin' } });
    expect(planned.seasons[0]).toMatchObject({ id: '2026-01-01' });
    expect(sentences(planned).map(({ id }) => id)).toContain('seasonPlan');
  });

  it('name a milestone after its new reward where it was named after the old one', () => {
    const reward = slotOf('m', 'reward');
    expect(reward.kind === 'choice' && reward.set('pin').milestones[0]).toMatchObject({ rewardId: 'pin', name: 'Pin' });
  });

  it('tell a season by its first and last day, and keep the instant after it', () => {
    const to = slotOf('s', 'to');
    expect(to.value).toBe('2026-03-30');
    expect(to.kind === 'day' && to.set('2026-03-28').seasons[0]!.to).toBe(Date.UTC(2026, 2, 28, 23));
  });

  it('keep an amount what it is in a currency without cents, and show it in whole ones', () => {
    const asked = (currency?: string): Rules => ({ ...rules, qualification: { kind: 'all', of: [{ kind: 'confirmed' }, { kind: 'converted', type: 'purchase', minAmountMinor: 2500, ...(currency && { currency }) }] } });
    const of = (currency?: string) => sentences(asked(currency)).find(({ id }) => id === 'qualification.1')!.slots;
    expect([of('EUR')['min'], of('JPY')['min'], of()['min']].map((slot) => slot?.kind === 'number' && slot.digits)).toEqual([2, 0, 2]);
    const code = of('EUR')['currency']!;
    expect(code.kind === 'text' && code.set('jpy').qualification).toMatchObject({ of: [{}, { minAmountMinor: 25, currency: 'JPY' }] });
  });

  it('let the grace of a tier that is kept be set too', () => {
    const lasting: Rules = { ...rules, tiers: [{ ...rules.tiers[0]!, per: 'life' }] };
    const grace = slotOf('t', 'grace', lasting);
    expect(grace.kind === 'number' && grace.set(30).tiers[0]!.graceDays).toBe(30);
  });
});
