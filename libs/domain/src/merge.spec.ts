import { describe, expect, it } from '@jest/globals';
import { decide, emptyState, mergeBooks, type MergeFact, type State } from './index.js';
import { adjusted, day, friend, only, review, rules, T0, topics } from './testing.js';
import { awardsOf, milestone, Shelf, tier } from './testing-shelf.js';

describe('two books made one', () => {
  it('are that of the elder, whichever is named first', () => {
    for (const names of [['a', 'b'], ['b', 'a']] as const) {
      const shelf = new Shelf(rules()).tell('a', friend(1)).tell('b', friend(2), friend(3));
      shelf.pair('merged', names[0], names[1]);
      expect([shelf.of('a').sums.qualified, [...shelf.of('a').referrals.keys()], shelf.of('b').sums.qualified, shelf.of('b').merged]).toEqual([3, ['r1', 'r2', 'r3'], 0, { into: 'a' }]);
    }
  });
  it('say in each chain what moved', () => {
    const shelf = new Shelf(rules({ points: [{ on: 'qualified', points: 5 }] })).tell('a', friend(1)).tell('b', friend(2));
    const entries = only(shelf.pair('merged', 'a', 'b'), 'entry').map((e) => [e.measure, e.delta, e.reason, e.evidence]);
    expect(entries).toEqual([['qualified', 1, 'merged', { other: 'b' }], ['points', 5, 'merged', { other: 'b' }], ['qualified', -1, 'merged', { other: 'a' }], ['points', -5, 'merged', { other: 'a' }]]);
  });
  it('earn together what neither had', () => {
    const shelf = new Shelf(rules({ milestones: [milestone(3)], tiers: [tier('t', 3)] })).tell('a', friend(1)).tell('b', friend(2), friend(3));
    const decisions = shelf.pair('merged', 'a', 'b');
    expect([shelf.of('a').tier, awardsOf(shelf.of('a')), topics(decisions)]).toEqual(['t', [['m#1#own', 'a', 'active']], ['award.granted', 'tier.reached']]);
  });
  it('do not count each other as friends', () => {
    const rb = rules({ milestones: [milestone(1, { friendRewardId: 'y' })] });
    const shelf = new Shelf(rb).tell('a', friend(1, { refereeId: 'b' })).tell('b', friend(2));
    const decisions = shelf.pair('merged', 'a', 'b');
    expect(shelf.of('a').referrals.get('r1')).toMatchObject({ status: 'reversed', reason: 'own_link', counted: null });
    expect(shelf.of('a').sums.qualified).toBe(1);
    expect(only(decisions, 'suspend').map((d) => [d.key, d.memberId, d.book])).toEqual([['m#1#own', 'b', 'b'], ['m#1#friend', 'friend2', 'b'], ['m#1#friend', 'b', undefined]]);
  });
  it('count a friend of both once', () => {
    const shelf = new Shelf(rules()).tell('a', friend(1, { refereeId: 'f' })).tell('b', friend(2, { refereeId: 'f' }));
    shelf.pair('merged', 'a', 'b');
    expect([...shelf.of('a').referrals.values()].map((r) => [r.status, r.reason])).toEqual([['qualified', 'qualified'], ['reversed', 'already_member']]);
  });
  it('keep the earlier award of an ordinal, and the other rests', () => {
    const shelf = new Shelf(rules({ milestones: [milestone(1)] })).tell('b', friend(2)).tell('a', friend(1));
    expect(only(shelf.pair('merged', 'a', 'b'), 'suspend').map((d) => [d.key, d.memberId, d.book])).toEqual([['m#1#own', 'a', 'a']]);
    shelf.tell('a', review(1, 'reject'), review(2, 'reject'), review(2, 'approve'));
    expect(shelf.said.filter((d) => d.kind === 'suspend' || d.kind === 'reinstate').slice(1).map((d) => ('book' in d ? [d.kind, d.book] : []))).toEqual([['suspend', 'b'], ['reinstate', 'b']]);
    expect(only(shelf.pair('unmerged', 'a', 'b'), 'reinstate')).toEqual([]); // a's own friend was turned down meanwhile
  });
  it('keep an award in force, though one at rest is earlier', () => {
    const shelf = new Shelf(rules({ milestones: [milestone(1)] })).tell('b', friend(2), review(2, 'reject')).tell('a', friend(1));
    expect(only(shelf.pair('merged', 'a', 'b'), 'suspend')).toEqual([]);
    expect(awardsOf(shelf.of('a'))).toEqual([['m#1#own', 'a', 'active']]);
  });
  it('keep the guest\'s award where the elder\'s is at rest', () => {
    const shelf = new Shelf(rules({ milestones: [milestone(2)] })).tell('a', friend(1), friend(2), review(2, 'reject')).tell('b', friend(3), friend(4));
    expect(only(shelf.pair('merged', 'a', 'b'), 'suspend')).toEqual([]);
    expect(awardsOf(shelf.of('a'))).toEqual([['m#1#own', 'b', 'active']]);
  });
  it('wait out the longer grace', () => {
    const shelf = new Shelf(rules({ tiers: [{ ...tier('t', 3), graceDays: 10 }] }));
    shelf.tell('a', friend(1), friend(2), friend(3), review(1, 'reject'), { ...review(2, 'reject'), at: day(1) });
    shelf.tell('b', friend(4), friend(5), friend(6), { ...review(4, 'reject'), at: day(3) }, review(5, 'reject'));
    shelf.pair('merged', 'a', 'b');
    expect([shelf.of('a').tier, shelf.of('a').timers]).toEqual(['t', [{ kind: 'grace', subjectId: 't', dueAt: day(13) }]]);
  });
  it('hold a seasonal tier to the season, in good standing or not', () => {
    const seasons = [0, 1].map((i) => ({ id: `s${i}`, from: day(i * 30), to: day((i + 1) * 30) }));
    const shelf = new Shelf(rules({ seasons, tiers: [{ ...tier('t', 1), per: 'season' }] })).tell('b', friend(1), { kind: 'standing', to: 'suspended' });
    shelf.pair('merged', 'a', 'b');
    expect([shelf.of('a').tier, shelf.of('a').season, shelf.of('a').timers]).toEqual(['t', { s0: 1 }, [{ kind: 'season', subjectId: 's0', dueAt: day(30) }]]);
  });
  it('share a cohort, the elder\'s if it has one', () => {
    const shelf = new Shelf(rules()).tell('b', { kind: 'cohort', to: 'press', by: 's' });
    shelf.pair('merged', 'a', 'b');
    shelf.tell('c', { kind: 'cohort', to: 'crew', by: 's' });
    shelf.pair('merged', 'c', 'a');
    expect(shelf.of('a').cohort).toBe('press');
  });
  it('fill one window, and what counted before still counts', () => {
    const shelf = new Shelf(rules({ limits: [{ per: 'day', max: 2 }] })).tell('a', friend(1), friend(2)).tell('b', friend(3));
    shelf.pair('merged', 'a', 'b');
    expect(shelf.tell('a', friend(4)).of('a').referrals.get('r4')?.reason).toBe('limit.day');
    expect(shelf.of('a').sums.qualified).toBe(3);
  });
  it('share the stricter standing: a suspended member gains nothing by a merge', () => {
    const shelf = new Shelf(rules({ milestones: [milestone(2)] })).tell('a', friend(1)).tell('b', friend(2), { kind: 'standing', to: 'suspended' });
    expect([only(shelf.pair('merged', 'a', 'b'), 'award'), shelf.of('a').standing]).toEqual([[], 'suspended']);
  });
  it('lose what a negative balance no longer carries', () => {
    const shelf = new Shelf(rules({ milestones: [milestone(1)], tiers: [tier('t', 1)] })).tell('a', friend(1)).tell('b', adjusted(-1));
    expect([only(shelf.pair('merged', 'a', 'b'), 'suspend').length, shelf.of('a').tier]).toEqual([1, null]);
  });
  it('bring a tier without calling it news', () => {
    const shelf = new Shelf(rules({ tiers: [tier('t', 2)] })).tell('a', friend(3)).tell('b', friend(1), friend(2));
    const decisions = shelf.pair('merged', 'a', 'b');
    expect([only(decisions, 'tier').map((d) => [d.from, d.to]), topics(decisions)]).toEqual([[[null, 't'], ['t', null]], []]);
  });
});

