import { describe, expect, it } from '@jest/globals';
import type { Rulebook } from './book.js';
import { promises } from './promises.js';

const rules = (of: object) => ({ tiers: [], milestones: [], ...of }) as unknown as Rulebook;

describe('what rules promise', () => {
  it('is told lowest first, by the threshold of whoever is in no cohort yet', () => {
    const milestones = [{ id: 'b', name: 'Box', measure: 'qualified', at: 10 }, { id: 'a', name: 'Stickers', measure: 'qualified', at: { cohorts: { campus: 50 }, else: 3 } }];
    expect(promises(rules({ milestones })).milestones).toEqual([{ id: 'a', title: 'Stickers', threshold: 3 }, { id: 'b', title: 'Box', threshold: 10 }]);
  });

  it('is told to a cohort by its own thresholds, also where that changes the order', () => {
    const milestones = [{ id: 'b', name: 'Box', measure: 'qualified', at: 10 }, { id: 'a', name: 'Stickers', measure: 'qualified', at: { cohorts: { campus: 50 }, else: 3 } }];
    expect(promises(rules({ milestones }), 'campus').milestones.map((m) => [m.title, m.threshold])).toEqual([['Box', 10], ['Stickers', 50]]);
  });

  it('leaves out what counts no friends, or has no name', () => {
    const tiers = [{ id: 'p', name: 'Gold', measure: 'points', at: 100 }, { id: 'q', measure: 'qualified', at: 5 }, { id: 'r', name: 'Silver', measure: 'qualified', at: 5 }];
    expect(promises(rules({ tiers })).tiers).toEqual([{ id: 'r', name: 'Silver', threshold: 5 }]);
  });
});
