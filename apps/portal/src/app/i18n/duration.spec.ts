import { durationText } from './duration';

describe('durationText', () => {
  it.each([[10_000, '1 minute'], [59 * 60_000, '59 minutes'], [3_600_000, '1 hour'], [47.9 * 3_600_000, '47 hours'], [48 * 3_600_000, '2 days']])('%d ms is %s', (ms, text) => {
    expect(durationText(ms, 'en')).toBe(text);
  });

  it('speaks the reader’s language', () => expect(durationText(6 * 3_600_000, 'de')).toBe('6 Stunden'));
});
