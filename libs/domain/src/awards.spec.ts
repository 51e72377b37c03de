import { describe, expect, it } from '@jest/globals';
import { adjusted, FAN, friend, friends, only, review, rules, tell, topics } from './testing.js';

const box = { id: 'box', at: 10, measure: 'qualified', rewardId: 'b' } as const;
const rb = rules({ milestones: [box] });
const kinds = (ds: Parameters<typeof only>[0]) => ds.filter((d) => ['award', 'suspend', 'reinstate'].includes(d.kind)).map((d) => `${d.kind} ${'key' in d ? d.key : ''}`);

describe('a milestone', () => {
  const ten = tell(rb, friends(1, 10));
  it('is awarded by the tenth friend, to the member, with the threshold of that day', () => {
    expect(kinds(ten.decisions)).toEqual(['award box#1#own']);
    expect(ten.state.awards.get('box#1#own')).toMatchObject({ beneficiary: FAN, threshold: 10, status: 'active', since: ten.state.at });
  });
  it('10 → 9 → 10 is one award: suspended, then reinstated', () => {
    const again = tell(rb, [review(4, 'reject'), friend(11)], ten);
    expect(kinds(again.decisions)).toEqual(['suspend box#1#own', 'reinstate box#1#own']);
    expect(again.state.awards.size).toBe(1);
    expect(topics(again.decisions)).toEqual(['friend.reversed', 'award.suspended', 'friend.counted', 'award.reinstated']);
  });
  it('is suspended once, however far the sum falls', () =>
    expect(kinds(tell(rb, [review(1, 'reject'), review(2, 'reject'), friend(11)], ten).decisions)).toEqual(['suspend box#1#own']));
  it('follows adjustments too', () =>
    expect(kinds(tell(rb, [adjusted(10), adjusted(-1), adjusted(1)]).decisions)).toEqual(['award box#1#own', 'suspend box#1#own', 'reinstate box#1#own']));
});

describe('every N', () => {
  const every = rules({ milestones: [{ ...box, at: 5, every: 3 }] });
  it('awards at, at + N, at + 2N', () =>
    expect(friends(1, 11).map((_, i) => kinds(tell(every, friends(1, i + 1)).decisions).length)).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3]));
  it('awards all that one step reaches, and suspends from the top', () => {
    const { decisions } = tell(every, [adjusted(11), adjusted(-4), adjusted(1)]);
    expect(kinds(decisions)).toEqual([1, 2, 3].map((k) => `award box#${k}#own`).concat('suspend box#2#own', 'suspend box#3#own', 'reinstate box#2#own'));
  });
});

describe('the friend\'s side', () => {
  const both = rules({ milestones: [{ ...box, at: 2, friendRewardId: 'f' }] });
  const two = tell(both, friends(1, 2));
  it('goes to the friend who completed it', () => expect(only(two.decisions, 'award').map((d) => d.memberId)).toEqual([FAN, 'friend2']));
  it('stays when another friend falls and a third lifts the sum again', () =>
    expect(kinds(tell(both, [friend(3), review(1, 'reject')], two).decisions)).toEqual([]));
  it('goes with its friend: whoever completes it next gets one of their own, and the first theirs back with their return', () => {
    const lost = tell(both, [review(2, 'reject'), friend(3)], two);
    expect(kinds(lost.decisions)).toEqual(['suspend box#1#own', 'suspend box#1#friend', 'reinstate box#1#own', 'award box#2#friend']);
    expect(lost.state.awards.get('box#2#friend')).toMatchObject({ beneficiary: 'friend3', threshold: 2 });
    expect(kinds(tell(both, [review(2, 'approve')], lost).decisions)).toEqual(['reinstate box#1#friend']);
    expect(kinds(tell(both, [review(1, 'reject'), friend(4), friend(5)], lost).decisions)).toEqual(['suspend box#1#own', 'suspend box#2#friend', 'reinstate box#1#own', 'reinstate box#2#friend']);
  });
  it('is not given back to a friend reversed while it was suspended', () => {
    const { decisions } = tell(both, [review(1, 'reject'), review(2, 'reject'), friend(3), friend(4)], two);
    expect(kinds(decisions)).toEqual(['suspend box#1#own', 'suspend box#1#friend', 'reinstate box#1#own', 'award box#2#friend']);
  });
  it('of each friend goes to each, whoever goes and comes, and to none twice', () => {
    const each = rules({ milestones: [{ ...box, at: 1, every: 1, friendRewardId: 'f' }] });
    const { state } = tell(each, [...friends(1, 3), review(3, 'reject'), friend(4), review(3, 'approve'), friend(5), review(4, 'reject'), review(4, 'approve')]);
    const sides = [...state.awards.values()].filter(({ key }) => key.endsWith('#friend'));
    expect(sides.map(({ beneficiary, status }) => `${beneficiary} ${status}`).toSorted()).toEqual([1, 2, 3, 4, 5].map((n) => `friend${n} active`));
    expect(state.awards.get('box#5#own')?.status).toBe('active');
  });
  it('has nobody to go to when an adjustment completes it', () => expect(kinds(tell(both, [adjusted(2)]).decisions)).toEqual(['award box#1#own']));
});

describe('an opening balance', () => {
  it('books what it reaches without a grant or a mail, and never awards it again', () => {
    const full = rules({ milestones: [{ ...box, every: 5 }], tiers: [{ id: 't', at: 10, measure: 'qualified', per: 'life', graceDays: 0 }] });
    const { state, decisions } = tell(full, [adjusted(12, { settled: true })]);
    expect([state.sums.qualified, state.tier, [...state.awards.keys()]]).toEqual([12, 't', ['box#1#own', 't#1#own']]);
    expect([kinds(decisions), topics(decisions)]).toEqual([[], []]);
    expect(kinds(tell(full, friends(1, 3), { state, decisions }).decisions)).toEqual(['award box#2#own']);
  });
});

describe('a suspended member', () => {
  it('gains nothing, hears nothing, and catches up when active again', () => {
    const idle = tell(rb, [{ kind: 'standing', to: 'suspended' }, ...friends(1, 10)]);
    expect([idle.state.sums.qualified, kinds(idle.decisions), topics(idle.decisions)]).toEqual([10, [], []]);
    expect(kinds(tell(rb, [{ kind: 'standing', to: 'active' }], idle).decisions)).toEqual(['award box#1#own']);
  });
  it('catches up for its friends too, but for who has gone meanwhile', () => {
    const each = rules({ milestones: [{ ...box, at: 1, every: 1, friendRewardId: 'f' }] });
    const idle = tell(each, [friend(1), { kind: 'standing', to: 'suspended' }, ...friends(2, 5), review(4, 'reject')]);
    const back = tell(each, [{ kind: 'standing', to: 'active' }], idle);
    expect(only(back.decisions, 'award').filter(({ key }) => key.endsWith('#friend')).map(({ memberId }) => memberId)).toEqual(['friend2', 'friend3', 'friend5']);
    expect(back.state.missed).toEqual([]);
    expect(only(tell(each, [friend(6)], back).decisions, 'award').map(({ memberId }) => memberId)).toEqual([FAN, 'friend6']);
  });
  it('still loses', () =>
    expect(kinds(tell(rb, [...friends(1, 10), { kind: 'standing', to: 'suspended' }, review(1, 'reject'), friend(11)]).decisions)).toEqual(['award box#1#own', 'suspend box#1#own']));
  it('does not come back from an erasure', () =>
    expect(kinds(tell(rb, [{ kind: 'standing', to: 'erased' }, ...friends(1, 10), { kind: 'standing', to: 'active' }]).decisions)).toEqual([]));
});
