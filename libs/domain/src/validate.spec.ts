import { describe, expect, it } from '@jest/globals';
import { tenFriends, validateRulebook, type Check, type Condition, type Rulebook } from './index.js';
import { friends, only, rules, T0, tell, topics } from './testing.js';

const names = { stickers: 'stickers', discountCode: 'code', welcomeBox: 'box', listeningSession: 'session' };
const newsletter = tenFriends({ tiers: { ambassador: 'ambassador', gold: 'gold', platinum: 'platinum' }, milestones: names, rewards: names });
const tier = { id: 't', at: 10, measure: 'qualified', per: 'life', graceDays: 0 } as const;
const milestone = { id: 'm', at: 10, measure: 'qualified', rewardId: 'x' } as const;
const season = { id: 's', from: T0, to: T0 + 10 };
const weighed = (code: 'burst' | 'burst_hour' | 'network_burst', weight: number): Check => ({ code, outcome: 'allow', weight, args: { max: 3 } });
const nested = (depth: number): Condition => (depth === 0 ? { kind: 'confirmed' } : { kind: 'all', of: [nested(depth - 1)] });

describe('a rulebook that makes no sense', () => {
  it.each<[string, Partial<Rulebook>, string]>([
    ['a version of 0', { version: 0 }, 'version not_positive'],
    ['a negative hold', { holdDays: -1 }, 'holdDays negative'],
    ['half a day', { holdDays: 0.5 }, 'holdDays not_whole'],
    ['no number', { claimDays: NaN }, 'claimDays not_whole'],
    ['a negative window', { attribution: { model: 'last', windowDays: -1, codeBeatsClick: true } }, 'attribution.windowDays negative'],
    ['a threshold of 0', { milestones: [{ ...milestone, at: 0 }] }, 'milestones.0.at not_positive'],
    ['a negative threshold', { tiers: [{ ...tier, at: -1 }] }, 'tiers.0.at not_positive'],
    ['a cohort\'s threshold of 0', { tiers: [{ ...tier, at: { else: 1, cohorts: { c: 0 } } }] }, 'tiers.0.at.cohorts.c not_positive'],
    ['every 0', { milestones: [{ ...milestone, every: 0 }] }, 'milestones.0.every not_positive'],
    ['two of one milestone', { milestones: [milestone, milestone] }, 'milestones.1.id duplicate'],
    ['a tier and a milestone of one id', { tiers: [tier], milestones: [{ ...milestone, id: 't' }] }, 'milestones.0.id duplicate'],
    ['two of one tier', { tiers: [tier, { ...tier, at: 11 }] }, 'tiers.1.id duplicate'],
    ['tiers that do not ascend', { tiers: [tier, { ...tier, id: 'u' }] }, 'tiers.1.at not_ascending'],
    ['tiers that do not ascend for a cohort', { tiers: [tier, { ...tier, id: 'u', at: { else: 11, cohorts: { c: 9 } } }] }, 'tiers.1.at.cohorts.c not_ascending'],
    ['a cohort that needs more for the lower tier', { tiers: [{ ...tier, at: { else: 10, cohorts: { c: 30 } } }, { ...tier, id: 'u', at: 20 }] }, 'tiers.1.at.cohorts.c not_ascending'],
    ['a measure no threshold reads', { milestones: [{ ...milestone, measure: 'spent' }] }, 'milestones.0.measure unknown_measure'],
    ['a seasonal tier without seasons', { tiers: [{ ...tier, per: 'season' }] }, 'tiers.0.per season_needed'],
    ['a season limit without seasons', { limits: [{ per: 'season', max: 1 }] }, 'limits.0.per season_needed'],
    ['a limit of 0', { limits: [{ per: 'day', max: 0 }] }, 'limits.0.max not_positive'],
    ['two limits per day', { limits: [{ per: 'day', max: 1 }, { per: 'day', max: 2 }] }, 'limits.1.per duplicate'],
    ['two rules of points for one thing', { points: [{ on: 'a', points: 1 }, { on: 'a', points: 2 }] }, 'points.1.on duplicate'],
    ['points below 0', { points: [{ on: 'a', points: -1 }] }, 'points.0.points not_positive'],
    ['a burst of 0', { checks: [{ code: 'burst', outcome: 'hold', args: { max: 0 } }] }, 'checks.0.args.max not_positive'],
    ['a check twice', { checks: [{ code: 'disposable', outcome: 'hold', args: {} }, { code: 'disposable', outcome: 'reject', args: {} }] }, 'checks.1.code duplicate'],
    ['an empty condition', { qualification: { kind: 'any', of: [] } }, 'qualification.of empty'],
    ['a burst of more than is ever counted', { checks: [{ code: 'burst_hour', outcome: 'hold', args: { max: 201 } }] }, 'checks.0.args.max unreachable'],
    ['a network busier than is ever counted', { checks: [{ code: 'network_burst', outcome: 'allow', weight: 5, args: { max: 101 } }], scoring: { holdAt: 5 } }, 'checks.0.args.max unreachable'],
    ['more of a link’s visits than there are', { checks: [{ code: 'conversion_rate', outcome: 'hold', args: { signups: 5, percent: 101 } }] }, 'checks.0.args.percent unreachable'],
    ['more friends than any program has', { tiers: [{ ...tier, at: 2_000_000 }] }, 'tiers.0.at too_big'],
    ['more days than ten years', { holdDays: 3651 }, 'holdDays too_big'],
    ['a conversion of a type nobody can report', { qualification: { kind: 'converted', type: 'Purchase' } }, 'qualification.type invalid_format'],
    ['a conversion of a longer name than an order has', { qualification: { kind: 'converted', type: 'x'.repeat(41) } }, 'qualification.type invalid_format'],
    ['a refund as an order', { qualification: { kind: 'converted', type: 'refund' } }, 'qualification.type reserved'],
    ['a sign-up as an order', { qualification: { kind: 'any', of: [{ kind: 'converted', type: 'signup' }] } }, 'qualification.of.0.type reserved'],
    ['points for a cancellation', { points: [{ on: 'cancellation', points: 1 }] }, 'points.0.on reserved'],
    ['a conversion of no type', { qualification: { kind: 'converted', type: '' } }, 'qualification.type empty'],
    ['a conversion named like a point rule of its own', { qualification: { kind: 'all', of: [{ kind: 'confirmed' }, { kind: 'converted', type: 'qualified' }] } }, 'qualification.of.1.type reserved'],
    ['a conversion named like attendance', { qualification: { kind: 'converted', type: 'attended' } }, 'qualification.type reserved'],
    ['a weight that is never added up', { checks: [{ code: 'disposable', outcome: 'hold', weight: 5, args: {} }] }, 'checks.0.weight no_effect'],
    ['a check without consequence', { checks: [{ code: 'disposable', outcome: 'allow', args: {} }] }, 'checks.0.outcome no_effect'],
    ['a rejection for a shared network', { checks: [{ code: 'network_burst', outcome: 'reject', args: { max: 5 } }] }, 'checks.0.outcome score_only'],
    ['a hold for another country', { checks: [{ code: 'country_mismatch', outcome: 'hold', args: {} }] }, 'checks.0.outcome score_only'],
    ['a score of networks alone that rejects', { checks: [weighed('network_burst', 60)], scoring: { holdAt: 30, rejectAt: 60 } }, 'scoring.rejectAt score_only'],
    ['a negative weight', { checks: [weighed('burst', -1), { ...weighed('burst_hour', 9) }], scoring: { holdAt: 8 } }, 'checks.0.weight negative|checks.0.outcome no_effect'],
    ['a score above all weights', { checks: [weighed('burst', 20)], scoring: { holdAt: 21 } }, 'scoring.holdAt unreachable'],
    ['a rejection above all weights', { checks: [weighed('burst', 20)], scoring: { holdAt: 20, rejectAt: 21 } }, 'scoring.rejectAt unreachable'],
    ['a rejection before a hold', { checks: [weighed('burst', 20)], scoring: { holdAt: 20, rejectAt: 20 } }, 'scoring.rejectAt contradicts'],
    ['an approval of what nothing holds', { checks: [weighed('burst', 20)], scoring: { holdAt: 20, autoApprove: { below: 20, afterHours: 1 } } }, 'scoring.autoApprove.below unreachable'],
    ['an approval after no time', { checks: [weighed('burst', 20)], scoring: { holdAt: 10, autoApprove: { below: 20, afterHours: 0 } } }, 'scoring.autoApprove.afterHours not_positive'],
    ['a stay of no days', { qualification: { kind: 'subscribed', days: 0 } }, 'qualification.days not_positive'],
    ['a purchase beside what everybody did', { qualification: { kind: 'any', of: [{ kind: 'confirmed' }, { kind: 'converted', type: 'purchase' }] } }, 'qualification.of no_effect'],
    ['a window that nobody meets', { attribution: { model: 'last', windowDays: 0, codeBeatsClick: true } }, 'attribution.windowDays unreachable'],
    ['a window longer than a browser keeps a visit', { attribution: { model: 'first', windowDays: 31, codeBeatsClick: true } }, 'attribution.windowDays not_kept'],
    ['a seasonal tier above the limit of a season', { seasons: [season], limits: [{ per: 'season', max: 9 }], tiers: [{ ...tier, per: 'season' }] }, 'tiers.0.at unreachable'],
    ['a seasonal tier above the limit of a season for a cohort', { seasons: [season], limits: [{ per: 'season', max: 10 }], tiers: [{ ...tier, at: { else: 10, cohorts: { c: 50 } }, per: 'season' }] }, 'tiers.0.at.cohorts.c unreachable'],
    ['points that a cohort can never have', { points: [{ on: 'qualified', points: 1, capPerSeason: 9 }], milestones: [{ ...milestone, measure: 'points', at: { else: 9, cohorts: { c: 10 } } }] }, 'milestones.0.at.cohorts.c unreachable'],
    ['a first purchase in two currencies', { qualification: { kind: 'all', of: ['EUR', 'USD'].map((currency) => ({ kind: 'converted' as const, type: 'purchase', pick: 'first' as const, currency })) } }, 'qualification.of.1.currency unreachable'],
    ['one condition twice', { qualification: { kind: 'any', of: [{ kind: 'converted', type: 'purchase', pick: 'first' }, { kind: 'subscribed', days: 3 }, { pick: 'first', type: 'purchase', kind: 'converted' }] } }, 'qualification.of.2 duplicate'],
    ['a limit of a day above that of a season', { seasons: [season], limits: [{ per: 'season', max: 9 }, { per: 'day', max: 10 }] }, 'limits.1.max no_effect'],
    ['a milestone of points that nothing gives', { milestones: [{ ...milestone, measure: 'points' }] }, 'milestones.0.measure unreachable'],
    ['a milestone of more points than there can be', { points: [{ on: 'qualified', points: 1, capPerSeason: 9 }], milestones: [{ ...milestone, measure: 'points' }] }, 'milestones.0.at unreachable'],
    ['a plan that starts on no day', { seasonPlan: { start: '2026-02-30', months: 3, zone: 'UTC' } }, 'seasonPlan.start unknown'],
    ['a plan in no zone', { seasonPlan: { start: '2026-02-01', months: 3, zone: 'Mars/Olympus' } }, 'seasonPlan.zone unknown'],
    ['seasons longer than anybody waits', { seasonPlan: { start: '2026-02-01', months: 25, zone: 'UTC' } }, 'seasonPlan.months too_long'],
    ['a season that ends when no calendar does', { seasons: [{ ...season, to: 8_640_000_000_000_001 }] }, 'seasons.0.to too_big'],
    ['a season that begins after all', { seasons: [{ ...season, from: Date.UTC(2200, 0) + 1, to: Date.UTC(2200, 0) + 2 }] }, 'seasons.0.from too_big|seasons.0.to too_big'],
    ['a season that begins before there was time', { seasons: [{ ...season, from: -1 }] }, 'seasons.0.from negative'],
    ['seasons that overlap', { seasons: [season, { id: 'u', from: T0 + 9, to: T0 + 20 }] }, 'seasons.1 overlap'],
    ['a season that ends before it starts', { seasons: [{ ...season, to: T0 }] }, 'seasons.0.to ends_before_start'],
  ])('%s', (_what, change, problem) => expect(validateRulebook(rules(change)).map((p) => `${p.field} ${p.code}`).join('|')).toBe(problem));
  it('a condition nobody could read', () => expect(validateRulebook(rules({ qualification: nested(5000) })).map((p) => p.code)).toEqual(['too_deep']));
  it('a plan whose first season begins when the rules do not reach any more', () => {
    const planned = (start: string) => validateRulebook(rules({ seasonPlan: { start, months: 3, zone: 'UTC' } }), Date.UTC(2026, 4, 10));
    expect(planned('2036-05-09')).toEqual([]);
    expect(planned('2036-05-11')).toEqual([{ field: 'seasonPlan.start', code: 'too_late' }]);
  });
  it('names every problem at once', () => expect(validateRulebook(rules({ holdDays: -1, claimDays: -1, version: 0 }))).toHaveLength(3));
});

describe('"Newsletter: ten friends"', () => {
  it('is sound', () => expect(validateRulebook(newsletter)).toEqual([]));
  it('makes an ambassador of whoever brings ten friends', () => {
    const { state, decisions } = tell(newsletter, friends(1, 10));
    expect(state.tier).toBe('ambassador');
    expect(only(decisions, 'award').map((d) => d.key)).toEqual(['stickers#1#own', 'code#1#own', 'box#1#own']);
    expect(topics(decisions).filter((t) => t === 'one_to_go')).toHaveLength(1);
  });
  it('leads on to gold and platinum', () => expect([25, 50].map((n) => tell(newsletter, friends(1, n)).state.tier)).toEqual(['gold', 'platinum']));
});
