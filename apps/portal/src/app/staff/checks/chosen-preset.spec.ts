import { PRESET_NAMES, PRESETS } from '@fanfare/domain/presets';
import type { Rules } from '../rules/sentence';
import { chosenPreset, withPreset } from './chosen-preset';

const rules = { checks: [], holdDays: 3 } as unknown as Rules;

describe('the preset of rules', () => {
  it.each(PRESET_NAMES)('%s is known again, in whatever order its checks come back', (name) => {
    const chosen = withPreset(rules, name);
    expect([chosenPreset(chosen), chosenPreset({ ...chosen, checks: chosen.checks.toReversed() }), chosen.holdDays]).toEqual([name, name, 3]);
  });

  it('is none where something was changed by hand', () => {
    const chosen = withPreset(rules, 'standard');
    expect([chosenPreset(rules), chosenPreset({ ...chosen, scoring: { ...PRESETS.standard.scoring, holdAt: 46 } }), chosenPreset({ ...chosen, checks: chosen.checks.slice(1) })]).toEqual([null, null, null]);
  });
});
