import type { Rules } from './sentence';
import { newcomer } from './newcomer';

const NOW = Date.parse('2026-05-01T10:00:00.000Z');
const rules = (of: object) => ({ tiers: [], milestones: [], seasons: [], ...of }) as unknown as Rules;
const COUNTS = { measure: 'qualified', per: 'life' };
const AS = { language: 'en', cohort: null, now: NOW };
const BOX = { id: 'box', kind: 'swag' as const, title: { en: 'Welcome box', de: 'Willkommensbox' } };

describe('a newcomer under a draft', () => {
  it('has the first tier ahead that is not everybody’s, by the threshold of no cohort', () => {
    const tiers = [{ id: 'a', name: 'Fan', at: 0, ...COUNTS }, { id: 'b', name: 'Ambassador', at: { cohorts: { campus: 50 }, else: 10 }, ...COUNTS }, { id: 'c', name: 'Gold', at: 25, ...COUNTS }];
    expect(newcomer(rules({ tiers }), [], AS).nextTier).toEqual({ id: 'b', name: 'Ambassador', ...COUNTS, threshold: 10, sum: 0, remaining: 10 });
    expect(newcomer(rules({}), [], AS).nextTier).toBeNull();
  });

  it('of a cohort has its threshold ahead', () => {
    const tiers = [{ id: 'b', name: 'Ambassador', at: { cohorts: { campus: 50 }, else: 10 }, ...COUNTS }];
    expect(newcomer(rules({ tiers }), [], { ...AS, cohort: 'campus' }).nextTier).toMatchObject({ threshold: 50, remaining: 50 });
  });

  it('is told a tier in points and a season’s in friends of the season, and what a friend gets', () => {
    const tiers = [{ id: 'p', name: 'Gold', at: 100, measure: 'points', per: 'life' }, { id: 's', name: 'Season', at: 3, measure: 'qualified', per: 'season' }];
    const milestones = [{ id: 'm', name: 'Pin', at: 1, every: 1, measure: 'qualified', rewardId: 'pin', friendRewardId: 'box' }];
    const told = newcomer(rules({ tiers, milestones }), [BOX], AS);
    expect(told.tiers.map(({ measure, per, threshold }) => [measure, per, threshold])).toEqual([['points', 'life', 100], ['qualified', 'season', 3]]);
    expect(told.milestones[0]!.friend).toEqual({ title: 'Welcome box', each: true, at: 1 });
  });

  it('reads a reward by its own title in their language, and by the milestone’s name where it is gone', () => {
    const milestones = [{ id: 'm', name: 'Box', at: 10, rewardId: 'box' }, { id: 'n', name: 'Pin', at: 3, rewardId: 'pin' }];
    expect(newcomer(rules({ milestones }), [BOX], { ...AS, language: 'de' }).milestones.map(({ title, kind, threshold }) => [title, kind, threshold])).toEqual([['Willkommensbox', 'swag', 10], ['Pin', null, 3]]);
  });

  it('is in the season that runs, also of a plan that was never published', () => {
    const season = { id: 's', from: NOW - 1, to: NOW + 1 };
    expect(newcomer(rules({ seasons: [season] }), [], AS).season).toMatchObject({ id: 's' });
    expect(newcomer(rules({ seasonPlan: { start: '2026-04-01', months: 3, zone: 'Europe/Berlin' } }), [], AS).season?.endsAt).toBe('2026-06-30T22:00:00.000Z');
  });
});
