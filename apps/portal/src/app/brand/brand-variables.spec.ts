import fc from 'fast-check';
import { contrast } from '@fanfare/domain/color';
import { brandVariables } from './brand-variables';

describe('brandVariables', () => {
  it.each(['#0b5d4b', '#c2410c', '#facc15', '#767676', '#777777', '#000000', '#ffffff', '#ff00ff'])('keeps text on %s readable', (color) => {
    expect(contrast(color, brandVariables(color)['--on-brand'])).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps text readable on twenty colours that nobody has chosen', () => {
    const colour = fc.nat(0xffffff).map((n) => `#${n.toString(16).padStart(6, '0')}`);
    fc.assert(fc.property(colour, (color) => {
      const { '--on-brand': ink, '--hero-end': end } = brandVariables(color);
      expect(contrast(color, ink)).toBeGreaterThanOrEqual(4.5);
      // The darker end of the hero is for white text alone; where the text is dark, the hero is plain.
      expect(end === 'var(--brand-deep)').toBe(ink === '#ffffff');
    }), { numRuns: 20 });
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
