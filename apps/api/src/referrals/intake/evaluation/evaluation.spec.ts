import { describe, expect, it } from '@jest/globals';
import { PRESETS, validateRulebook } from '@fanfare/domain';
import { evaluate, figuresOf, JUDGED_BY, TUNED_ON } from './evaluation.js';
import { population } from './population.js';
import { FRAUD, HONEST } from './sign-up-event.js';

const SEEDS = JUDGED_BY.slice(0, 3);
const results = evaluate(SEEDS);

describe('the population', () => {
  it('is the same again from its seed, and another from another', () => {
    expect(population(7, 0.02)).toEqual(population(7, 0.02));
    expect(population(7, 0.02)).not.toEqual(population(8, 0.02));
  });
  it('has everybody in it', () => expect([...HONEST, ...FRAUD].filter((scene) => Object.values(results.standard[scene]).every((n) => n === 0))).toEqual([]));
  it('was not tuned on what it is judged by', () => expect(JUDGED_BY.filter((seed) => TUNED_ON.includes(seed))).toEqual([]));
});

describe('the standard preset, on seeds it was not tuned on', () => {
  const figures = figuresOf(results.standard);
  it('is right in 95 of 100 it holds or rejects', () => expect(figures.precision).toBeGreaterThanOrEqual(0.95));
  it('finds half of the fraud', () => expect(figures.recall).toBeGreaterThanOrEqual(0.45));
  it('rejects nobody honest, and holds at most 2 in 100', () => {
    expect(figures.honestRejected).toBe(0);
    expect(figures.honestHeld).toBeLessThanOrEqual(0.02);
  });
  it.each(['household', 'office'] as const)('holds at most 2 in 100 of the %ss', (scene) => {
    const { allow, hold, reject } = results.standard[scene];
    expect([reject, hold / (allow + hold) <= 0.02]).toEqual([0, true]);
  });
  it('rejects every throwaway address', () => expect(results.standard['disposable burst']).toMatchObject({ allow: 0, hold: 0 }));
});

it('strict finds more than standard, standard more than relaxed, and relaxed holds fewest honest people', () => {
  const [relaxed, standard, strict] = [results.relaxed, results.standard, results.strict].map((outcomes) => figuresOf(outcomes));
  expect([strict!.recall >= standard!.recall, standard!.recall >= relaxed!.recall, relaxed!.honestHeld <= standard!.honestHeld]).toEqual([true, true, true]);
});

it.each(Object.entries(PRESETS))('%s may be published', (_name, preset) => {
  const rest = { version: 1, attribution: { model: 'last', windowDays: 30, codeBeatsClick: true }, qualification: { kind: 'confirmed' }, holdDays: 0, claimDays: 14, limits: [], points: [], tiers: [], milestones: [], seasons: [] } as const;
  expect(validateRulebook({ ...rest, limits: [], points: [], tiers: [], milestones: [], seasons: [], ...preset })).toEqual([]);
});
