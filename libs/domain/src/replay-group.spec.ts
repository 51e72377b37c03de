import { describe, expect, it } from '@jest/globals';
import { advance, replay, replayGroup } from './index.js';
import { day, facts, friend, plain, review, rules } from './testing.js';
import { milestone, Shelf, tier, touched } from './testing-shelf.js';

describe('a group of three', () => {
  it('is undone from the last merge on, and replays', () => {
    const rb = rules({ milestones: [milestone(1, { every: 1 })], tiers: [tier('t', 4)] });
    const shelf = new Shelf(rb).tell('c', friend(3)).tell('b', friend(2)).tell('a', friend(1));
    shelf.pair('merged', 'b', 'c');
    shelf.pair('merged', 'a', 'b');
    shelf.tell('a', friend(4, { refereeId: 'c', claim: 'won' }), friend(5, touched('c')));
    expect(shelf.of('a')).toMatchObject({ tier: 't', sums: { qualified: 4 } });
    expect(() => shelf.pair('unmerged', 'b', 'c')).toThrow('book.merge_refused');
    shelf.facts.splice(-2); // refused, so never written
    shelf.pair('unmerged', 'a', 'b');
    expect([[...shelf.of('a').referrals.keys()], [...shelf.of('b').referrals.keys()]]).toEqual([['r1', 'r4'], ['r2', 'r3', 'r5']]);
    shelf.pair('unmerged', 'b', 'c');
    expect(['a', 'b', 'c'].map((n) => [shelf.of(n).sums.qualified, shelf.of(n).merged])).toEqual([[2, undefined], [1, undefined], [2, undefined]]);
    const replayed = replayGroup(shelf.facts, () => rb, day(9));
    for (const n of ['a', 'b', 'c']) {
      expect(plain(replayed.get(n)!.state)).toEqual(plain(advance(shelf.of(n), day(9), rb).state));
      expect(replayed.get(n)!.decisions).toEqual(shelf.said.filter((d) => d.by === n).map(({ by: _by, ...d }) => d));
    }
  });
});

describe('the replay of a group', () => {
  it('of one is the replay', () => {
    const fs = facts([friend(1), friend(2), review(1, 'reject')]);
    expect(replayGroup(fs, () => rules(), day(3))).toEqual(new Map([['fan', replay(fs, () => rules(), day(3))]]));
  });
  it('lets both books come to a merge of the same instant', () => {
    const at = day(1);
    const shelf = new Shelf(rules());
    shelf.tell('a', { ...friend(1), at }).tell('b', { ...friend(2), at }, { ...friend(3), at });
    const at1 = { kind: 'merged', at, version: 1 } as const;
    const halves = [{ ...at1, memberId: 'a', other: 'b', seq: 2, key: 'a' }, { ...at1, memberId: 'b', other: 'a', seq: 3, key: 'b' }];
    expect(replayGroup([...shelf.facts, ...halves], () => rules(), at).get('a')!.state.sums.qualified).toBe(3);
    expect(() => replayGroup([...shelf.facts, halves[0]!], () => rules(), at)).toThrow('book.merge_refused');
    const crossed = [{ ...halves[0]!, other: 'b' }, { ...halves[1]!, other: 'c' }, { ...halves[1]!, memberId: 'c', other: 'a' }];
    expect(() => replayGroup(crossed, () => rules(), at)).toThrow('book.merge_refused');
  });
});
