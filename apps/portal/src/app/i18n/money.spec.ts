import { fractionDigits, moneyText, sums, toMinor } from './money';

describe('money', () => {
  it('is told in the units of its currency', () => {
    expect(moneyText({ amountMinor: 1_250, currency: 'EUR' }, 'en')).toBe('€12.50');
    expect(moneyText({ amountMinor: 1_250, currency: 'JPY' }, 'en')).toBe('¥1,250');
    expect(moneyText({ amountMinor: 1_250, currency: 'EUR' }, 'de').replaceAll(/\s/g, ' ')).toBe('12,50 €');
  });

  it('is read to the nearest smallest unit', () => {
    expect([toMinor(12.5, 'EUR'), toMinor(0.29, 'EUR'), toMinor(19.99, 'USD'), toMinor(1250, 'JPY')]).toEqual([1_250, 29, 1_999, 1_250]);
  });

  it('has two digits while the currency is being typed', () => {
    expect([fractionDigits(''), fractionDigits('EU'), fractionDigits('KWD'), fractionDigits('jpy')]).toEqual([2, 2, 3, 0]);
  });

  it('is never added up across currencies', () => {
    expect(sums([{ amountMinor: 100, currency: 'EUR' }, { amountMinor: 5, currency: 'USD' }, { amountMinor: 20, currency: 'EUR' }]))
      .toEqual([{ amountMinor: 120, currency: 'EUR' }, { amountMinor: 5, currency: 'USD' }]);
    expect(sums([])).toEqual([]);
  });
});
