import { contrast } from '@fanfare/domain/color';
import { brandVariables } from './brand-variables';

describe('brandVariables', () => {
  it.each(['#0b5d4b', '#c2410c', '#facc15', '#767676', '#777777', '#000000', '#ffffff', '#ff00ff'])('keeps text on %s readable', (color) => {
    expect(contrast(color, brandVariables(color)['--on-brand'])).toBeGreaterThanOrEqual(4.5);
  });

  it('gives a light brand one plain hero and a dark ring', () => {
    const sun = brandVariables('#facc15');
    expect(sun['--hero-end']).toBe('#facc15');
    expect(sun['--brand-accent']).toBe(sun['--on-brand']);
  });

  it('gives a dark brand a deeper end', () => {
    expect(brandVariables('#0b5d4b')['--hero-end']).toBe('var(--brand-deep)');
  });
});
