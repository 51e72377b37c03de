import { verdictsOn } from './verdicts';

const CONFIRMED = '2026-06-01T08:00:00Z';

describe('verdictsOn', () => {
  it('lets a held referral be decided either way', () => {
    expect(verdictsOn({ status: 'held', reason: 'check.burst', verdict: null, confirmedAt: CONFIRMED })).toEqual(['reject', 'approve']);
  });

  it('takes back what a person decided, whatever came of it', () => {
    expect(verdictsOn({ status: 'rejected', reason: 'review.abuse', verdict: 'reject', confirmedAt: CONFIRMED })).toEqual(['withdraw']);
    expect(verdictsOn({ status: 'qualified', reason: 'qualified', verdict: 'approve', confirmedAt: CONFIRMED })).toEqual(['reject', 'withdraw']);
    expect(verdictsOn({ status: 'pending', reason: 'hold', verdict: 'approve', confirmedAt: CONFIRMED })).toEqual(['withdraw']);
    expect(verdictsOn({ status: 'rejected', reason: 'limit.day', verdict: 'approve', confirmedAt: CONFIRMED })).toEqual(['withdraw']);
  });

  it('overrules what the rules decided, where a person may', () => {
    expect(verdictsOn({ status: 'qualified', reason: 'qualified', verdict: null, confirmedAt: CONFIRMED })).toEqual(['reject']);
    expect(verdictsOn({ status: 'rejected', reason: 'limit.day', verdict: null, confirmedAt: CONFIRMED })).toEqual(['approve']);
    expect(verdictsOn({ status: 'rejected', reason: 'already_member', verdict: null, confirmedAt: CONFIRMED })).toEqual([]);
    expect(verdictsOn({ status: 'expired', reason: 'expired', verdict: null, confirmedAt: CONFIRMED })).toEqual([]);
  });

  it('turns down who waits for a purchase or some days, once they have confirmed', () => {
    expect(verdictsOn({ status: 'pending', reason: 'hold', verdict: null, confirmedAt: CONFIRMED })).toEqual(['reject']);
    expect(verdictsOn({ status: 'pending', reason: 'confirmation', verdict: null, confirmedAt: null })).toEqual([]);
  });
});
