import type { Reward } from '../../api/generated';

/** Whether staff should do something about what is left. */
export function isLow({ pool, lowAt, variants }: Reward): boolean {
  return (pool !== null && pool.unitsLeft <= lowAt) || variants.some(({ unitsLeft }) => unitsLeft === 0);
}

/** The variants that nothing is left of. */
export function goneOf({ variants }: Reward): string[] {
  return variants.filter(({ unitsLeft }) => unitsLeft === 0).map(({ label }) => label);
}
