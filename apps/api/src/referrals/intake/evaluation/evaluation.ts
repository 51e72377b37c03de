import { assess, type Outcome, type Preset, PRESET_NAMES, type PresetName, PRESETS } from '@fanfare/domain';
import { Observer } from './observer.js';
import { population } from './population.js';
import { FRAUD, HONEST, type SceneName } from './sign-up-event.js';

/** Presets were chosen by looking at these; what is published comes from the others. */
export const TUNED_ON = Array.from({ length: 20 }, (_, n) => n + 1);
export const JUDGED_BY = Array.from({ length: 20 }, (_, n) => 1001 + n);

export type Counts = Record<Outcome, number>;
export type Outcomes = Readonly<Record<SceneName, Counts>>;
export interface Figures { readonly precision: number; readonly recall: number; readonly honestHeld: number; readonly honestRejected: number }

/** What every preset makes of the sign-ups of some seeds, by scene. */
export function evaluate(seeds: readonly number[], size = 1, presets: Readonly<Record<PresetName, Preset>> = PRESETS): Record<PresetName, Outcomes> {
  const results = Object.fromEntries(PRESET_NAMES.map((name) => [name, none()])) as Record<PresetName, Outcomes>;
  for (const seed of seeds) {
    for (const [signUp, signals] of new Observer().observe(population(seed, size))) {
      for (const name of PRESET_NAMES) results[name][signUp.scene][assess(presets[name], signals).outcome] += 1;
    }
  }
  return results;
}

/** Flagged: held or rejected. */
export function figuresOf(outcomes: Outcomes): Figures {
  const sum = (scenes: readonly SceneName[], of: (c: Counts) => number) => scenes.reduce((n, scene) => n + of(outcomes[scene]), 0);
  const [fraud, honest] = [sum(FRAUD, flagged), sum(HONEST, flagged)];
  return {
    precision: fraud / Math.max(1, fraud + honest), recall: fraud / Math.max(1, sum(FRAUD, all)),
    honestHeld: sum(HONEST, (c) => c.hold) / Math.max(1, sum(HONEST, all)), honestRejected: sum(HONEST, (c) => c.reject),
  };
}

function flagged(c: Counts): number {
  return c.hold + c.reject;
}

export function all(c: Counts): number {
  return c.allow + c.hold + c.reject;
}

function none(): Outcomes {
  return Object.fromEntries([...HONEST, ...FRAUD].map((scene) => [scene, { allow: 0, hold: 0, reject: 0 }])) as Outcomes;
}
