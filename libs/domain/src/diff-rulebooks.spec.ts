import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffRulebooks, tenFriends, type RuleChange, type Rules } from './index.js';
import { rules } from './testing.js';

const names = { stickers: 'stickers', discountCode: 'code', welcomeBox: 'box', listeningSession: 'session' };
const { version: _, ...newsletter } = tenFriends({ tiers: { ambassador: 'ambassador', gold: 'gold', platinum: 'platinum' }, milestones: names, rewards: names });
const told = (changes: readonly RuleChange[]) => changes.map(({ kind, id, parts }) => [kind, id, ...parts].join(' '));
const changed = (change: Partial<Rules>) => diffRulebooks(newsletter, { ...newsletter, ...change });

describe('what changes between two rulebooks', () => {
  it('is nothing where they say the same, whatever the order of properties and of lists that have none', () => {
    const [first, ...others] = newsletter.milestones;
    expect(changed({ milestones: [...others, { rewardId: first!.rewardId, measure: first!.measure, at: first!.at, name: first!.name!, id: first!.id }], checks: newsletter.checks.toReversed() })).toEqual([]);
  });
  it('is a threshold, with both of its values', () => {
    const [ambassador, ...above] = newsletter.tiers;
    expect(changed({ tiers: [{ ...ambassador!, at: 8 }, ...above] })).toEqual([{ kind: 'tier', id: 'ambassador', from: ambassador, to: { ...ambassador, at: 8 }, parts: ['at'] }]);
  });
  it.each<[string, Partial<Rules>, string[]]>([
    ['another condition', { qualification: { kind: 'converted', type: 'purchase' } }, ['qualification  kind type']],
    ['a longer hold', { holdDays: 7 }, ['holdDays ']],
    ['a shorter window', { attribution: { ...newsletter.attribution, windowDays: 7 } }, ['attribution  windowDays']],
    ['a check that is softer', { checks: newsletter.checks.map((check) => (check.code === 'disposable' ? { ...check, outcome: 'hold' as const } : check)) }, ['check disposable outcome']],
    ['a check that is off', { checks: newsletter.checks.slice(1) }, ['check self_referral']],
    ['a limit', { limits: [{ per: 'day', max: 5 }] }, ['limit day']],
    ['points', { points: [{ on: 'qualified', points: 10 }] }, ['points qualified']],
    ['a milestone that repeats', { milestones: newsletter.milestones.map((m) => (m.id === 'box' ? { ...m, every: 5 } : m)) }, ['milestone box every']],
    ['a milestone that is gone', { milestones: newsletter.milestones.slice(1) }, ['milestone stickers']],
    ['a season', { seasons: [{ id: 's', from: 0, to: 10 }] }, ['season s']],
    ['findings that are added up', { scoring: { holdAt: 20 } }, ['scoring ']],
    ['a plan of seasons, whatever seasons it makes', { seasonPlan: { start: '2026-01-01', months: 3, zone: 'UTC' }, seasons: [{ id: '2026-01-01', from: 0, to: 10 }] }, ['seasonPlan ']],
    ['a new tier below', { tiers: [{ ...newsletter.tiers[0]!, id: 'fan', at: 1 }, ...newsletter.tiers] }, ['tier fan']],
    ['tiers in another order', { tiers: newsletter.tiers.toReversed() }, ['tierOrder ']],
  ])('is %s', (_what, change, expected) => expect(told(changed(change))).toEqual(expected));

  it('turned round says from where to where the other way', () => {
    const other: Rules = { ...newsletter, holdDays: 3, tiers: newsletter.tiers.slice(1) };
    const reversed = diffRulebooks(other, newsletter).map(({ from, to, ...rest }) => ({ ...rest, from: to, to: from }));
    expect(new Set(diffRulebooks(newsletter, other))).toEqual(new Set(reversed));
  });

  it('is enough to make the one from the other', () => {
    const tier = fc.record({ id: fc.constantFrom('a', 'b', 'c'), at: fc.integer({ min: 1, max: 3 }), measure: fc.constant('qualified' as const), per: fc.constantFrom('life' as const, 'season' as const), graceDays: fc.nat(2) });
    const milestone = fc.record({ id: fc.constantFrom('m', 'n', 'o'), at: fc.integer({ min: 1, max: 3 }), measure: fc.constant('qualified' as const), rewardId: fc.constantFrom('x', 'y') });
    const unique = <T extends { id: string }>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { selector: (rule) => rule.id });
    const rulebook = fc.record({ holdDays: fc.nat(2), tiers: unique(tier), milestones: unique(milestone) }).map((change) => rules(change));
    fc.assert(fc.property(rulebook, rulebook, (before, after) => {
      const applied = [...diffRulebooks(before, after)].reduce(apply, before);
      expect(diffRulebooks(applied, after).filter(({ kind }) => kind !== 'tierOrder')).toEqual([]);
      expect(diffRulebooks(before, before)).toEqual([]);
    }));
  });
});

function apply(to: Rules, change: RuleChange): Rules {
  const put = <T extends { id: string }>(list: readonly T[], rule: T | null) => [...list.filter(({ id }) => id !== change.id), ...(rule ? [rule] : [])];
  if (change.kind === 'holdDays') return { ...to, holdDays: change.to! };
  if (change.kind === 'tier') return { ...to, tiers: put(to.tiers, change.to) };
  return change.kind === 'milestone' ? { ...to, milestones: put(to.milestones, change.to) } : to;
}
