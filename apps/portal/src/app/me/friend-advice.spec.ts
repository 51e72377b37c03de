import type { MyReferral } from '../api/generated';
import en from '../i18n/en.json' with { type: 'json' };
import { adviceOn } from './friend-advice';

type Code = MyReferral['reasons'][number]['code'];
const friend = (status: MyReferral['status'], code: Code | null, more: Partial<MyReferral> = {}): MyReferral =>
  ({ status, reasons: code ? [{ code, text: '' }] : [], remindable: false, confirmedAt: '2026-03-01T00:00:00.000Z', dueAt: null, ...more }) as MyReferral;

describe('advice on a friend', () => {
  it.each<[MyReferral['status'], Code]>([
    ['rejected', 'limit'], ['rejected', 'left'], ['reversed', 'refunded'], ['reversed', 'refunded_in_part'], ['pending', 'waits_purchase'], ['rejected', 'own_link'], ['expired', 'expired'], ['held', 'under_review'],
  ])('%s for %s has a remedy in words', (status, code) => {
    expect(en).toHaveProperty([adviceOn(friend(status, code))!]);
  });

  it('names the day on which the waiting period ends, where it is known', () => {
    expect(adviceOn(friend('pending', 'waits_hold', { dueAt: '2026-03-15T00:00:00.000Z' }))).toBe('me.friends.advice_hold');
    expect(adviceOn(friend('pending', 'waits_hold'))).toBeNull();
  });

  it('asks to look for the mail once the reminder has had its turn, and says nothing of who counts', () => {
    expect(adviceOn(friend('pending', 'waits_confirmation', { confirmedAt: null, remindable: true }))).toBeNull();
    expect(adviceOn(friend('pending', 'waits_confirmation', { confirmedAt: null }))).toBe('me.friends.advice_ask');
    expect(adviceOn(friend('qualified', null))).toBeNull();
  });
});
