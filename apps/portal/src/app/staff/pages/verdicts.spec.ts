import { verdictsOn } from './verdicts';

describe('verdictsOn', () => {
  it('lets a held referral be decided either way', () => {
    expect(verdictsOn({ status: 'held', reason: 'check.burst', verdict: null })).toEqual(['reject', 'approve']);
  });

  it('takes back what a person decided, whatever came of it', () => {
    expect(verdictsOn({ status: 'rejected', reason: 'review.abuse', verdict: 'reject' })).toEqual(['withdraw']);
    expect(verdictsOn({ status: 'qualified', reason: 'qualified', verdict: 'approve' })).toEqual(['reject', 'withdraw']);
    expect(verdictsOn({ status: 'pending', reason: 'hold', verdict: 'approve' })).toEqual(['withdraw']);
    expect(verdictsOn({ status: 'rejected', reason: 'limit.day', verdict: 'approve' })).toEqual(['withdraw']);
  });

  it('overrules what the rules decided, where a person may', () => {
    expect(verdictsOn({ status: 'qualified', reason: 'qualified', verdict: null })).toEqual(['reject']);
    expect(verdictsOn({ status: 'rejected', reason: 'limit.day', verdict: null })).toEqual(['approve']);
    expect(verdictsOn({ status: 'rejected', reason: 'already_member', verdict: null })).toEqual([]);
    expect(verdictsOn({ status: 'pending', reason: 'hold', verdict: null })).toEqual([]);
    expect(verdictsOn({ status: 'expired', reason: 'expired', verdict: null })).toEqual([]);
  });
});
