import { verdictsOn } from './verdicts';

describe('verdictsOn', () => {
  it('lets a held referral be decided either way', () => {
    expect(verdictsOn({ status: 'held', reason: 'check.burst' })).toEqual(['reject', 'approve']);
  });

  it('takes back what a person decided', () => {
    expect(verdictsOn({ status: 'rejected', reason: 'review.abuse' })).toEqual(['withdraw']);
    expect(verdictsOn({ status: 'qualified', reason: 'review.genuine' })).toEqual(['withdraw']);
  });

  it('overrules what the rules decided, where a person may', () => {
    expect(verdictsOn({ status: 'qualified', reason: 'qualified' })).toEqual(['reject']);
    expect(verdictsOn({ status: 'rejected', reason: 'limit.day' })).toEqual(['approve']);
    expect(verdictsOn({ status: 'rejected', reason: 'already_member' })).toEqual([]);
    expect(verdictsOn({ status: 'pending', reason: 'hold' })).toEqual([]);
  });
});