describe('a merge is refused', () => {
  const pairOf = (change: Partial<MergeFact> = {}) => [
    { memberId: 'a', other: 'b', kind: 'merged', seq: 1, key: 'a', at: T0, version: 1, ...change }, { memberId: 'b', other: 'a', kind: 'merged', seq: 1, key: 'b', at: T0, version: 1 },
  ] as [MergeFact, MergeFact];
  const [a, b] = [emptyState('a', 1, T0), emptyState('b', 1, T0)];
  const because = (x: State, y: State, [fx, fy]: [MergeFact, MergeFact]) => {
    try { mergeBooks(x, y, fx, fy, rules()); } catch (error) { return (error as { facts?: object }).facts; }
    return 'made';
  };
  it.each<[string, State, State, [MergeFact, MergeFact], object | string]>([
    ['not', a, b, pairOf(), 'made'],
    ['with oneself', a, a, pairOf(), { memberId: 'a', because: 'self' }],
    ['of different instants', a, b, pairOf({ at: T0 + 1 }), { memberId: 'a', because: 'not_mirrored' }],
    ['of another pair', a, b, pairOf({ other: 'c' }), { memberId: 'a', because: 'not_mirrored' }],
    ['of half a pair', a, b, pairOf({ kind: 'unmerged' }), { memberId: 'a', because: 'not_mirrored' }],
    ['of books under different rules', a, { ...b, version: 2 }, pairOf(), { memberId: 'a', because: 'version' }],
    ['of a closed book', a, { ...b, merged: { into: 'c' } }, pairOf(), { memberId: 'b', because: 'closed' }],
    ['of an erased member', { ...a, standing: 'erased' }, b, pairOf(), { memberId: 'a', because: 'erased' }],
    ['to be undone with a third', { ...a, merged: { own: a, guest: emptyState('c', 1, T0), displaced: [] } }, b, pairOf().map((f) => ({ ...f, kind: 'unmerged' })) as [MergeFact, MergeFact], { memberId: 'a', because: 'not_merged' }],
    ['to be undone where there is none', a, b, pairOf().map((f) => ({ ...f, kind: 'unmerged' })) as [MergeFact, MergeFact], { memberId: 'a', because: 'not_merged' }],
  ])('%s', (_why, x, y, pair, answer) => expect(because(x, y, pair)).toEqual(answer));
  it('by rules that see one book', () => expect(() => decide(a, pairOf()[0], rules())).toThrow('book.merge_needs_both'));
});
