import { durationText, relativeText } from './duration';

describe('durationText', () => {
  it.each([[10_000, '1 minute'], [59 * 60_000, '59 minutes'], [3_600_000, '1 hour'], [47.9 * 3_600_000, '47 hours'], [48 * 3_600_000, '2 days']])('%d ms is %s', (ms, text) => {
    expect(durationText(ms, 'en')).toBe(text);
  });

  it('speaks the reader’s language', () => expect(durationText(6 * 3_600_000, 'de')).toBe('6 Stunden'));
});

describe('relativeText', () => {
  const hour = 3_600_000;
  it.each([[72 * hour, 'in 3 days'], [72 * hour - 60_000, 'in 3 days'], [59 * hour, 'in 2 days'], [5.6 * hour, 'in 6 hours'], [20_000, 'in 1 minute'], [-20_000, 'in 1 minute']])('%d ms is %s', (ms, text) => {
    expect(relativeText(ms, 'en')).toBe(text);
  });
});
