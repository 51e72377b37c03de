import { backTest, type World, WORLDS } from './evaluation.js';

const SEEDS = Array.from({ length: 60 }, (_, n) => n + 1);
const SIZES = [200, 1_000] as const;

/** docs/forecast.md: how often what came lay in the interval that had been foreseen. */
export function forecastPage(): string {
  const rows = (Object.keys(WORLDS) as World[]).flatMap((world) => SIZES.map((size) => {
    const covered = backTest(world, SEEDS, size);
    return `| ${world} | ${size} | ${covered.map(({ inside, of }) => `${((inside / of) * 100).toFixed(0)} %`).join(' | ')} |`;
  }));
  return `# The forecast

This page is written by \`npm run forecast:evaluate\`; do not edit it.

*Rewards → Forecast* says what the next 30, 60 and 90 days will take from stock and budgets, if members go on as they do. Each member's rate of
friends who count is taken from the last 60 days and shrunk towards the others' (Gamma–Poisson, the prior a mixture of Gamma distributions fitted to all
members: one alone has not room for both the many who bring nobody and the few who bring most); the half year before tells of each member as well, since
who brought nobody for months hardly begins now.
2,000 paths are drawn from it, with members who join as they did lately, and the milestones are counted in each as the rulebook counts them. Shown
are the middle of the paths, and the interval that four in five of them lie in. The same day shows the same forecast.

## Back-test

${SEEDS.length} made-up programs of each kind and size, three rewards each (first friend, third friend, every fifth). The forecast sees what was before; below is how
often what came in the days after lay in the interval. It should be four in five: 72 to 88 %, and is, where people go on as they did.

| people | members | 30 days | 60 days | 90 days |
|---|---|---|---|---|
${rows.join('\n')}

${(Object.keys(WORLDS) as World[]).map((world) => `- *${world}*: ${WORLDS[world].text}.`).join('\n')}

A change that the past does not hold cannot be foreseen, and in a large program, whose interval is narrow, it is missed nearly always: look again
when something has changed.

## Left out

Milestones that ask for points, what a change of the rules moves at once (that is what a what-if is for), and rewards given by hand.
`;
}
