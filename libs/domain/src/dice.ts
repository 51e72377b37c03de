/** Numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** From the standard normal distribution (Box–Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** From the Gamma distribution with that shape and rate, both above 0 (Marsaglia–Tsang). */
export function gamma(shape: number, rate: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, rate, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / rate;
  }
}

const EXACT_BELOW = 60;

/** From the Poisson distribution with that mean; a large one by the normal distribution that it is close to. */
export function poisson(mean: number, random: Random): number {
  if (mean > EXACT_BELOW) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const end = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > end) {
    product *= random();
    count++;
  }
  return count;
}

/** How many misses come before the next hit, where each misses with that probability; infinite where all do. */
export function missesBefore(miss: number, random: Random): number {
  if (miss <= 0) return 0;
  return miss >= 1 ? Infinity : Math.floor(Math.log(1 - random()) / Math.log(miss));
}
