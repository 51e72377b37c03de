import { type Bringer, FORECAST, forecast, gamma, normal, poisson, type Random, rangeOf, seeded } from '@fanfare/domain';

const { horizons: HORIZONS, windowDays: WINDOW, earlierDays: EARLIER, share: SHARE } = FORECAST;
const MILESTONES = [
  { id: 'first', at: 1, measure: 'qualified' as const, rewardId: 'Stickers' }, { id: 'third', at: 3, measure: 'qualified' as const, rewardId: 'Mug' },
  { id: 'each', at: 5, every: 5, measure: 'qualified' as const, rewardId: 'Box' },
];

/** What people are like in a made-up program. */
export const WORLDS = {
  'steady': { text: 'rates differ from member to member (Gamma), nobody new', joining: 0, rate: (random: Random) => gamma(0.4, 20, random), on: () => 1 },
  'growing': { text: 'the same, and a thirtieth joins each ten days', joining: 1 / 300, rate: (random: Random) => gamma(0.4, 20, random), on: () => 1 },
  'few stars': { text: 'rates are lognormal: most bring nobody, a few bring most', joining: 1 / 300, rate: (random: Random) => Math.exp(-4.5 + normal(random)), on: () => 1 },
  'weekdays': { text: 'half as many friends at the weekend', joining: 1 / 300, rate: (random: Random) => gamma(0.4, 20, random), on: (day: number) => ((day + 7_000) % 7 < 5 ? 1.2 : 0.5) },
  'a slow summer': { text: 'after today everybody brings a quarter less: nothing in the past tells', joining: 1 / 300, rate: (random: Random) => gamma(0.4, 20, random), on: (day: number) => (day < 0 ? 1 : 0.75) },
} as const;
export type World = keyof typeof WORLDS;

export interface Covered {
  readonly inside: number;
  readonly of: number;
}

/** How often what came lay in the interval that had been foreseen, per horizon. */
export function backTest(world: World, seeds: readonly number[], size: number, paths: number = FORECAST.paths): Covered[] {
  const covered = HORIZONS.map(() => ({ inside: 0, of: 0 }));
  for (const seed of seeds) {
    const { input, came } = population(world, seeded(seed), size);
    const foreseen = forecast({ ...input, windowDays: WINDOW, milestones: MILESTONES, horizons: HORIZONS, paths }, seeded(seed + 1_000_000));
    for (const [index] of HORIZONS.entries()) {
      for (const [reward, ofReward] of foreseen) {
        const { low, high } = rangeOf(ofReward[index]!, SHARE);
        const units = came.get(reward)![index]!;
        covered[index]!.of++;
        if (units >= low && units <= high) covered[index]!.inside++;
      }
    }
  }
  return covered;
}

/** Members with what they did in 60 days, and what they and those who joined later earned in the 90 after. */
function population(world: World, random: Random, size: number): { input: { members: Bringer[]; joined: number }; came: Map<string, number[]> } {
  const { joining, rate, on } = WORLDS[world];
  const came = new Map(MILESTONES.map(({ rewardId }) => [rewardId, HORIZONS.map(() => 0)]));
  const members: Bringer[] = [];
  let joined = 0;
  const live = (from: number) => {
    const own = rate(random);
    const friends = (first: number, last: number) => { let sum = 0; for (let day = Math.ceil(first); day < last; day++) sum += poisson(own * on(day), random); return sum; };
    // Those who were there before the window have some friends from then.
    const before = from <= -WINDOW ? poisson(own * EARLIER, random) : 0;
    const brought = friends(Math.max(from, -WINDOW), 0);
    if (from < 0) {
      members.push({ brought, days: Math.min(WINDOW, -from), earlier: before, earlierDays: from <= -WINDOW ? EARLIER : 0, qualified: before + brought, cohort: null, earned: new Map() });
      if (from > -WINDOW) joined++;
    }
    let sum = from < 0 ? before + brought : 0;
    let had = MILESTONES.map((m) => due(m, sum));
    for (const [index, until] of HORIZONS.entries()) {
      sum += friends(Math.max(0, from, HORIZONS[index - 1] ?? 0), until);
      const now = MILESTONES.map((m) => due(m, sum));
      for (const [place, m] of MILESTONES.entries()) for (let later = index; later < HORIZONS.length; later++) came.get(m.rewardId)![later]! += now[place]! - had[place]!;
      had = now;
    }
  };
  for (let n = 0; n < size; n++) live(-WINDOW);
  for (let day = -WINDOW + 1; day < HORIZONS.at(-1)!; day++) for (let n = poisson(joining * size, random); n > 0; n--) live(day);
  return { input: { members, joined }, came };
}

function due({ at, every }: { at: number; every?: number }, sum: number): number {
  if (sum < at) return 0;
  return every === undefined ? 1 : 1 + Math.floor((sum - at) / every);
}
