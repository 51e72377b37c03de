import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide, emptyState, type Fact, replay, type State } from './index.js';
import { balanceOf, canSpend } from './spend.js';
import { adjusted, FAN, friend, only, plain, review, rules, T0, tell, type Happening } from './testing.js';

const bought = (grantId: string, points: number): Happening => ({ kind: 'spent', grantId, buyer: FAN, points, reason: 'shop.bought' });
const givenBack = (grantId: string, points: number): Happening => ({ kind: 'spent', grantId, buyer: FAN, points: -points, reason: 'shop.cancelled' });
const tenAFriend = rules({ points: [{ on: 'qualified', points: 10 }], milestones: [{ id: 'm', at: 20, measure: 'points', rewardId: 'x' }] });

type Act = { readonly buy: number } | { readonly cancel: number } | Happening;
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.nat(9).map((n) => friend(n)) },
  { weight: 2, arbitrary: fc.record({ n: fc.nat(9), verdict: fc.constantFrom('reject' as const, 'withdraw' as const) }).map(({ n, verdict }) => review(n, verdict)) },
  fc.integer({ min: -15, max: 15 }).map((delta) => adjusted(delta, { measure: 'points' })),
  fc.constantFrom('active' as const, 'suspended' as const).map((to): Happening => ({ kind: 'standing', to })),
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 25 }).map((buy) => ({ buy })) },
  { weight: 2, arbitrary: fc.nat(5).map((cancel) => ({ cancel })) },
);

describe('points that are spent', () => {
  it('leave what was earned as it is, and come back once', () => {
    const { state, decisions } = tell(tenAFriend, [friend(1), friend(2), bought('g', 15), givenBack('g', 15), bought('h', 20)]);
    expect([state.sums.points, state.sums.spent, balanceOf(state.sums)]).toEqual([20, 20, 0]);
    expect([...state.awards.values()].map((award) => award.status)).toEqual(['active']);
    expect(only(decisions, 'entry').filter((e) => e.measure === 'spent').map((e) => [e.delta, e.reason, e.evidence])).toEqual([
      [15, 'shop.bought', { grantId: 'g' }], [-15, 'shop.cancelled', { grantId: 'g' }], [20, 'shop.bought', { grantId: 'h' }],
    ]);
  });

  it('may be missing after a reversal, and nothing can be bought until they are there', () => {
    const { state } = tell(tenAFriend, [friend(1), bought('g', 10), review(1, 'reject')]);
    expect([balanceOf(state.sums), canSpend(state, 1)]).toEqual([-10, false]);
  });

  it('are not those of whoever is suspended or has left', () => {
    for (const to of ['suspended', 'erased'] as const) expect(canSpend(tell(tenAFriend, [friend(1), { kind: 'standing', to }]).state, 5)).toBe(false);
    expect([canSpend(tell(tenAFriend, [friend(1)]).state, 10), canSpend(tell(tenAFriend, [friend(1)]).state, 11)]).toEqual([true, false]);
  });

  it('never bring a balance below nought, in any story; and a replay says the same', () => fc.assert(fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
    let state: State = emptyState(FAN, 1, T0);
    const facts: Fact[] = [];
    const orders: { id: string; price: number; open: boolean }[] = [];
    const known = new Set<string>();
    const add = (h: Happening) => {
      const fact = { version: 1, ...h, memberId: FAN, seq: state.seq + 1, key: `k${state.seq + 1}`, at: state.at + 3_600_000 } as Fact;
      facts.push(fact);
      state = decide(state, fact, tenAFriend).state;
    };
    for (const one of acts) {
      if ('buy' in one) {
        if (!canSpend(state, one.buy)) continue;
        orders.push({ id: `g${orders.length}`, price: one.buy, open: true });
        add(bought(orders.at(-1)!.id, one.buy));
        expect(balanceOf(state.sums)).toBeGreaterThanOrEqual(0);
      } else if ('cancel' in one) {
        const order = orders[one.cancel];
        if (!order?.open) continue;
        order.open = false;
        add(givenBack(order.id, order.price));
      } else if (!('referralId' in one) || (one.kind === 'confirmed') !== known.has(one.referralId)) {
        if ('referralId' in one) known.add(one.referralId);
        add(one);
      }
    }
    expect(state.sums.spent).toBe(orders.filter((order) => order.open).reduce((sum, order) => sum + order.price, 0));
    expect(plain(replay(facts, () => tenAFriend, state.at).state)).toEqual(plain(facts.length === 0 ? replay([], () => tenAFriend, state.at).state : state));
  }), { numRuns: 300 }));
});
