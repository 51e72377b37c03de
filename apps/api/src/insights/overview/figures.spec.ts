import { describe, expect, it } from '@jest/globals';
import { changeOf, type CountedDay, figures } from './figures.js';

const day = (over: Partial<CountedDay>): CountedDay => ({ day: '2026-03-01', clicks: 0, signUps: 0, qualified: 0, joined: 0, promoted: 0, bringers: 0, ...over });
const NOBODY = { members: 0, bringers: 0 };

describe('figures', () => {
  it('compares the sums of two periods and keeps reversals negative', () => {
    const { qualified } = figures([day({ qualified: 3 }), day({ qualified: 1 }), day({ qualified: 7 }), day({ qualified: -1 })], NOBODY, 0);
    expect(qualified).toEqual({ value: 6, previous: 4, change: 0.5, series: [7, -1], previousSeries: [3, 1] });
  });

  it('divides sums, so a day with one click weighs as one click', () => {
    const { clickToSignUp } = figures([day({ clicks: 100, signUps: 10 }), day({}), day({ clicks: 1, signUps: 1 }), day({ clicks: 99, signUps: 19 })], NOBODY, 0);
    expect(clickToSignUp).toMatchObject({ value: 0.2, previous: 0.1, series: [1, 19 / 99], previousSeries: [0.1, null] });
  });

  it('tells the ambassadors of earlier days from who was promoted since', () => {
    const { ambassadors } = figures([day({ promoted: 1 }), day({ promoted: 2 }), day({}), day({ promoted: 5 })], NOBODY, 10);
    expect(ambassadors).toMatchObject({ value: 10, previous: 5, series: [5, 10], previousSeries: [3, 5] });
  });

  it('takes the members from before both periods into the share', () => {
    const { bringing } = figures([day({ joined: 2 }), day({ bringers: 1 })], { members: 6, bringers: 1 }, 0);
    expect(bringing).toMatchObject({ value: 2 / 8, previous: 1 / 8 });
  });

  it('has no rate where nobody clicked and no share where nobody is', () => {
    const { clickToSignUp, bringing } = figures([day({}), day({ signUps: 1 })], NOBODY, 0);
    expect([clickToSignUp.value, bringing.value]).toEqual([null, null]);
  });

  it.each([[12, 10, 0.2], [0, 4, -1], [5, 0, null], [null, 1, null], [1, null, null]])('changeOf(%s, %s) is %s', (value, previous, change) => {
    expect(changeOf(value, previous)).toBe(change);
  });
});
