import { describe, expect, it } from '@jest/globals';
import type { Rulebook } from './book.js';
import { nextSide, promises } from './promises.js';

const rules = (of: object) => ({ tiers: [], milestones: [], ...of }) as unknown as Rulebook;

describe('what rules promise', () => {
  it('is told lowest first, by the threshold of whoever is in no cohort yet', () => {
    const milestones = [{ id: 'b', name: 'Box', measure: 'qualified', at: 10 }, { id: 'a', name: 'Stickers', measure: 'qualified', at: { cohorts: { campus: 50 }, else: 3 } }];
    expect(promises(rules({ milestones })).milestones.map((m) => [m.id, m.title, m.threshold])).toEqual([['a', 'Stickers', 3], ['b', 'Box', 10]]);
  });

  it('is told to a cohort by its own thresholds, also where that changes the order', () => {
    const milestones = [{ id: 'b', name: 'Box', measure: 'qualified', at: 10 }, { id: 'a', name: 'Stickers', measure: 'qualified', at: { cohorts: { campus: 50 }, else: 3 } }];
    expect(promises(rules({ milestones }), 'campus').milestones.map((m) => [m.title, m.threshold])).toEqual([['Box', 10], ['Stickers', 50]]);
  });

  it('leaves out what has no name, and says what is counted', () => {
    const tiers = [{ id: 'p', name: 'Gold', measure: 'points', at: 100, per: 'life' }, { id: 'q', measure: 'qualified', at: 5 }, { id: 'r', name: 'Silver', measure: 'qualified', at: 5, per: 'season' }];
    expect(promises(rules({ tiers })).tiers).toEqual([{ id: 'p', name: 'Gold', threshold: 100, measure: 'points', per: 'life' }, { id: 'r', name: 'Silver', threshold: 5, measure: 'qualified', per: 'season' }]);
    const milestones = [{ id: 'p', name: 'Mug', measure: 'points', at: 2 }, { id: 'f', name: 'Pin', measure: 'qualified', at: 9 }];
    expect(promises(rules({ milestones })).milestones.map((m) => m.title)).toEqual(['Pin', 'Mug']);
  });

  it('says what the friend gets, and whether each one does', () => {
    const milestone = (id: string, of: object) => ({ id, name: id, measure: 'qualified', rewardId: 'x', ...of });
    const milestones = [milestone('each', { at: 1, every: 1, friendRewardId: 'pin' }), milestone('first', { at: 1, friendRewardId: 'pin' }), milestone('fifth', { at: 5, every: 5, friendRewardId: 'pin' }), milestone('none', { at: 6 })];
    expect(promises(rules({ milestones })).milestones.map((m) => m.friend?.each)).toEqual([true, false, false, undefined]);
  });

  it('says with which sum the next friend gets theirs', () => {
    const held = new Set([1, 2, 3]);
    expect([nextSide({ every: 1 }, 1, 3, held), nextSide({ every: 1 }, 1, 2, held), nextSide({ every: 1 }, 1, 2, new Set([1, 2])), nextSide({ every: 5 }, 5, 7, held), nextSide({ every: 5 }, 5, 0, held)]).toEqual([4, 4, 3, 10, 5]);
    expect([nextSide({}, 3, 1, new Set()), nextSide({}, 3, 2, held), nextSide({}, 3, 3, new Set())]).toEqual([3, null, null]);
  });
});
