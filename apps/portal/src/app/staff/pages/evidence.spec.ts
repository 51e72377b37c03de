import { evidenceOf } from './evidence';

describe('evidenceOf', () => {
  it('shows what was found and leaves out what was not', () => {
    const found = evidenceOf({ sameBrowser: true, ownAddress: false, disposable: null, burst60: 31, domain: 'a1b2', localDay: '2026-11-22' });
    expect(found).toEqual([{ key: 'evidence.sameBrowser', value: '' }, { key: 'evidence.burst60', value: 31 }]);
  });

  it('does not call one sign-up a burst', () => {
    expect(evidenceOf({ burst60: 1 })).toEqual([]);
  });
});
