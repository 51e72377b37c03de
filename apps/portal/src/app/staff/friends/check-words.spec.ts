import { seenBy } from './check-words';

describe('seenBy', () => {
  it('says yes, no and how many, and keeps hashes to itself', () => {
    expect(seenBy({ saw: { sameBrowser: true, ownAddress: false, burst60: 31, domain: 'a1b2', disposable: null } })).toEqual([
      { key: 'signal.sameBrowser.yes', value: '' }, { key: 'signal.ownAddress.no', value: '' }, { key: 'signal.burst60', value: '31' },
    ]);
  });
});
