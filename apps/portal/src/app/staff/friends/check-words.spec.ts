import { groundsOf, seenBy } from './check-words';

describe('seenBy', () => {
  it('says yes, no and how many, and keeps hashes to itself', () => {
    expect(seenBy({ saw: { sameBrowser: true, ownAddress: false, burst60: 31, domain: 'a1b2', disposable: null } })).toEqual([
      { key: 'signal.sameBrowser.yes', value: '' }, { key: 'signal.ownAddress.no', value: '' }, { key: 'signal.burst60', value: 31 },
    ]);
  });
});

describe('groundsOf', () => {
  it('says by how much a limit was passed, this friend included', () => {
    expect(groundsOf({ reason: 'limit.day', evidence: { counted: 5, max: 5 } }, null)).toEqual([{ key: 'grounds.limit.day', params: { count: 6, max: 5 } }]);
  });

  it('says that nobody decided, with the score and its bound where both are known', () => {
    const evidence = { burstHour: 9, score: 12, found: 'burst_hour', approvedAfterHours: 48 };
    expect(groundsOf({ reason: 'qualified', evidence }, 30)).toEqual([{ key: 'grounds.by_rule', params: { hours: 48, score: 12, below: 30 } }]);
    expect(groundsOf({ reason: 'qualified', evidence }, null)).toEqual([{ key: 'grounds.by_time', params: { hours: 48 } }]);
  });

  it('adds up what was found, and is silent where there is nothing to say', () => {
    expect(groundsOf({ reason: 'check.score', evidence: { score: 34, found: 'burst_hour' } }, 30)).toEqual([{ key: 'grounds.score', params: { score: 34 } }]);
    expect(groundsOf({ reason: 'qualified', evidence: {} }, null)).toEqual([]);
  });
});
