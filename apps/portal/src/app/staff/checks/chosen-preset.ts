import { canonical } from '@fanfare/domain/canonical';
import { PRESET_NAMES, type PresetName, PRESETS } from '@fanfare/domain/presets';
import type { Rules } from '../rules/sentence';

/** The preset whose checks and bounds these rules have, or null where they were made by hand. */
export function chosenPreset({ checks, scoring }: Pick<Rules, 'checks' | 'scoring'>): PresetName | null {
  const inOrder = (all: readonly { readonly code: string }[]) => all.toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const same = (name: PresetName) => canonical([inOrder(checks), scoring ?? null]) === canonical([inOrder(PRESETS[name].checks), PRESETS[name].scoring]);
  return PRESET_NAMES.find(same) ?? null;
}

/** The rules with the checks of a preset; everything else stays. */
export function withPreset(rules: Rules, name: PresetName): Rules {
  const { checks, scoring } = PRESETS[name];
  return { ...rules, checks: checks.map((check) => ({ ...check }) as Rules['checks'][number]), scoring };
}
