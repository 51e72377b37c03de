import { describe, expect, it } from '@jest/globals';
import { advance, replayGroup, type Id, type Rulebook } from './index.js';
import { day, friend, only, plain, rules } from './testing.js';
import { awardsOf, milestone, Shelf, tier, touched } from './testing-shelf.js';

describe('a merged book', () => {
  it('takes a touch of either as its own, and gives it back to whose it was', () => {
    const rb = rules({ checks: [{ code: 'burst', outcome: 'hold', args: { max: 3 } }] });
    const shelf = new Shelf(rb);
    shelf.pair('merged', 'a', 'b');
    shelf.tell('a', friend(1, touched('b', { via: 'claim' })), friend(2, touched('b', { seen: { burst60: 3 } })), friend(3, touched('b')), friend(4, touched('a')));
    expect([...shelf.of('a').referrals.values()].map((r) => r.reason)).toEqual(['claim', 'check.burst', 'qualified', 'qualified']);
    shelf.pair('unmerged', 'a', 'b');
    expect([[...shelf.of('a').referrals.keys()], [...shelf.of('b').referrals].map(([id, r]) => [id, r.reason])]).toEqual([['r4'], [['r1', 'claim'], ['r2', 'check.burst'], ['r3', 'qualified']]]);
  });
  it('refuses a member of the group who signs up again', () => {
    const shelf = new Shelf(rules());
    shelf.pair('merged', 'a', 'b');
    expect(shelf.tell('a', friend(1, { refereeId: 'b' })).of('a').referrals.get('r1')?.reason).toBe('own_link');
  });
  it('leaves the other closed', () => {
    const shelf = new Shelf(rules());
    shelf.pair('merged', 'a', 'b');
    expect(() => shelf.tell('b', friend(1))).toThrow('book.merged_into');
  });
  it('follows a change of rules with both', () => {
    const [old, now] = [rules({ holdDays: 9 }), rules({ version: 2, holdDays: 1 })];
    const shelf = new Shelf(old).tell('a', friend(1)).tell('b', friend(2));
    shelf.pair('merged', 'a', 'b');
    shelf.adopt('a', now);
    shelf.pair('unmerged', 'a', 'b');
    shelf.tell('b', { ...friend(3), at: day(1) });
    const versions: Record<number, Rulebook> = { 1: old, 2: now };
    const replayed = replayGroup(shelf.facts, (v) => versions[v]!, day(1));
    for (const name of ['a', 'b']) expect(plain(replayed.get(name)!.state)).toEqual(plain(advance(shelf.of(name), day(1), now).state));
    expect(shelf.of('b')).toMatchObject({ version: 2, timers: [{ subjectId: 'r3', dueAt: day(2) }, { subjectId: 'r2' }] });
  });
});

describe('parted', () => {
  const rb = rules({ milestones: [milestone(1, { every: 1 })] });
  it('a book keeps what the two earned together, at rest, and is not given it twice', () => {
    const shelf = new Shelf(rules({ milestones: [milestone(2)] })).tell('a', friend(1)).tell('b', friend(2));
    shelf.pair('merged', 'a', 'b');
    expect(only(shelf.pair('unmerged', 'a', 'b'), 'suspend').map((d) => d.key)).toEqual(['m#1#own']);
    shelf.tell('a', friend(3)).tell('b', friend(4));
    expect(shelf.said.filter((d) => d.kind === 'award' || d.kind === 'reinstate').map((d) => [d.by, d.kind])).toEqual([['a', 'award'], ['a', 'reinstate'], ['b', 'award']]);
  });
  it('a book is told in tiers what it is alone', () => {
    const shelf = new Shelf(rules({ tiers: [tier('t', 1), tier('u', 2)] })).tell('a', friend(1)).tell('b', friend(2));
    shelf.pair('merged', 'a', 'b');
    expect(only(shelf.pair('unmerged', 'a', 'b'), 'tier').map((d) => [d.from, d.to])).toEqual([['u', 't'], [null, 't']]);
  });
  it('a friend\'s side stays with the friend it was given to, and goes where that friend does not count', () => {
    const shelf = new Shelf(rules({ milestones: [milestone(2, { friendRewardId: 'y' })] })).tell('a', friend(1));
    shelf.pair('merged', 'a', 'b');
    shelf.tell('a', friend(2, touched('b')), friend(3, touched('a'))); // together 2, then alone
    const { since } = shelf.of('a').awards.get('m#1#own')!;
    shelf.pair('unmerged', 'a', 'b');
    expect(shelf.of('a').awards.get('m#1#own')).toMatchObject({ status: 'active', since });
    expect(shelf.of('a').awards.get('m#1#friend')).toMatchObject({ status: 'lost', beneficiary: 'friend2', since });
  });
  it('a friend\'s side the book does not carry alone waits for the sum, or for the friend', () => {
    const status = (owner: Id) => {
      const shelf = new Shelf(rules({ milestones: [milestone(2, { friendRewardId: 'y' })] })).tell('b', friend(1));
      shelf.pair('merged', 'a', 'b');
      shelf.tell('a', friend(2, touched(owner)));
      shelf.pair('unmerged', 'a', 'b');
      return shelf.of('a').awards.get('m#1#friend')?.status;
    };
    expect([status('a'), status('b')]).toEqual(['suspended', 'lost']);
  });
  it('an award earned twice keeps the lower threshold', () => {
    const under = (at: number) => {
      const shelf = new Shelf(rules({ milestones: [milestone(2)] })).tell('a', friend(1)).tell('b', friend(2));
      shelf.pair('merged', 'a', 'b');
      shelf.adopt('a', rules({ version: 2, milestones: [milestone(at)] }));
      shelf.tell('a', friend(3), friend(4));
      shelf.pair('unmerged', 'a', 'b');
      return shelf.of('a').awards.get('m#1#own');
    };
    expect([under(1), under(3)]).toMatchObject([{ status: 'active', threshold: 1 }, { status: 'active', threshold: 2 }]);
  });
  it('a book has an award of its own for each ordinal below', () => {
    const shelf = new Shelf(rb).tell('b', friend(1), friend(2)); // b brings ordinals 1 and 2, the two earn 3 together
    shelf.pair('merged', 'a', 'b');
    shelf.tell('a', friend(3, touched('a')));
    shelf.pair('unmerged', 'a', 'b');
    expect(awardsOf(shelf.of('a'))).toEqual([['m#1#own', 'a', 'active'], ['m#2#own', 'a', 'suspended'], ['m#3#own', 'a', 'suspended']]);
    expect(awardsOf(shelf.tell('a', friend(4)).of('a')).map(([, , status]) => status)).toEqual(['active', 'active', 'suspended']);
  });
});
