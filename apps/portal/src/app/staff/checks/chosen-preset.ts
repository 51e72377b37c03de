import { canonical } from '@fanfare/domain/canonical';
import { PRESET_NAMES, type PresetName, PRESETS } from '@fanfare/domain/presets';
import type { Rules } from '../rules/sentence';

/** A preset, and in how many checks and bounds rules differ from it. */
export interface NearPreset { readonly name: PresetName; readonly changes: number }

/** The preset that these rules were made from, as far as one can tell; null where more is different than the same. */
export function nearestPreset(rules: Pick<Rules, 'checks' | 'scoring'>): NearPreset | null {
  const [nearest] = PRESET_NAMES.map((name) => ({ name, changes: changesFrom(name, rules) })).toSorted((a, b) => a.changes - b.changes);
  return nearest && nearest.changes <= PRESETS[nearest.name].checks.length / 2 ? nearest : null;
}

function changesFrom(name: PresetName, { checks, scoring }: Pick<Rules, 'checks' | 'scoring'>): number {
  const preset = PRESETS[name];
  const mine = byCode(checks);
  const theirs = byCode(preset.checks);
  const codes = new Set([...mine.keys(), ...theirs.keys()]);
  const names = new Set([...Object.keys(scoring ?? {}), ...Object.keys(preset.scoring)]) as Set<keyof typeof preset.scoring>;
  const bounds = [...names].filter((name) => canonical(scoring?.[name] ?? null) !== canonical(preset.scoring[name] ?? null));
  return [...codes].filter((code) => mine.get(code) !== theirs.get(code)).length + bounds.length;
}

function byCode(checks: readonly { readonly code: string }[]): Map<string, string> {
  return new Map(checks.map((check) => [check.code, canonical(check)]));
}

/** The rules with the checks of a preset; everything else stays. */
export function withPreset(rules: Rules, name: PresetName): Rules {
  const { checks, scoring } = PRESETS[name];
  return { ...rules, checks: checks.map((check) => ({ ...check }) as Rules['checks'][number]), scoring };
}
