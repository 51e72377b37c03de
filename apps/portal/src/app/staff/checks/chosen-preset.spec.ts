import { PRESET_NAMES, PRESETS } from '@fanfare/domain/presets';
import type { Rules } from '../rules/sentence';
import { nearestPreset, withPreset } from './chosen-preset';

const rules = { checks: [], holdDays: 3 } as unknown as Rules;

describe('the preset of rules', () => {
  it.each(PRESET_NAMES)('%s is known again, in whatever order its checks come back', (name) => {
    const chosen = withPreset(rules, name);
    const exactly = { name, changes: 0 };
    expect([nearestPreset(chosen), nearestPreset({ ...chosen, checks: chosen.checks.toReversed() }), chosen.holdDays]).toEqual([exactly, exactly, 3]);
  });

  it('is the nearest where something was changed by hand, and none where hardly anything is the same', () => {
    const chosen = withPreset(rules, 'standard');
    const banned = { code: 'banned_domain', outcome: 'reject', weight: 0, args: {} } as unknown as Rules['checks'][number];
    const other = chosen.checks.filter(({ code }) => code !== banned.code).slice(1);
    expect(nearestPreset({ ...chosen, scoring: { ...PRESETS.standard.scoring, holdAt: 46 } })).toEqual({ name: 'standard', changes: 1 });
    expect(nearestPreset({ ...chosen, checks: [...other, banned] })).toMatchObject({ name: 'standard' });
    expect(nearestPreset(rules)).toBeNull();
  });
});
