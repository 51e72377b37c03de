import type { Rulebook } from '../../api/generated';
import { changed, thresholdsOf, withThresholds } from './thresholds';

const rules = {
  holdDays: 3,
  tiers: [{ id: 'ambassador', name: 'Ambassador', at: 10 }, { id: 'local', name: 'Local', at: { else: 20, cohorts: {} } }],
  milestones: [{ id: 'box', name: 'Welcome box', at: 10 }],
} as unknown as Rulebook['rules'];

describe('thresholds', () => {
  it('reads only those that are one number', () => {
    expect(thresholdsOf(rules)).toEqual({ ambassador: 10, box: 10 });
    expect(thresholdsOf(undefined)).toEqual({});
  });

  it('changes what was typed and nothing else', () => {
    const next = withThresholds(rules, { ambassador: 12, box: 10 });
    expect(next.tiers.map((tier) => tier.at)).toEqual([12, { else: 20, cohorts: {} }]);
    expect(next.milestones).toEqual(rules.milestones);
    expect(next.holdDays).toBe(3);
  });

  it('knows whether there is anything to publish', () => {
    expect(changed(rules, { ambassador: 10, box: 10 })).toBe(false);
    expect(changed(rules, { ambassador: 10, box: 9 })).toBe(true);
  });
});
