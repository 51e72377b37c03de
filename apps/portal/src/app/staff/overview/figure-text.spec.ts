import { changeOf, valueText } from './figure-text';

const figure = (value: number | null, previous: number | null, change: number | null) => ({ value, previous, change, series: [] });

describe('figures in words', () => {
  it('writes counts and shares as the language does', () => {
    expect(valueText(1284, 'count', 'de')).toBe('1.284');
    expect(valueText(0.1412, 'share', 'en')).toBe('14.1%');
    expect(valueText(null, 'share', 'en')).toBe('–');
  });

  it('compares counts relatively and shares in points', () => {
    expect(changeOf(figure(118, 100, 0.18), 'count')).toEqual({ up: true, amount: 18 });
    expect(changeOf(figure(0.141, 0.15, -0.06), 'share')).toEqual({ up: false, amount: 0.9 });
  });

  it('is silent where there is nothing to compare with, and where nothing moved', () => {
    expect(changeOf(figure(5, 0, null), 'count')).toBeNull();
    expect(changeOf(figure(5, 5, 0), 'count')).toBeNull();
  });
});
